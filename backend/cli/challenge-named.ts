import { bundled } from '../../challenges/bundled.ts';
import type { Challenge } from '../core/challenge/challenge.ts';
import { challengeIds, findChallenge } from '../store/challenges.ts';
import type { Store } from '../store/connect.ts';
import { UsageFault } from './usage-fault.ts';

/** The challenge of that id; `template` where it is a bundled one. @throws UsageFault where there is none */
export async function challengeNamed(
  store: Store,
  id: string,
): Promise<{ definition: Challenge; template: Challenge | undefined }> {
  const template = bundled.find(challenge => challenge.id === id);
  const definition = (await findChallenge(store, id))?.definition ?? template;
  if (definition) return { definition, template };
  const known = new Set([...bundled.map(challenge => challenge.id), ...(await challengeIds(store))]);
  throw new UsageFault(`there is no challenge ${id}; there are ${[...known].sort().join(', ')}`);
}
