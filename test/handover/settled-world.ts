import { randomUUID } from 'node:crypto';
import { sql } from 'kysely';
import type { Fix } from '../../backend/core/answer/answer.ts';
import type { Challenge } from '../../backend/core/challenge/challenge.ts';
import type { Finding } from '../../backend/core/discrepancy/discrepancy.ts';
import type { Feature, LonLat, OsmElement } from '../../backend/core/feature.ts';
import type { Origin } from '../../backend/core/licence/licence.ts';
import type { Store } from '../../backend/store/connect.ts';
import { jsonb } from '../../backend/store/jsonb.ts';
import { finding, official, seedChallenge, seedTask, testChallenge } from '../store/seed.ts';

const observed: Origin = { licence: 'observation' };
const WELL = { man_made: 'water_well' };
export const KINDS_OF_FIX = ['move', 'tags', 'add', 'way', 'merge'] as const;

/** A place with what was answered about it, and the elements that the map has of it. */
export type SettledPlace = Readonly<{
  task: string;
  facts: Finding;
  fix: Fix;
  elements: readonly OsmElement[];
}>;

const mapped = (element: OsmElement, at: LonLat): Feature => ({
  side: 'community',
  id: `${element.type}/${element.id}`,
  at,
  tags: element.tags,
  element,
});
const well = (id: number, at: LonLat, name: string): OsmElement => ({
  type: 'node',
  id,
  version: 3,
  tags: { ...WELL, name },
  at,
});
const seven = (degrees: number) => Math.round(degrees * 1e7) / 1e7;

/** The n-th place; every five of them ask for the five kinds of edits, each in its own spot. */
export function settledPlace(n: number): SettledPlace {
  const kind = KINDS_OF_FIX[n % KINDS_OF_FIX.length]!;
  const at: LonLat = [seven(4 + (n % 100) / 50), seven(50 + Math.floor(n / 100) / 50)];
  const away: LonLat = [seven(at[0] + 0.0017), at[1]];
  const id = 10_000 + n * 10;
  const name = `Well ${n}`;
  const row = official(`W-${n}`, away, { ...WELL, name: `Official well ${n}` });
  const task = `t${String(n).padStart(5, '0')}`;
  const node = well(id, at, name);
  const moved = { kind: 'moved' as const, metres: 120, tolerance: 20 };
  switch (kind) {
    case 'move':
      return {
        task,
        facts: finding(row, mapped(node, at), [moved]),
        fix: { position: { at: away, origin: observed }, tags: [] },
        elements: [node],
      };
    case 'tags':
      return {
        task,
        facts: finding({ ...row, at }, mapped(node, at), [
          {
            kind: 'tags-differ',
            differences: [{ key: 'name', official: `Official well ${n}`, community: name }],
          },
        ]),
        fix: { tags: [{ key: 'name', value: `Well of ${n}`, origin: observed }] },
        elements: [node],
      };
    case 'add':
      return {
        task,
        facts: finding(row, null, [{ kind: 'missing' }]),
        fix: {
          position: { at: away, origin: observed },
          tags: [{ key: 'name', value: name, origin: observed }],
        },
        elements: [],
      };
    case 'way': {
      const corners = [0, 1, 2].map(
        (i): OsmElement => ({
          type: 'node',
          id: id + i,
          version: 1,
          tags: {},
          at: [seven(at[0] + i / 10_000), seven(at[1] + (i % 2) / 10_000)],
        }),
      );
      const outline: OsmElement = {
        type: 'way',
        id,
        version: 2,
        tags: { ...WELL, building: 'yes', name },
        nodes: [id, id + 1, id + 2, id],
      };
      return {
        task,
        facts: finding({ ...row, at }, mapped(outline, at), [
          {
            kind: 'tags-differ',
            differences: [{ key: 'name', official: `Official well ${n}`, community: name }],
          },
        ]),
        fix: { tags: [{ key: 'name', value: `Well of ${n}`, origin: observed }] },
        elements: [...corners, outline],
      };
    }
    case 'merge': {
      const twin = well(id + 1, [seven(at[0] + 0.0001), at[1]], name);
      const site: OsmElement = {
        type: 'relation',
        id: id + 2,
        version: 1,
        tags: { type: 'site' },
        members: [{ type: 'node', ref: twin.id, role: 'well' }],
      };
      const facts = finding({ ...row, at }, mapped(node, at), [
        { kind: 'duplicate', side: 'community', others: [`node/${twin.id}`], metres: 7 },
      ]);
      return {
        task,
        facts: { ...facts, others: [mapped(twin, twin.type === 'node' ? twin.at : at)] },
        fix: { keep: `node/${id}`, tags: [] },
        elements: [node, twin, site],
      };
    }
  }
}

/** A challenge over wells whose answers are settled, as a store has them. */
export async function seedSettled(
  store: Store,
  places: readonly SettledPlace[],
  change: (challenge: Challenge) => Challenge = one => one,
): Promise<Challenge> {
  const challenge = await seedChallenge(store, change(testChallenge('wells')));
  await seedSettledTasks(store, challenge, places);
  return challenge;
}

export async function seedSettledTasks(
  store: Store,
  challenge: Challenge,
  places: readonly SettledPlace[],
): Promise<void> {
  for (const { task, facts, fix } of places) {
    await seedTask(store, challenge.id, task, facts, { state: 'settled' });
    await store
      .updateTable('tasks')
      .set({ outcome: 'fixed', settlement: jsonb({ say: 'fix', fix }), settled_at: sql`now()` })
      .where('id', '=', task)
      .execute();
  }
}

/** A person's answer to it that counts: what it is settled as, or another. */
export async function seedCounted(
  store: Store,
  { task, fix }: Pick<SettledPlace, 'task' | 'fix'>,
  person: string,
  change: (fix: Fix) => Fix = same => same,
): Promise<void> {
  const { facts_digest } = await store
    .selectFrom('tasks')
    .select('facts_digest')
    .where('id', '=', task)
    .executeTakeFirstOrThrow();
  await store
    .insertInto('answers')
    .values({
      id: randomUUID(),
      task_id: task,
      person_id: person,
      request_id: randomUUID(),
      answer: jsonb({ say: 'fix', fix: change(fix) }),
      facts_digest,
      imagery: jsonb([]),
      state: 'counted',
      pending_until: new Date(),
    })
    .execute();
}

/** Whoever settles a task of it may send its edit. */
export const letsVolunteers = (challenge: Challenge): Challenge => ({
  ...challenge,
  changeset: { ...challenge.changeset, byVolunteers: true },
});
