import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { LonLat } from '../../backend/core/feature.ts';
import { metres } from '../../backend/core/geo.ts';
import { OPERATIONS } from '../../backend/http/operations.ts';
import type { Store } from '../../backend/store/connect.ts';
import { jsonb } from '../../backend/store/jsonb.ts';
import { secret } from '../../backend/store/secret.ts';
import { settle } from '../../jobs/rounds/settle.ts';
import { emptyStore } from '../store/empty-store.ts';
import {
  finding,
  missingFinding,
  movedFinding,
  node,
  official,
  seedChallenge,
  seedRun,
  seedTask,
  seedUpload,
  testChallenge,
} from '../store/seed.ts';
import { type Clock, clock } from './clock.ts';
import { type Serving, serve, Visitor } from './serve.ts';
import { signedInVisitor } from './signed-in.ts';

/** Values and coordinates that only the agency states, and that may not be copied. */
const SECRET: LonLat = [4.123457, 50.765433];
const MISSING: LonLat = [4.334455, 50.667788];
const WORDS = [
  'Hidden Hydrant Well',
  'SECRET-REF-77',
  '+32 2 555 01 02',
  'Only Agency Name',
  'HID-1',
  'HID-2',
];

let store: Store;
let close: () => Promise<void>;
let app: Serving;
let time: Clock;
let ann: Visitor;
/** Everything that any route answered, with the address it answered to. */
const heard: { from: string; text: string }[] = [];

beforeAll(async () => {
  ({ store, close } = await emptyStore());
  time = clock();
  app = await serve({ store, now: () => time.now, requestRun: async () => 'run-1' });
  ann = await signedInVisitor(app.url, store, [{ role: 'admin' }]);
  // Given, so that no area has a digit of the place by chance.
  await secret(store, 'look-here', 'a secret for the test');
  await store
    .insertInto('organisations')
    .values({ id: 'water', name: 'Water board', website: null })
    .execute();
  await store.insertInto('teams').values({ id: 'seekers', name: 'Seekers' }).execute();
  await seedChallenge(store, testChallenge('hidden', { licence: 'CC-BY-NC' }));
  await store.updateTable('challenges').set({ organisation_id: 'water' }).execute();
  const hidden = official('HID-1', SECRET, {
    name: 'Hidden Hydrant Well',
    ref: 'SECRET-REF-77',
    phone: '+32 2 555 01 02',
  });
  const moved = finding(hidden, node(5001, [4.1241, 50.7661], { man_made: 'water_well', name: 'Old well' }), [
    { kind: 'moved', metres: 88, tolerance: 20 },
    { kind: 'tags-differ', differences: [{ key: 'phone', official: '+32 2 555 01 02', community: null }] },
    { kind: 'duplicate', side: 'official', others: ['HID-3'], metres: 3 },
  ]);
  await seedTask(store, 'hidden', 'moved', {
    ...moved,
    others: [official('HID-3', SECRET, { name: 'Only Agency Name' })],
  });
  const missing = finding(official('HID-2', MISSING, { name: 'Only Agency Name' }), null, [
    { kind: 'missing' },
  ]);
  await seedTask(store, 'hidden', 'missing', missing);
  await store
    .updateTable('tasks')
    .set({
      reason: jsonb({ code: 'found', data: { lon: SECRET[0], name: 'Hidden Hydrant Well' } }),
      name: 'Hidden Hydrant Well',
    })
    .where('id', '=', 'moved')
    .execute();
  await seedUpload(store, {
    challenge: 'hidden',
    id: 'upload',
    changeset: 'changeset',
    tasks: ['moved', 'missing'],
  });
  await seedRun(store, 'hidden', 'run-1', {
    compared: {
      box: [...SECRET, ...MISSING],
      official: 2,
      community: 1,
      cutOfficial: 0,
      cutCommunity: 0,
    },
  });
});
afterAll(async () => {
  await app.close();
  await close();
});

async function ask(method: string, path: string, body?: unknown) {
  const answer = await ann.ask(method, path, body);
  heard.push({ from: `${method} ${path}`, text: `${JSON.stringify([...answer.headers])} ${answer.text}` });
  return answer;
}

/** The digits of a coordinate: to a ten-thousandth of a degree, 11 m, it would be a place. */
const digits = (degrees: number) => degrees.toFixed(6).slice(0, -2);

describe('a look-here challenge', () => {
  it('lets no official value or coordinate out by any route', async () => {
    const paths = OPERATIONS.filter(({ method }) => method === 'get').map(({ path }) => path);
    const ids: Record<string, string[]> = {
      challenges: ['hidden'],
      tasks: ['moved', 'missing'],
      runs: ['run-1'],
      organisations: ['water'],
      teams: ['seekers'],
      uploads: ['upload'],
      changesets: ['changeset'],
    };
    for (const path of paths) {
      const kind = /\/(\w+)\/:id/.exec(path)?.[1];
      for (const id of kind ? ids[kind]! : ['']) {
        const address = path.replace(':id', id);
        const queries = address.endsWith('/tasks')
          ? ['?state=all', '?state=open&box=4,50,5,51']
          : address.endsWith('/export')
            ? [
                '?format=osc',
                '?format=josm',
                '?format=maproulette',
                '?format=quickstatements',
                '?format=corrections',
                '?format=geojson',
                '?format=csv',
              ]
            : [''];
        for (const query of queries) await ask('GET', address + query);
      }
    }
    const next = await ask('POST', '/api/v1/challenges/hidden/next', { near: [...SECRET] });
    await ask('PUT', `/api/v1/tasks/${next.json.id}/claim`);
    const body = (answer: object, more: object = {}) => ({
      requestId: `request-${heard.length}`,
      factsDigest: next.json.factsDigest,
      acceptTerms: true,
      answer,
      ...more,
    });
    const answers = `/api/v1/tasks/${next.json.id}/answers`;
    await ask('POST', answers, body({ say: 'cant-tell' }, { factsDigest: 'old' }));
    await ask('POST', answers, body({ say: 'fix', fix: {} }));
    const far = { at: [-70, -50], origin: { from: 'observation' } };
    await ask('POST', answers, body({ say: 'fix', fix: { position: far, tags: [], keep: 'none' } }));
    const kept = await ask('POST', answers, body({ say: 'official-wrong' }));
    expect(kept.status).toBe(201);
    await ask('DELETE', `/api/v1/answers/${kept.json.id}`);
    await ask('POST', answers, body({ say: 'official-wrong' }));
    await ask('POST', '/api/v1/challenges/hidden/runs');
    time.pass(60);
    await settle(store, time.now);
    for (const path of ['changes', 'export?format=csv', 'export?format=geojson', 'tasks?state=all'])
      await ask('GET', `/api/v1/challenges/hidden/${path}`);
    await ask('GET', `/api/v1/tasks/${next.json.id}`);
    for (const path of ['me/export', 'audit', 'organisations/water/audit'])
      await ask('GET', `/api/v1/${path}`);

    expect(heard.length).toBeGreaterThan(paths.length);
    const told = WORDS.concat([SECRET, MISSING].flat().map(digits));
    const leaks = heard.flatMap(({ from, text }) =>
      told.filter(word => text.includes(word)).map(word => `${from}: ${word}`),
    );
    expect(leaks).toEqual([]);
    // The stored digest could be tried out against guessed facts.
    expect(
      heard.filter(({ text }) => text.includes('digest-moved') || text.includes('digest-missing')),
    ).toEqual([]);
  });

  it('shows an area that holds the place, is as wide as the match radius and not centred on it', async () => {
    const { json } = await ann.get('/api/v1/tasks/moved');
    expect(json.official).toBeNull();
    expect(json.match).toBeNull();
    expect(json.discrepancies).toEqual([]);
    expect(json.kinds).toEqual(['moved', 'tags-differ', 'duplicate']);
    expect(json.area.radius).toBeGreaterThanOrEqual(200);
    const off = metres(json.area.centre, SECRET);
    expect(off).toBeLessThanOrEqual(json.area.radius);
    expect(off).toBeGreaterThan(10);
  });

  it('shows the same area each time, on the map as in the task', async () => {
    const one = (await ann.get('/api/v1/tasks/missing')).json.area.centre;
    const two = (await new Visitor(app.url).get('/api/v1/tasks/missing')).json.area.centre;
    const { json } = await ann.get('/api/v1/challenges/hidden/tasks?state=all');
    const pin = json.features.find(({ id }: { id: string }) => id === 'missing');
    expect(two).toEqual(one);
    expect(pin.geometry.coordinates).toEqual(one);
  });

  it('finds by the area, not by the place: smaller and smaller boxes lead to its centre', async () => {
    const [lon, lat] = (await ann.get('/api/v1/tasks/missing')).json.area.centre;
    const found = async ([x, y]: readonly [number, number], d: number) => {
      const box = [x - d, y - d, x + d, y + d].join();
      const { json } = await ann.get(`/api/v1/challenges/hidden/tasks?state=all&box=${box}`);
      return json.features.map(({ id }: { id: string }) => id);
    };
    expect(await found([lon, lat], 0.00001)).toEqual(['missing']);
    expect(await found(MISSING, 0.00001)).toEqual([]);
  });

  it('has the box of its areas', async () => {
    const { json } = await ann.get('/api/v1/challenges/hidden');
    expect(json.lookHere).toBe(true);
    const centres = (await ann.get('/api/v1/challenges/hidden/tasks?state=all')).json.features.map(
      ({ geometry }: { geometry: { coordinates: number[] } }) => geometry.coordinates,
    );
    const lons = centres.map(([lon]: number[]) => lon);
    expect([json.box[0], json.box[2]]).toEqual([Math.min(...lons), Math.max(...lons)]);
  });

  it('refuses values taken from the official data', async () => {
    await seedTask(store, 'hidden', 'other', movedFinding('9', [4.2, 50.2]));
    const { json: task } = await ann.get('/api/v1/tasks/other');
    const { status, json } = await ann.post('/api/v1/tasks/other/answers', {
      requestId: 'from-official',
      factsDigest: task.factsDigest,
      answer: { say: 'fix', fix: { position: { at: [4.2, 50.2], origin: { from: 'official' } } } },
    });
    expect([status, json.code]).toEqual([422, 'may-not-copy']);
  });

  it('does not tell by a refusal how far a guess is from the place', async () => {
    await seedTask(store, 'hidden', 'guess', missingFinding('10', [4.5, 50.5]));
    const { json: task } = await ann.get('/api/v1/tasks/guess');
    const guess = async (at: readonly number[]) =>
      ann.post('/api/v1/tasks/guess/answers', {
        requestId: `guess-${at}`,
        factsDigest: task.factsDigest,
        acceptTerms: false,
        // Without the terms nothing is kept: a guess costs nothing.
        answer: { say: 'fix', fix: { position: { at, origin: { from: 'observation' } }, keep: 'nothing' } },
      });
    const [lon, lat] = task.area.centre;
    // metres: what a refusal draws its line by is 50 km from the centre of the area, whatever the place is.
    const degree = 111_195;
    const inside = await guess([lon, lat + 49_990 / degree]);
    const outside = await guess([lon, lat + 50_010 / degree]);
    const codes = ({ json }: { json: { errors: { code: string }[] } }) => json.errors.map(({ code }) => code);
    expect(codes(inside)).toEqual(['keep-unknown']);
    expect(codes(outside)).toEqual(['position-too-far', 'keep-unknown']);
    expect(outside.text).not.toMatch(/\d{4,}\.?\d* ?(m|metres)/);
  });
});
