import { ofOrganisation, ofTeam, type Scope } from './may.ts';
import type { OwnedAction } from './policy.ts';

/** Where an invitation leads: an organisation, null for the whole installation; or a team. */
export type Into = Readonly<{ organisation: string | null } | { team: string }>;

/** What one must be allowed to do, and on what, to invite there: asked when the invitation is made, and when it is accepted. */
export function inviting(into: Into): Readonly<{ action: OwnedAction | 'appoint'; scope: Scope }> {
  if ('team' in into) return { action: 'lead-team', scope: ofTeam(into.team) };
  return into.organisation === null
    ? { action: 'appoint', scope: 'everything' }
    : { action: 'manage-organisation', scope: ofOrganisation(into.organisation) };
}
