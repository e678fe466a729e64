import { randomUUID } from 'node:crypto';
import type { Challenge } from '../backend/core/challenge/challenge.ts';
import type { Queues } from '../backend/queue/connection.ts';
import { findChallenge, lockChallenge, saveChallenge } from '../backend/store/challenges.ts';
import type { Store } from '../backend/store/connect.ts';
import { insertRun, lastRun } from '../backend/store/runs/runs.ts';
import type { RunInputs } from '../backend/store/tables.ts';
import { bundled } from '../challenges/bundled.ts';
import { withOverride } from './definition.ts';
import { startRuns } from './enqueue.ts';

/** Where a definition itself names both of its sources; a template does not. */
export function ownInputs({ official, community }: Challenge): RunInputs | null {
  return official.at !== undefined && community.at !== undefined
    ? { official: official.at, community: community.at }
    : null;
}

/** The row of a bundled challenge, made where there is none, with what earlier runs were told beyond the definition. */
export async function loadChallenge(store: Store, definition: Challenge): Promise<void> {
  await store.transaction().execute(async transaction => {
    const override = (await lockChallenge(transaction, definition.id))?.override ?? {};
    await saveChallenge(transaction, withOverride(definition, override), override);
  });
}

/** Bundled definitions into rows. A template gets its row with its first run: until then there is nothing to show. */
export async function loadChallenges(store: Store): Promise<void> {
  for (const definition of bundled)
    if (ownInputs(definition) || (await findChallenge(store, definition.id)))
      await loadChallenge(store, definition);
}

/** Asks for the first run of each sample that has none, whoever else starts at the same time. */
export async function loadSamples(store: Store, queues: Queues): Promise<void> {
  const asked: string[] = [];
  for (const definition of bundled) {
    const { id, sample } = definition;
    const inputs = ownInputs(definition);
    if (!sample || !inputs) continue;
    await store.transaction().execute(async transaction => {
      await lockChallenge(transaction, id);
      if (await lastRun(transaction, id, ['waiting', 'running', 'done', 'held'])) return;
      await insertRun(transaction, randomUUID(), id, inputs, new Date());
      asked.push(id);
    });
  }
  await startRuns(store, queues, asked);
}
