import { setTimeout as pause } from 'node:timers/promises';
import { inLanguage } from '../core/challenge/localised.ts';
import type { Store } from '../store/connect.ts';

/** milliseconds between two looks at the rows */
const LOOK = 250;

/** Waits until the samples have been compared, one plain sentence for each that ends. */
export async function waitForSamples(store: Store, say: (sentence: string) => void): Promise<void> {
  const waiting = new Set<string>();
  for (;;) {
    const rows = await store
      .selectFrom('runs')
      .innerJoin('challenges', 'challenges.id', 'runs.challenge_id')
      .where('challenges.sample', '=', true)
      .select(['runs.id', 'runs.state', 'runs.error', 'challenges.definition'])
      .execute();
    for (const { id, state, error, definition } of rows) {
      const title = inLanguage(definition.title, []).text;
      const unfinished = state === 'waiting' || state === 'running';
      if (unfinished && !waiting.has(id)) {
        waiting.add(id);
        say(`Comparing “${title}” …`);
      }
      if (unfinished || !waiting.delete(id)) continue;
      say(
        state === 'done' ? `“${title}” is compared.` : `“${title}” could not be compared: ${error ?? state}`,
      );
    }
    if (waiting.size === 0) return;
    await pause(LOOK);
  }
}
