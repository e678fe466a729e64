import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Challenge } from '../../backend/core/challenge/challenge.ts';
import { exportChallenge } from '../../backend/handover/export/export-challenge.ts';
import type { Store } from '../../backend/store/connect.ts';
import { testConfig } from '../http/serve.ts';
import { Mapper } from '../servers/osm-api/mapper.ts';
import { type OsmApiServer, startOsmApi } from '../servers/osm-api/start-osm-api.ts';
import { useStore } from '../store/empty-store.ts';
import { startOver } from '../store/seed.ts';
import { type SettledPlace, seedSettled, settledPlace } from './settled-world.ts';
import { uploadsOf } from './uploads.ts';

const PERSON = 'maintainer';
let store: Store;
useStore('embedded', opened => {
  store = opened;
});
let osm: OsmApiServer;
let challenge: Challenge;
let places: SettledPlace[];
beforeEach(async () => {
  await startOver(store, [PERSON]);
  places = [0, 1, 2, 3, 4].map(settledPlace);
  osm = await startOsmApi({ elements: places.flatMap(one => one.elements) });
  challenge = await seedSettled(store, places);
});
afterEach(() => osm.close());

const states = async () =>
  Object.fromEntries(
    (await store.selectFrom('tasks').select(['id', 'state']).orderBy('id').execute()).map(one => [
      one.id,
      one.state,
    ]),
  );
const changesets = () =>
  store.selectFrom('changesets').selectAll().orderBy('place').orderBy('opened_at').execute();
const uploads = () => osm.asked.filter(({ path }) => path.endsWith('/upload'));
const element = (ref: string) => osm.world.map.visible().find(one => `${one.type}/${one.id}` === ref);

describe('an upload', () => {
  it('brings every settled fix to the map, in a changeset of each kind, and verifies its tasks', async () => {
    const { prepare, finish } = uploadsOf(store, osm, challenge, PERSON);
    await prepare();
    expect(new Set(Object.values(await states()))).toEqual(new Set(['exported']));
    await finish();
    expect((await changesets()).map(({ kind, state }) => [kind, state])).toEqual([
      ['add', 'closed'],
      ['move', 'closed'],
      ['tags', 'closed'],
      ['merge', 'closed'],
    ]);
    expect(new Set(Object.values(await states()))).toEqual(new Set(['verified']));
    expect(element('node/10000')).toMatchObject({ at: [4.0017, 50], version: 4 });
    expect(element('node/10010')?.tags['name']).toBe('Well of 1');
    expect(element('way/10030')).toMatchObject({ version: 3, tags: { name: 'Well of 3', building: 'yes' } });
    expect(element('node/10041')).toBeUndefined();
    expect(element('relation/10042')).toMatchObject({
      members: [{ type: 'node', ref: 10040, role: 'well' }],
    });
    const added = osm.world.map.visible().filter(({ tags }) => tags['name'] === 'Well 2');
    expect(added).toMatchObject([{ version: 1, tags: { man_made: 'water_well' } }]);
    for (const one of osm.world.changesets.all().filter(({ uid }) => uid === 101)) {
      expect(one.closedAt.getTime()).toBeLessThanOrEqual(Date.now());
      expect(one.tags).toMatchObject({ source: 'Water board of Nowhere', hashtags: '#jalon' });
      expect(one.tags['comment']).toMatch(
        /^Wells: (places added|places moved to where they are|tags corrected|duplicate places merged)$/,
      );
    }
  });

  it('leaves what it brought in the files of everything, with where each task stands', async () => {
    const { prepare, finish } = uploadsOf(store, osm, challenge, PERSON);
    await prepare();
    await finish();
    const config = { ...testConfig(), osmApiUrl: osm.url };
    const { body, entries } = await exportChallenge(store, config, challenge, 'geojson', null);
    const rows = JSON.parse(body).features.map((one: { properties: object }) => one.properties);
    expect(entries).toBe(rows.length);
    expect(new Set(rows.map((one: { state: string }) => one.state))).toEqual(new Set(['verified']));
    expect(new Set(rows.map((one: { task: string }) => one.task)).size).toBe(places.length);
    expect(rows).toContainEqual(
      expect.objectContaining({
        action: 'modify',
        element: 'node/10010',
        after: expect.objectContaining({ tags: expect.objectContaining({ name: 'Well of 1' }) }),
      }),
    );
    expect(rows.filter((one: { action: string }) => one.action === 'none')).toEqual([]);
  });

  it('asked for twice is one', async () => {
    const { prepare, finish } = uploadsOf(store, osm, challenge, PERSON);
    expect(await prepare()).toBe(await prepare());
    await finish();
    expect(uploads()).toHaveLength(4);
  });

  it('merges with what others changed beside it, and leaves out what they changed otherwise', async () => {
    const { prepare, finish } = uploadsOf(store, osm, challenge, PERSON);
    await prepare();
    const other = new Mapper(osm, osm.tokenFor(102));
    await other.edit({
      modify: [{ ...places[0]!.elements[0]!, tags: { man_made: 'water_well', name: 'Well 0', depth: '12' } }],
    });
    await other.edit({
      modify: [{ ...places[1]!.elements[0]!, tags: { man_made: 'water_well', name: 'Another name' } }],
    });
    await finish();
    expect(element('node/10000')).toMatchObject({ at: [4.0017, 50], tags: { depth: '12' }, version: 5 });
    expect(element('node/10010')?.tags['name']).toBe('Another name');
    expect(await states()).toMatchObject({ t00000: 'verified', t00001: 'conflict', t00003: 'verified' });
  });
});
