import { randomUUID } from 'node:crypto';
import type { Into } from '../../core/policy/inviting.ts';
import type { GrantedRole } from '../../core/policy/policy.ts';
import {
  addInvitation,
  type InvitationRow,
  invitationsInto,
  revokeInvitation,
} from '../../store/people/roles/invitations.ts';
import type { InvitationMade, InvitationView } from '../contract/invitation.ts';
import { originOf } from '../doors/asked-as.ts';
import type { Call } from '../frame/operation.ts';
import { notFound, Refusal } from '../refusal.ts';
import { auditOfTeam } from './audit-of-team.ts';
import { hashOf, newToken } from './token.ts';
import { signedIn } from './who.ts';

/** milliseconds that an invitation is good for */
const INVITATION_LIFETIME = 14 * 86_400_000;

/** The address that gives what it says to whoever opens it: behind the `#`, so that no server is told of it. */
export const invitationLink = (origin: string, token: string): string => `${origin}/invitations#${token}`;

/** Answers with a new invitation and, this once, its link. @throws Refusal 404, 409 */
export async function makeInvitation(
  call: Call,
  into: Into,
  { role, uses }: Readonly<{ role: GrantedRole | null; uses: number }>,
): Promise<void> {
  const { ctx, deps, now } = call;
  const person = await signedIn(call);
  const token = newToken();
  const row = await deps.store.transaction().execute(async transaction => {
    const made = await addInvitation(transaction, {
      id: randomUUID(),
      tokenHash: hashOf(token),
      into,
      role,
      by: person.id,
      uses,
      now,
      expiresAt: new Date(now.getTime() + INVITATION_LIFETIME),
    });
    if (made === 'gone') throw notFound('team' in into ? 'The team' : 'The organisation');
    if (made === 'too-many') throw tooManyInvitations();
    if ('team' in into) await auditOfTeam(call, transaction, { invitation: made.id });
    else await call.audit(transaction, { data: { invitation: made.id, role } });
    return made;
  });
  const view: InvitationMade = {
    ...present(row),
    link: invitationLink(deps.config.publicUrl ?? originOf(ctx), token),
  };
  ctx.status = 201;
  ctx.body = view;
}

export async function listInvitations({ ctx, deps, now }: Call, into: Into): Promise<void> {
  ctx.body = (await invitationsInto(deps.store, into, now)).map(present);
}

/** @throws Refusal 404 */
export async function takeBackInvitation(call: Call, into: Into): Promise<void> {
  const id = call.param('invitation');
  await call.deps.store.transaction().execute(async transaction => {
    if (!(await revokeInvitation(transaction, id, into))) throw notFound('The invitation');
    if ('team' in into) await auditOfTeam(call, transaction, { invitation: id });
    else await call.audit(transaction, { data: { invitation: id } });
  });
  call.ctx.status = 204;
}

const present = (row: InvitationRow): InvitationView => ({
  id: row.id,
  role: row.role,
  createdAt: row.created_at.toISOString(),
  expiresAt: row.expires_at.toISOString(),
  usesLeft: row.uses_left,
});

const tooManyInvitations = () =>
  new Refusal(
    409,
    'too-many',
    'Too many invitations are open',
    'Revoke some that nobody will use, or wait until they expire.',
  );
