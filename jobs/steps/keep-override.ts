import { lockChallenge, saveChallenge } from '../../backend/store/challenges.ts';
import type { Store } from '../../backend/store/connect.ts';
import type { RunRow } from '../../backend/store/runs/runs.ts';
import { mergeOverrides, withOverride } from '../definition.ts';

/**
 * What a run was told beyond the definition becomes the challenge's own once the run is done, on top of what it is by
 * then: a newer version may have started meanwhile.
 */
export async function keepOverride(transaction: Store, run: RunRow): Promise<void> {
  const { override } = run.inputs;
  if (!override) return;
  const now = await lockChallenge(transaction, run.challenge_id);
  if (!now) return;
  const definition = withOverride(now.definition, override);
  await saveChallenge(transaction, definition, mergeOverrides(now.override, override));
}
