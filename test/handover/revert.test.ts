import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Challenge } from '../../backend/core/challenge/challenge.ts';
import { throughGate } from '../../backend/core/change/through-gate.ts';
import { type Revert, revertOf } from '../../backend/core/changeset/revert.ts';
import type { OsmElement } from '../../backend/core/feature.ts';
import { planChangesets, prepareUpload } from '../../backend/handover/upload/prepare.ts';
import { readElements } from '../../backend/osm/read-elements.ts';
import type { Store } from '../../backend/store/connect.ts';
import { jsonb } from '../../backend/store/jsonb.ts';
import { appliedEdits } from '../../backend/store/uploads/changesets.ts';
import { arrivedEdits } from '../../backend/store/uploads/upload-queries.ts';
import { UPLOADS } from '../servers/osm-api/faults.ts';
import type { OsmVersion } from '../servers/osm-api/osm-map.ts';
import { type OsmApiServer, startOsmApi } from '../servers/osm-api/start-osm-api.ts';
import { useStore } from '../store/empty-store.ts';
import { seedRole, startOver } from '../store/seed.ts';
import { seedSettled, settledPlace } from './settled-world.ts';
import { type UploadsOf, uploadsOf } from './uploads.ts';

const PERSON = 'maintainer';
let store: Store;
useStore('embedded', opened => {
  store = opened;
});
let osm: OsmApiServer;
let challenge: Challenge;
let uploads: UploadsOf;
const places = [0, 1, 2, 3, 4].map(settledPlace);
/** The map as it was before anything was uploaded, without versions. */
let original: unknown;

const look = () =>
  osm.world.map
    .visible()
    .map(element => {
      const { type, id, tags } = element;
      const parts = { node: 'at', way: 'nodes', relation: 'members' } as const;
      return { type, id, tags, is: element[parts[type] as never] };
    })
    .sort((a, b) => `${a.type}${a.id}`.localeCompare(`${b.type}${b.id}`));
const states = async () =>
  Object.fromEntries(
    (await store.selectFrom('tasks').select(['id', 'state']).orderBy('id').execute()).map(one => [
      one.id,
      one.state,
    ]),
  );
const all = (state: string) => Object.fromEntries(places.map(({ task }) => [task, state]));

beforeEach(async () => {
  await startOver(store, [PERSON]);
  await seedRole(store, PERSON, 'maintainer');
  osm = await startOsmApi({ elements: places.flatMap(one => one.elements) });
  challenge = await seedSettled(store, places);
  original = look();
  uploads = uploadsOf(store, osm, challenge, PERSON);
  await uploads.prepare();
  await uploads.finish();
  expect(await states()).toEqual(all('verified'));
  expect(look()).not.toEqual(original);
});
afterEach(() => osm.close());

/** Takes every changeset back, the last one first, and says what stays. */
async function takeAllBack(): Promise<Revert['rest']> {
  const rows = await store
    .selectFrom('changesets')
    .select('id')
    .where('state', '=', 'closed')
    .orderBy('place', 'desc')
    .execute();
  const rest: Revert['rest'][number][] = [];
  for (const { id } of rows) {
    const edits = await appliedEdits(store, id);
    const now: ReadonlyMap<string, OsmElement | 'gone'> = await readElements(
      edits.map(({ applied }) => applied.ref),
      { osmApiUrl: osm.url, contact: 'test@example.org' },
    );
    const { licence, attribution } = challenge.community;
    const revert = revertOf(edits, now, { licence, attribution });
    rest.push(...revert.rest);
    const { changes, permit } = throughGate(revert.changes, challenge);
    if (changes.length === 0) continue;
    const planned = planChangesets({ challenge, settled: [], changes, permit }, () => null, {
      edits: 100,
      side: 360,
    });
    await prepareUpload(store, {
      challenge,
      planned,
      person: PERSON,
      request: `revert-${id}`,
      server: osm.url,
      reverts: id,
      now: new Date(),
    });
    await uploads.finish();
  }
  return rest;
}

function edit(ref: string, patch: Partial<OsmVersion>): void {
  const now = osm.world.map.current(ref)!;
  osm.world.map.append({ ...now, ...patch, version: now.version + 1, uid: 102, changeset: 1 } as OsmVersion);
}

describe('an upload that is taken back', () => {
  it('leaves the map as it was, what was deleted and its memberships too, and asks its tasks again', async () => {
    expect(await takeAllBack()).toEqual([]);
    expect(look()).toEqual(original);
    expect(await states()).toEqual(all('open'));
    const holds = await store.selectFrom('uploads').select('hold').execute();
    expect(holds.every(({ hold }) => hold === null)).toBe(true);
  });

  it('is in no file as what its tasks are settled as afterwards', async () => {
    expect(await arrivedEdits(store, challenge.id)).toHaveLength(6);
    await takeAllBack();
    await store
      .updateTable('tasks')
      .set({ state: 'settled', settled_at: new Date(0), settlement: jsonb({ say: 'not-an-issue' }) })
      .execute();
    expect(await arrivedEdits(store, challenge.id)).toEqual([]);
  });

  it('does so once, though its replies are lost', async () => {
    osm.faults.push(...[0, 1, 2, 3].map(() => ({ kind: 'no-reply', on: UPLOADS }) as const));
    expect(await takeAllBack()).toEqual([]);
    expect(look()).toEqual(original);
    const versions = osm.world.map.history('node/10041').map(({ version, visible }) => [version, visible]);
    expect(versions).toEqual([
      [3, true],
      [4, false],
      [5, true],
    ]);
  });

  it('leaves what others made of it since, key by key, and lists it', async () => {
    edit('node/10010', { tags: { man_made: 'water_well', name: 'Another name' } });
    edit('way/10030', { tags: { ...osm.world.map.current('way/10030')!.tags, depth: '12' } });
    const added = osm.world.map.visible().find(({ tags }) => tags['name'] === 'Well 2')!;
    edit(`node/${added.id}`, { tags: { ...added.tags, depth: '3' } });
    edit('node/10000', { visible: false, tags: {} });
    const rest = await takeAllBack();
    expect(rest.map(({ ref, key, why }) => [ref, key, why]).sort()).toEqual(
      [
        ['node/10000', undefined, 'gone'],
        ['node/10010', 'name', 'changed-since'],
        [`node/${added.id}`, undefined, 'changed-since'],
      ].sort(),
    );
    const current = (ref: string) => osm.world.map.current(ref)!;
    expect(current('node/10000').visible).toBe(false);
    expect(current('node/10010').tags).toMatchObject({ name: 'Another name' });
    expect(current(`node/${added.id}`)).toMatchObject({ visible: true, tags: { depth: '3' } });
    expect(current('way/10030').tags).toEqual({
      man_made: 'water_well',
      building: 'yes',
      name: 'Well 3',
      depth: '12',
    });
  });

  it('and was brought back by others already is left alone', async () => {
    const before = osm.world.map.history('node/10041').find(({ visible }) => visible)!;
    edit('node/10041', { visible: true, tags: before.tags });
    const rest = await takeAllBack();
    expect(rest).toMatchObject([{ ref: 'node/10041', why: 'restored' }]);
    expect(osm.world.map.current('node/10041')!.version).toBe(5);
  });

  it('and is edited by others on the way merges with them, or is left to them', async () => {
    let met = false;
    osm.setChaos(({ path }) => {
      if (path.endsWith('/upload') && !met) {
        met = true;
        edit('way/10030', { tags: { ...osm.world.map.current('way/10030')!.tags, depth: '12' } });
        edit('node/10010', { tags: { man_made: 'water_well', name: 'Another name' } });
        edit('relation/10042', { tags: { type: 'site', name: 'Wells' } });
      }
      return null;
    });
    await takeAllBack();
    const tags = (ref: string) => osm.world.map.current(ref)!.tags;
    expect(tags('way/10030')).toMatchObject({ name: 'Well 3', depth: '12' });
    expect(tags('node/10010')).toMatchObject({ name: 'Another name' });
    expect(tags('relation/10042')).toMatchObject({ name: 'Wells' });
  });
});
