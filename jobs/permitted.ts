import { may, ofOrganisation, SYSTEM } from '../backend/core/policy/may.ts';
import type { Action } from '../backend/core/policy/policy.ts';
import { organisationOfChallenge } from '../backend/store/challenges.ts';
import type { Store } from '../backend/store/connect.ts';
import { personById } from '../backend/store/people/persons.ts';
import { findRun } from '../backend/store/runs/runs.ts';

/**
 * Whether whoever asked for a run may do this to its challenge, now: roles that were taken away since then are gone. A
 * schedule and the command line ask as the system.
 */
export async function permitted(store: Store, run: string, action: Action): Promise<boolean> {
  const row = await findRun(store, run);
  if (!row) return false;
  if (row.requested_by === null) return may(SYSTEM, action);
  const person = await personById(store, row.requested_by);
  const organisation = await organisationOfChallenge(store, row.challenge_id);
  return person !== null && may(person, action, ofOrganisation(organisation ?? null));
}
