import { randomUUID } from 'node:crypto';
import { sql } from 'kysely';
import { beforeEach, describe, expect, it } from 'vitest';
import type { Feature } from '../../../backend/core/feature.ts';
import type { Snapshot } from '../../../backend/core/snapshot/snapshot.ts';
import { saveChallenge } from '../../../backend/store/challenges.ts';
import type { Store } from '../../../backend/store/connect.ts';
import {
  dropOldFeatures,
  featuresOf,
  insertFeatures,
  positionsOf,
} from '../../../backend/store/runs/features.ts';
import { latestRuns } from '../../../backend/store/runs/run-queries.ts';
import {
  addProgress,
  addToSummary,
  beat,
  endRun,
  findRun,
  insertRun,
  lastRun,
  lockRun,
  setStep,
  silentRuns,
  startNextRun,
  takeOver,
} from '../../../backend/store/runs/runs.ts';
import {
  currentSnapshot,
  dropSnapshotsOfRun,
  hashesInUse,
  promoteSnapshots,
  retireHeld,
  retireOldestHeld,
  snapshotOfRun,
  writeSnapshot,
} from '../../../backend/store/runs/snapshots.ts';
import { challengeOf } from '../../whole-run/sources.ts';
import { DATABASES, useStore } from '../empty-store.ts';

describe.each(DATABASES)('on %s', kind => {
  let store: Store;
  useStore(kind, empty => {
    store = empty;
  });
  beforeEach(async () => {
    await sql`delete from challenges`.execute(store);
    await saveChallenge(store, challengeOf('c'), {});
    await saveChallenge(store, challengeOf('d'), {});
  });

  const inputs = { official: 'a.csv', community: 'b.osm' };
  let second = 0;
  const ask = (id: string, challenge = 'c', more = {}) =>
    insertRun(store, id, challenge, { ...inputs, ...more }, new Date(Date.UTC(2026, 0, 1, 0, 0, second++)));

  describe('a challenge', () => {
    it('is written only when it says something new', async () => {
      const xmin = async () =>
        (await sql<{ x: string }>`select xmin::text as x from challenges where id = 'c'`.execute(store))
          .rows[0]!.x;
      const before = await xmin();
      await saveChallenge(store, challengeOf('c'), {});
      expect(await xmin()).toBe(before);
      await saveChallenge(store, { ...challengeOf('c'), sample: false }, {});
      expect(await xmin()).not.toBe(before);
    });
  });

  describe('runs', () => {
    it('that wait for the same inputs are one', async () => {
      expect(await ask('1')).toBe('1');
      expect(await ask('2')).toBe('1');
      expect(await ask('3', 'c', { accept: ['h'] })).toBe('3');
      expect(await ask('4', 'd')).toBe('4');
    });

    it('are in the order they were asked for, whatever the clocks of the machines say', async () => {
      const at = (minute: number) => new Date(Date.UTC(2026, 5, 1, 0, minute));
      await insertRun(store, 'ahead', 'c', inputs, at(10));
      await startNextRun(store, 'c');
      await insertRun(store, 'behind', 'c', inputs, at(5));
      const states = ['waiting', 'running'] as const;
      expect((await lastRun(store, 'c', states))!.id).toBe('behind');
      expect((await latestRuns(store, 'c')).get('c')!.id).toBe('behind');
      await insertRun(store, 'later', 'c', { ...inputs, accept: ['h'] }, at(15));
      expect((await lastRun(store, 'c', states))!.requested_at).toEqual(at(15));
      await insertRun(store, 'another', 'd', inputs, at(1));
      expect([...(await latestRuns(store))].map(([id, run]) => [id, run.id])).toEqual([
        ['c', 'later'],
        ['d', 'another'],
      ]);
      expect((await latestRuns(store, 'd')).size).toBe(1);
    });

    it('start in the order they were asked for, one of a challenge at a time', async () => {
      await ask('1');
      await ask('2', 'c', { accept: ['h'] });
      await ask('3', 'd');
      expect(await startNextRun(store, 'c')).toEqual({ run: '1', attempt: 1 });
      expect(await startNextRun(store, 'c')).toBeNull();
      expect(await startNextRun(store, 'd')).toEqual({ run: '3', attempt: 1 });
      await endRun(store, { run: '1', attempt: 1 }, { state: 'done' });
      expect(await startNextRun(store, 'c')).toEqual({ run: '2', attempt: 1 });
    });

    it('cannot work twice in one challenge, whoever writes the row', async () => {
      await ask('1');
      await ask('2', 'c', { accept: ['h'] });
      await startNextRun(store, 'c');
      await expect(sql`update runs set state = 'running' where id = '2'`.execute(store)).rejects.toThrow(
        'runs_one_at_a_time',
      );
    });

    it('belong to one attempt: an earlier one writes nothing any more', async () => {
      await ask('1');
      const first = (await startNextRun(store, 'c'))!;
      const next = (await takeOver(store, first, 0))!;
      expect(next).toEqual({ run: '1', attempt: 2 });
      expect(await takeOver(store, first, 0)).toBeNull();
      await addProgress(store, first, 0.5);
      await addToSummary(store, first, { unchanged: true });
      expect(await store.transaction().execute(transaction => lockRun(transaction, first))).toBeNull();
      expect(await endRun(store, first, { state: 'failed', error: 'late' })).toBe(false);
      expect(await findRun(store, '1')).toMatchObject({
        state: 'running',
        progress: 0,
        summary: {},
        error: null,
      });
      expect(await endRun(store, next, { state: 'done', definitionDigest: 'd' })).toBe(true);
      expect(await lastRun(store, 'c', ['done'])).toMatchObject({
        id: '1',
        step: 'done',
        progress: 1,
        definition_digest: 'd',
      });
      expect(await takeOver(store, next, 0)).toBeNull();
    });

    it('are silent when nobody has said anything of them for so long', async () => {
      await ask('1');
      const mine = (await startNextRun(store, 'c'))!;
      expect(await silentRuns(store, 60)).toEqual([]);
      expect(await silentRuns(store, 0)).toEqual([mine]);
      await sql`update runs set beat_at = now() - interval '61 seconds'`.execute(store);
      expect(await silentRuns(store, 60)).toEqual([mine]);
    });

    it('are not taken over once they gave a sign of life, however silent they were when somebody looked', async () => {
      await ask('1');
      const mine = (await startNextRun(store, 'c'))!;
      await sql`update runs set beat_at = now() - interval '61 seconds'`.execute(store);
      expect(await silentRuns(store, 60)).toEqual([mine]);
      await beat(store, [mine]);
      expect(await takeOver(store, mine, 60)).toBeNull();
      expect(await takeOver(store, mine, 0)).toEqual({ run: '1', attempt: 2 });
    });
  });

  describe('snapshots', () => {
    const feature = (id: string, more: Partial<Feature> = {}): Feature => ({
      side: 'official',
      id,
      at: [4.35170001, 50.84660009],
      tags: { name: `Poste ${id}` },
      ...more,
    });
    const snapshotOf = (features: readonly Feature[], hash: string): Snapshot => ({
      side: 'official',
      hash,
      format: 'CSV',
      dataTime: '2026-01-01T00:00:00.000Z',
      coverage: { kind: 'box', box: [4, 50, 5, 51] },
      rows: features.length,
      features,
      rejected: Array.from({ length: 1200 }, (_, i) => ({ row: i + 1, reason: 'no-coordinates' as const })),
      warnings: [],
      columns: ['CODE'],
    });
    const write = (run: string, features: readonly Feature[], hash: string) =>
      store.transaction().execute(async transaction => {
        const id = randomUUID();
        const of = { id, challenge: 'c', run, state: 'next', fetchedAt: new Date() } as const;
        await writeSnapshot(transaction, of, snapshotOf(features, hash));
        await insertFeatures(transaction, 'c', id, features);
        return id;
      });

    it('give back every feature as it was, in the order of ids', async () => {
      await ask('1');
      const features = [
        feature('b', {
          shape: {
            type: 'LineString',
            coordinates: [
              [4, 50],
              [4.1, 50.1],
            ],
          },
        }),
        feature('B', { changedAt: '2025-05-05T05:05:05.000Z' }),
        feature('a', {
          element: { type: 'node', id: 2e15, version: 3, tags: { name: 'Poste a' }, at: [4.3517, 50.8466] },
        }),
        feature('é'),
      ];
      const id = await write('1', features, 'h');
      expect(await featuresOf(store, id)).toEqual([features[1], features[2], features[0], features[3]]);
      expect(await positionsOf(store, id)).toHaveLength(4);
      const row = (await snapshotOfRun(store, '1', 'official'))!;
      expect(row).toMatchObject({ state: 'next', hash: 'h', coverage: { kind: 'box', box: [4, 50, 5, 51] } });
      expect(row.rejected).toHaveLength(1000);
    });

    it('replace what an earlier attempt of the run wrote', async () => {
      await ask('1');
      await write('1', [feature('a'), feature('b')], 'h');
      const id = await write('1', [feature('c')], 'i');
      expect((await featuresOf(store, id)).map(({ id }) => id)).toEqual(['c']);
      expect(await hashesInUse(store)).toEqual(new Set(['i']));
    });

    it('become current together with the end of their run, and the earlier ones old', async () => {
      await ask('1');
      await ask('2', 'c', { accept: ['x'] });
      const first = await write('1', [feature('a')], 'h');
      expect(await currentSnapshot(store, 'c', 'official')).toBeNull();
      await promoteSnapshots(store, 'c', '1');
      expect((await currentSnapshot(store, 'c', 'official'))?.id).toBe(first);
      const second = await write('2', [feature('b')], 'i');
      await promoteSnapshots(store, 'c', '2');
      expect((await currentSnapshot(store, 'c', 'official'))?.id).toBe(second);
      await dropOldFeatures(store, 'c');
      expect(await featuresOf(store, first)).toEqual([]);
      expect(await featuresOf(store, second)).toHaveLength(1);
      expect(await hashesInUse(store)).toEqual(new Set(['i']));
    });

    it('that are held are needed until a later run is done; what is needed is not known while a run reads', async () => {
      await ask('1');
      await write('1', [feature('a')], 'h');
      await store.updateTable('snapshots').set({ state: 'held' }).execute();
      expect(await hashesInUse(store)).toEqual(new Set(['h']));
      await retireHeld(store, 'other');
      expect(await hashesInUse(store)).toEqual(new Set(['h']));
      await retireHeld(store, 'c');
      expect(await hashesInUse(store)).toEqual(new Set());
      const mine = (await startNextRun(store, 'c'))!;
      expect(await hashesInUse(store)).toBeNull();
      await setStep(store, mine, 'compare');
      expect(await hashesInUse(store)).toEqual(new Set());
    });

    it('that are held again and again are kept ten at a time', async () => {
      for (let n = 10; n < 24; n++) {
        await ask(`${n}`, 'c', { accept: [`${n}`] });
        await write(`${n}`, [feature('a')], `h${n}`);
        await store
          .updateTable('snapshots')
          .set({ state: 'held', fetched_at: new Date(n * 1000) })
          .where('run_id', '=', `${n}`)
          .execute();
      }
      await retireOldestHeld(store, 'c', 'community');
      expect((await hashesInUse(store))!.size).toBe(14);
      await retireOldestHeld(store, 'c', 'official');
      expect([...(await hashesInUse(store))!].sort()).toEqual(
        Array.from({ length: 10 }, (_, i) => `h${14 + i}`),
      );
    });

    it('of a run that failed go, those that stand stay', async () => {
      await ask('1');
      const first = await write('1', [feature('a')], 'h');
      await promoteSnapshots(store, 'c', '1');
      await dropSnapshotsOfRun(store, '1');
      expect((await currentSnapshot(store, 'c', 'official'))?.id).toBe(first);
      await ask('2', 'c', { accept: ['x'] });
      await write('2', [feature('b')], 'i');
      await dropSnapshotsOfRun(store, '2');
      expect(await snapshotOfRun(store, '2', 'official')).toBeNull();
    });
  });
});
