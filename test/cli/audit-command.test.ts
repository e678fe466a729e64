import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { connect, type Store } from '../../backend/store/connect.ts';
import { auditRows } from '../../backend/store/people/audit.ts';
import { emptyPlace, type Place } from '../servers/setting.ts';
import { stations, writeCommunity, writeOfficial } from '../whole-run/sources.ts';
import { callJalon } from './call-jalon.ts';

vi.setConfig({ testTimeout: 240_000, hookTimeout: 120_000 });

let place: Place;
let store: Store;
beforeAll(async () => {
  place = await emptyPlace('postgres');
  store = connect(place.databaseUrl!, { max: 1 });
});
afterAll(async () => {
  await store?.destroy();
  await place?.remove();
});

/** The newest row of the log, without what differs each time. */
async function lastRow() {
  const [row] = await auditRows(store, { scope: null, before: null, limit: 1 });
  if (!row) return null;
  const { actor, person_id, action, scope, target, data } = row;
  return { actor, person_id, action, scope, target, data };
}
const bySystem = { actor: 'system', person_id: null, target: 'challenges/fire-stations' };

async function well(...args: readonly string[]): Promise<string> {
  const { code, out, told } = await callJalon(place, args);
  expect(code, told).toBe(0);
  return out;
}

it('writes into the log what the command line did, and not what it only read', async () => {
  const official = await writeOfficial(place.dataDir, 'official.csv', stations(20));
  const community = await writeCommunity(place.dataDir, 'community.osm', stations(20).slice(1));
  await well('run', 'fire-stations', '--official', official, '--community', community);
  const { id: run } = await store.selectFrom('runs').select('id').executeTakeFirstOrThrow();
  expect(await lastRow()).toEqual({
    ...bySystem,
    action: 'startRun',
    scope: 'everything',
    data: { command: true, run },
  });

  await store.insertInto('organisations').values({ id: 'fires', name: 'Fires', website: null }).execute();
  await store.updateTable('challenges').set({ organisation_id: 'fires' }).execute();
  const ofFires = { ...bySystem, scope: 'organisation:fires' };
  await well('export', 'fire-stations', '--format', 'osc', '--out', '-');
  const exported = {
    ...ofFires,
    action: 'exportChanges',
    data: { command: true, format: 'osc', changes: 0 },
  };
  expect(await lastRow()).toEqual(exported);
  await well('export', 'fire-stations', '--format', 'csv', '--out', '-');
  expect(await lastRow()).toEqual(exported);

  await well('schedule', 'fire-stations', '--cron', '0 4 * * *', '--timezone', 'UTC');
  const kept = {
    ...ofFires,
    action: 'saveSchedule',
    data: { command: true, pattern: '0 4 * * *', timezone: 'UTC' },
  };
  expect(await lastRow()).toEqual(kept);
  await well('schedule');
  expect(await lastRow()).toEqual(kept);
  await well('schedule', 'fire-stations', '--off');
  const gone = { ...ofFires, action: 'dropSchedule', data: { command: true } };
  expect(await lastRow()).toEqual(gone);
  await well('schedule', 'fire-stations', '--off');
  await well('backup', 'here');
  const rows = await auditRows(store, { scope: null, before: null, limit: 100 });
  expect(rows).toHaveLength(4);

  await well('restore', 'here', '--replace', '--yes');
  const after = await auditRows(store, { scope: null, before: null, limit: 100 });
  expect(after.slice(1)).toEqual(rows);
  expect(await lastRow()).toEqual({
    ...bySystem,
    target: null,
    action: 'restore',
    scope: 'everything',
    data: { command: true, keepAccess: false, at: expect.stringMatching(/^\d{4}-.*Z$/) },
  });
});
