import type { Kysely } from 'kysely';
import type { Challenge } from '../../core/challenge/challenge.ts';
import type { Database, RunInputs } from '../tables.ts';
import { lastRun } from './runs.ts';

/**
 * What a challenge reads when nobody names it again: what its last run that ended well read, else what the definition
 * names, else what was named for a run that did not end well. Null where nothing is known.
 */
export async function knownInputs(store: Kysely<Database>, challenge: Challenge): Promise<RunInputs | null> {
  const done = await lastRun(store, challenge.id, ['done']);
  // What it was told beyond the definition is in the definition since.
  if (done) return { official: done.inputs.official, community: done.inputs.community };
  const named = await lastRun(store, challenge.id, ['waiting', 'running', 'held', 'failed']);
  const official = challenge.official.at ?? named?.inputs.official;
  const community = challenge.community.at ?? named?.inputs.community;
  if (official === undefined || community === undefined) return null;
  const override = named?.inputs.override;
  return { official, community, ...(override && { override }) };
}
