import { type Action, type KeyScope, lineOf, type Role } from './policy.ts';

/** Whose a thing is, or what a role is for. What belongs to no organisation is the installation's. */
export type Scope = 'everything' | `organisation:${string}` | `team:${string}`;
export type Grant = Readonly<{ role: Role; scope: Scope }>;
/** Who asks. `key`: by an API key, which never does more than its scopes say. */
export type Actor = Readonly<{ grants: readonly Grant[]; key?: readonly KeyScope[] }>;

export const ofOrganisation = (id: string | null): Scope =>
  id === null ? 'everything' : `organisation:${id}`;
export const ofTeam = (id: string): Scope => `team:${id}`;

/** The installation itself: schedules, rounds, and whoever holds its command line. */
export const SYSTEM: Actor = { grants: [{ role: 'system', scope: 'everything' }] };

/** Whether the actor may do this to a thing of that scope. A role for everything counts everywhere, another where it was given. */
export function may(actor: Actor, action: Action, scope: Scope = 'everything'): boolean {
  const { roles, key } = lineOf(action);
  if (actor.key && (key === null || !actor.key.includes(key))) return false;
  return actor.grants.some(
    grant => roles.includes(grant.role) && (grant.scope === 'everything' || grant.scope === scope),
  );
}

/** Everything that the actor may do to it. */
export function allowed(actor: Actor, actions: readonly Action[], scope: Scope = 'everything'): Action[] {
  return actions.filter(action => may(actor, action, scope));
}
