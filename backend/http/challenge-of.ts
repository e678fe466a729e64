import type { Challenge } from '../core/challenge/challenge.ts';
import { findChallenge } from '../store/challenges.ts';
import type { Store } from '../store/connect.ts';
import { notFound } from './refusal.ts';

/** @throws Refusal 404 when there is no such challenge */
export async function challengeOf(store: Store, id: string): Promise<Challenge> {
  const found = await findChallenge(store, id);
  if (!found) throw notFound('The challenge');
  return found.definition;
}
