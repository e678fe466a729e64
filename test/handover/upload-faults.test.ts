import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Challenge } from '../../backend/core/challenge/challenge.ts';
import type { Store } from '../../backend/store/connect.ts';
import { type Fault, proxyPage, UPLOADS, type What } from '../servers/osm-api/faults.ts';
import { type OsmApiServer, startOsmApi } from '../servers/osm-api/start-osm-api.ts';
import { useStore } from '../store/empty-store.ts';
import { startOver } from '../store/seed.ts';
import { seedSettled, settledPlace } from './settled-world.ts';
import { SHORT_REQUESTS, uploadsOf } from './uploads.ts';

const PERSON = 'maintainer';
let store: Store;
useStore('embedded', opened => {
  store = opened;
});
let osm: OsmApiServer;
let challenge: Challenge;
const places = [0, 1, 2, 3, 4].map(settledPlace);
beforeEach(async () => {
  await startOver(store, [PERSON]);
  osm = await startOsmApi({ elements: places.flatMap(one => one.elements) });
  challenge = await seedSettled(store, places);
});
afterEach(() => osm.close());

/** All five fixes are on the map once, and every task was seen right. */
async function allIsWell(): Promise<void> {
  await osm.settled();
  const versions = osm.world.map.versions().filter(({ uid }) => uid === 101);
  expect(
    versions.map(({ type, id, version }) => `${type}/${version === 1 ? 'new' : id} ${version}`).sort(),
  ).toEqual([
    'node/10000 4',
    'node/10010 4',
    'node/10041 4',
    'node/new 1',
    'relation/10042 2',
    'way/10030 3',
  ]);
  const tasks = await store.selectFrom('tasks').select(['id', 'state']).execute();
  expect(tasks.filter(({ state }) => state !== 'verified')).toEqual([]);
  const rows = await store.selectFrom('changesets').select(['state', 'osm_id']).execute();
  const ids = rows.flatMap(({ osm_id }) => (osm_id === null ? [] : [osm_id]));
  expect(new Set(ids).size).toBe(ids.length);
}

const CREATE = 'PUT /api/0.6/changeset/create';
const CLOSE = 'PUT /api/0.6/changeset/*/close';
const REQUESTS = { create: CREATE, upload: UPLOADS, close: CLOSE };
const WHATS: readonly What[] = [
  { kind: 'no-connection' },
  { kind: 'half-request', bytes: 50 },
  { kind: 'status', status: 500 },
  proxyPage(502),
  proxyPage(504),
  { kind: 'status', status: 408 },
  { kind: 'status', status: 429, headers: { 'retry-after': '0' } },
  { kind: 'silent' },
  { kind: 'no-reply' },
  { kind: 'status-after', status: 500 },
  { kind: 'silent-after' },
  { kind: 'half-body' },
  { kind: 'cut-body' },
  { kind: 'slow-body' },
  { kind: 'delay', for: 40, when: 'locked' },
  { kind: 'late', for: 60, from: 'queued' },
  { kind: 'late', for: 60, from: 'locked' },
];

describe('an upload whose server or network fails', () => {
  it.each(
    Object.entries(REQUESTS).flatMap(([request, on]) =>
      WHATS.map(what => ({ request, what, fault: { ...what, on } as Fault })),
    ),
  )('at $request by $what ends as if nothing had happened', async ({ fault }) => {
    osm.faults.push(fault);
    const { prepare, finish } = uploadsOf(store, osm, challenge, PERSON, { requestTime: SHORT_REQUESTS });
    await prepare();
    await finish();
    await allIsWell();
  });

  it.each([
    'GET /api/0.6/changeset/*',
    'GET /api/0.6/changeset/*/download',
    'GET /api/0.6/nodes',
    'GET /api/0.6/ways',
    'GET /api/0.6/node/*/ways',
  ])('at the reply and then at %s, too', async on => {
    osm.faults.push(
      { kind: 'no-reply', on: UPLOADS },
      { kind: 'status', status: 500, on, times: 2, after: 3 },
    );
    osm.faults.push({ kind: 'half-body', on });
    const { prepare, finish } = uploadsOf(store, osm, challenge, PERSON, { requestTime: SHORT_REQUESTS });
    await prepare();
    await finish();
    await allIsWell();
  });
});
