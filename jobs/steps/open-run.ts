import type { Config } from '../../backend/config.ts';
import type { Challenge } from '../../backend/core/challenge/challenge.ts';
import { findChallenge } from '../../backend/store/challenges.ts';
import type { Store } from '../../backend/store/connect.ts';
import { type Attempt, findRun, type RunRow } from '../../backend/store/runs/runs.ts';
import type { Kept } from '../bytes/keep-bytes.ts';
import { withOverride } from '../definition.ts';

/** The settings that reading and comparing ask for; plain data, since it goes to a thread. */
export type StepConfig = Pick<Config, 'dataDir' | 'overpassUrls' | 'overpassPause' | 'contact'>;

/** What every step is given. */
export type StepContext = Readonly<{
  store: Store;
  config: StepConfig;
  attempt: Attempt;
  /** The bytes of a source that is not a file, for the step that reads it. */
  fetched?: Kept;
  /** 0 to 1 of this step. May be called at any rate, from code that does not yield. */
  progress: (share: number) => void;
}>;

/** The run and what it is about; null when it ended or belongs to a later attempt: then there is nothing to do. */
export async function openRun({
  store,
  attempt,
}: Pick<StepContext, 'store' | 'attempt'>): Promise<{ run: RunRow; definition: Challenge } | null> {
  const run = await findRun(store, attempt.run);
  if (run?.state !== 'running' || run.attempt !== attempt.attempt) return null;
  const challenge = await findChallenge(store, run.challenge_id);
  if (!challenge) throw new Error(`run ${run.id} has no challenge ${run.challenge_id}`);
  return { run, definition: withOverride(challenge.definition, run.inputs.override) };
}
