import type { Store } from '../../store/connect.ts';
import type { Call } from '../frame/operation.ts';
import { whoAsks } from './who.ts';

/** What a lead does is the team's own matter; what an admin does to a team that they do not lead is written down. */
export async function auditOfTeam(
  call: Call,
  transaction: Store,
  data: Readonly<{ person?: string; lead?: boolean; invitation?: string }> = {},
): Promise<void> {
  const { actor } = await whoAsks(call);
  if (actor.grants.some(({ role, scope }) => role === 'lead' && scope === call.scope)) return;
  const { person } = data;
  await call.audit(transaction, {
    target: `teams/${call.param('id')}`,
    data,
    ...(person !== undefined && { about: person }),
  });
}
