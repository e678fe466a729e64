import type { Challenge } from '../core/challenge/challenge.ts';
import type { Store } from './connect.ts';

/** Every challenge, by id. */
export async function storedChallenges(store: Store): Promise<Challenge[]> {
  const rows = await store.selectFrom('challenges').select('definition').orderBy('id').execute();
  return rows.map(row => row.definition);
}
