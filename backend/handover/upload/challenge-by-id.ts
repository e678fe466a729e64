import type { Challenge } from '../../core/challenge/challenge.ts';
import { findChallenge } from '../../store/challenges.ts';
import type { Store } from '../../store/connect.ts';

/** @throws Error where there is none: what belongs to a challenge goes with it */
export async function challengeById(store: Store, id: string): Promise<Challenge> {
  const found = await findChallenge(store, id);
  if (!found) throw new Error(`there is no challenge "${id}"`);
  return found.definition;
}
