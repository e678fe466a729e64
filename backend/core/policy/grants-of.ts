import type { Grant } from './may.ts';
import type { Role } from './policy.ts';

/**
 * All that somebody may act as: what they are by being here, and what was given to them.
 * @param person null: a visitor
 */
export function grantsOf(
  person: Readonly<{ account: unknown; grants: readonly Grant[] }> | null,
): readonly Grant[] {
  const role: Role = person === null ? 'visitor' : person.account ? 'volunteer' : 'guest';
  return [{ role, scope: 'everything' }, ...(person?.grants ?? [])];
}
