import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Challenge } from '../../backend/core/challenge/challenge.ts';
import type { OsmElement } from '../../backend/core/feature.ts';
import type { UploadPlan, UploadView } from '../../backend/http/contract/upload.ts';
import type { Store } from '../../backend/store/connect.ts';
import { type SettledPlace, seedSettled, settledPlace } from '../handover/settled-world.ts';
import { Mapper } from '../servers/osm-api/mapper.ts';
import { type OsmApiServer, startOsmApi } from '../servers/osm-api/start-osm-api.ts';
import { useStore } from '../store/empty-store.ts';
import { seedChallenge, testChallenge } from '../store/seed.ts';
import { guestVisitor } from './osm-visitor.ts';
import { serve, Visitor } from './serve.ts';
import { addKey, signedInVisitor } from './signed-in.ts';
import { connect, type ServingUploads, serveWithUploads } from './with-uploads.ts';

let store: Store;
useStore('embedded', opened => {
  store = opened;
});
let osm: OsmApiServer;
let app: ServingUploads;
let places: SettledPlace[];
let ann: Visitor & { person: string };
beforeEach(async () => {
  for (const table of ['challenges', 'persons', 'organisations'] as const)
    await store.deleteFrom(table).execute();
  places = [0, 1, 2, 3, 4].map(settledPlace);
  osm = await startOsmApi({ elements: places.flatMap(one => one.elements) });
  app = await serveWithUploads(store, osm);
  await seedSettled(store, places);
  for (const id of ['water', 'fire'])
    await store.insertInto('organisations').values({ id, name: id, website: null }).execute();
  await store.updateTable('challenges').set({ organisation_id: 'water' }).execute();
  ann = await signedInVisitor(app.url, store, [{ role: 'maintainer', organisation: 'water' }]);
  await connect(ann);
});
afterEach(async () => {
  await app.close();
  await osm.close();
});

const PLAN = '/api/v1/challenges/wells/upload-plan';
const UPLOADS = '/api/v1/challenges/wells/uploads';
const ask = (more: object = {}) => ({ requestId: 'request-1', host: app.host, ...more });
const start = async (more: object = {}) => ann.post(UPLOADS, ask(more));
const refused = ({ status, json }: { status: number; json: { code: string } | null }) => [status, json?.code];
const read = async (id: string, by: Visitor = ann): Promise<UploadView> =>
  (await by.get(`/api/v1/uploads/${id}`)).json;
/** Deeds of this test, as the handlers tell them. */
const audited = async () =>
  store
    .selectFrom('audit')
    .select(['action', 'target', 'data'])
    .where('person_id', '=', ann.person)
    .where('target', 'not like', 'challenges/%')
    .orderBy('id')
    .execute();
const redefine = (change: (challenge: Challenge) => Challenge) =>
  seedChallenge(store, change(testChallenge('wells')));

async function finished(more: object = {}): Promise<UploadView> {
  const { json } = await start(more);
  for (let round = 0; round < 100; round++) {
    await app.round();
    const view = await read(json.id);
    if (view.done || view.hold) return view;
    await new Promise(resolve => setTimeout(resolve, 20));
  }
  throw new Error('it does not come to an end');
}

describe('a plan', () => {
  it('says where, as whom, what in which changesets, and leaves no row in the log', async () => {
    const { status, json } = await ann.get(PLAN);
    const plan = json as UploadPlan;
    expect(status).toBe(200);
    expect(plan.server).toEqual({ host: app.host, production: false, account: 'Ann Mapper', ready: true });
    expect(plan.changesets.map(({ kind, tasks, edits }) => [kind, tasks.length, edits])).toEqual([
      ['add', 1, 1],
      ['move', 1, 1],
      ['tags', 2, 2],
      ['merge', 1, 2],
    ]);
    expect(plan).toMatchObject({ lacking: [], cap: null });
    expect(plan.changesets[0]?.tags).toMatchObject({ source: 'Water board of Nowhere' });
    expect(await audited()).toEqual([]);
  });

  it('keeps changesets as small as the settings say', async () => {
    const small = await serveWithUploads(store, osm, { env: { UPLOAD_EDITS: '1', UPLOAD_SIDE: '0.01' } });
    try {
      const eve = await signedInVisitor(small.url, store, [{ role: 'admin' }], 'Eve');
      const { changesets } = (await eve.get(PLAN)).json as UploadPlan;
      expect(changesets.map(({ edits }) => edits)).toEqual([1, 1, 1, 1, 2]);
    } finally {
      await small.close();
    }
  });
});

describe('an upload', () => {
  it('is asked for once, however often the request comes, and brings every fix to the map', async () => {
    const [one, two] = await Promise.all([start(), start()]);
    expect([one.status, two.status]).toEqual([201, 201]);
    expect(two.json).toEqual(one.json);
    expect((await start()).json).toEqual(one.json);
    const view = await finished();
    expect(view).toMatchObject({
      id: one.json.id,
      person: 'Vera Example',
      hold: null,
      done: true,
      edits: { arrived: 6, left: 0 },
      conflicts: 0,
    });
    expect(view.changesets.map(({ state }) => state)).toEqual(['closed', 'closed', 'closed', 'closed']);
    const [first] = view.changesets;
    expect(first?.url).toMatch(new RegExp(`^${osm.url}/changeset/\\d+$`));
    expect(osm.world.map.visible().filter(({ tags }) => tags['name'] === 'Well 2')).toHaveLength(1);
    expect((await ann.get(UPLOADS)).json.uploads).toEqual([view]);
    expect(await audited()).toEqual([
      {
        action: 'startUpload',
        target: `uploads/${view.id}`,
        data: { challenge: 'wells', host: app.host, changesets: 4, edits: 6 },
      },
    ]);
  });

  it('tells everybody what became of it, and nobody but who may do it whose it is', async () => {
    const view = await finished();
    const visitor = new Visitor(app.url);
    expect(await read(view.id, visitor)).toEqual({ ...view, person: null });
    const { json } = await visitor.get(`/api/v1/changesets/${view.changesets[2]!.id}`);
    expect(json).toMatchObject({ kind: 'tags', upload: view.id, may: [], reverts: null, revertedBy: null });
    expect(json.list).toEqual([
      expect.objectContaining({
        action: 'modify',
        element: 'node/10010',
        ref: 'node/10010',
        version: 4,
        differences: [{ key: 'name', from: 'Well 1', to: 'Well of 1' }],
      }),
      expect.objectContaining({ element: 'way/10030', ref: 'way/10030', version: 3 }),
    ]);
    expect(json.about.map(({ id, state, reason }: never) => ({ id, state, reason }))).toEqual([
      { id: 't00001', state: 'verified', reason: null },
      { id: 't00003', state: 'verified', reason: null },
    ]);
    const own = await ann.get(`/api/v1/changesets/${view.changesets[2]!.id}`);
    expect(own.json.may).toEqual(['revert']);
  });

  it('takes the tasks that were chosen, and leaves the others', async () => {
    const view = await finished({ tasks: ['t00000'] });
    expect(view.changesets.map(({ kind, tasks }) => [kind, tasks])).toEqual([['move', 1]]);
    expect((await ann.get(PLAN)).json.changesets.map(({ kind }: never) => kind)).toEqual([
      'add',
      'tags',
      'merge',
    ]);
  });

  it('says of a task that met another edit what was met', async () => {
    await start();
    const [well] = places[0]!.elements;
    const other = new Mapper(osm, osm.tokenFor(102));
    await other.edit({ modify: [{ ...well!, at: [4.5, 50.5] } as OsmElement] });
    const view = await finished();
    expect(view).toMatchObject({ done: true, conflicts: 1, edits: { arrived: 5 } });
    const { json } = await ann.get(`/api/v1/changesets/${view.changesets[1]!.id}`);
    expect(json.about).toMatchObject([{ id: 't00000', state: 'conflict', reason: { code: 'conflict' } }]);
    expect(json.about[0].reason.words).not.toBe('');
  });

  it.each([
    ['other-server', { host: 'api.openstreetmap.org' }],
    ['plan-changed', { tasks: ['t00000', 'nowhere'] }],
  ])('is refused as %s', async (code, more) => {
    expect(refused(await start(more))).toEqual([409, code]);
    expect(await store.selectFrom('uploads').select('id').execute()).toEqual([]);
    expect(await audited()).toEqual([]);
  });

  it('is refused of what others took meanwhile, and of nothing', async () => {
    await finished();
    expect(refused(await start({ requestId: 'request-2' }))).toEqual([409, 'nothing-to-upload']);
    expect(refused(await start({ requestId: 'request-2', tasks: ['t00000'] }))).toEqual([
      409,
      'plan-changed',
    ]);
  });

  it('is refused of a request that was another one', async () => {
    await start();
    await seedChallenge(store, testChallenge('more'));
    await store.updateTable('challenges').set({ organisation_id: 'water' }).execute();
    expect(refused(await ann.post('/api/v1/challenges/more/uploads', ask()))).toEqual([409, 'request-used']);
  });

  it('is refused without an account there, and of a sample', async () => {
    await ann.delete('/api/v1/me/upload-account');
    expect(refused(await start())).toEqual([409, 'no-account']);
    await connect(ann);
    await redefine(one => ({ ...one, sample: true }));
    const sample = await start();
    expect(refused(sample)).toEqual([409, 'lacking']);
    expect(sample.json.errors.map(({ code }: never) => code)).toEqual(['sample']);
    expect((await ann.get(PLAN)).json.lacking).toEqual(['sample']);
  });

  it('goes to the map that everybody uses with everything that takes, and under the account that is named', async () => {
    const env = {
      UPLOAD_URL: 'https://api.openstreetmap.org',
      UPLOAD_PRODUCTION: 'openstreetmap.org',
    };
    const real = await serveWithUploads(store, osm, { env });
    try {
      const eve = await signedInVisitor(real.url, store, [{ role: 'admin' }], 'Eve');
      await store
        .insertInto('upload_accounts')
        .values({
          person_id: eve.person,
          server: env.UPLOAD_URL,
          osm_id: 5,
          name: 'Eve Mapper',
          scopes: ['read_prefs', 'write_api'],
          token: 'x',
        })
        .execute();
      const lacking = async () => {
        const answer = await eve.post(UPLOADS, ask({ host: 'api.openstreetmap.org' }));
        expect(refused(answer)).toEqual([409, 'lacking']);
        return answer.json.errors.map(({ code }: { code: string }) => code);
      };
      expect(await lacking()).toEqual(['documentation', 'discussion', 'account', 'capPerDay']);
      await redefine(one => ({
        ...one,
        changeset: {
          ...one.changeset,
          documentation: 'https://wiki.example/wells',
          discussion: 'https://community.example/wells',
          account: 'Wells import',
          capPerDay: 50,
        },
      }));
      expect(await lacking()).toEqual(['other-account']);
      const { server, cap } = (await eve.get(PLAN)).json;
      expect([server.production, cap]).toEqual([true, { perDay: 50, sent: 0 }]);
    } finally {
      await real.close();
    }
  });

  it('waits for its person, goes on when they signed in again, and can be cancelled', async () => {
    const { json } = await start();
    await ann.delete('/api/v1/me/upload-account');
    await app.round();
    expect((await read(json.id)).hold).toMatchObject({ why: 'sign-in', signIn: true });
    // Another maintainer's sign-in would be of no use to it.
    const other = await signedInVisitor(app.url, store, [{ role: 'maintainer' }]);
    expect((await read(json.id, other)).hold).toMatchObject({ why: 'sign-in', signIn: false });
    expect(refused(await ann.post(`/api/v1/uploads/${json.id}/resume`, {}))).toEqual([409, 'no-account']);
    const cancelled = await ann.post(`/api/v1/uploads/${json.id}/cancel`, {});
    expect(cancelled.json).toMatchObject({ cancelled: true, done: false });
    await app.round();
    expect(await read(json.id)).toMatchObject({ done: true, hold: null, edits: { arrived: 0, left: 0 } });
    expect(refused(await start({ requestId: 'request-2' }))).toEqual([409, 'no-account']);
    const { json: states } = await new Visitor(app.url).get('/api/v1/challenges/wells/changes');
    expect(states.changes).toHaveLength(6);
    await connect(ann);
    const again = await finished({ requestId: 'request-2' });
    expect(again).toMatchObject({ done: true, edits: { arrived: 6 } });
    expect(refused(await ann.post(`/api/v1/uploads/${again.id}/cancel`, {}))).toEqual([409, 'upload-done']);
  });

  it('stands still where the settings name another server by now', async () => {
    const { json } = await start();
    await store.updateTable('uploads').set({ server: 'https://api.example' }).execute();
    await app.round();
    expect((await read(json.id)).hold).toMatchObject({ why: 'sign-in', signIn: false });
  });
});

describe('taking a changeset back', () => {
  const path = (id: string, what = 'revert') => `/api/v1/changesets/${id}/${what}`;
  const back = (id: string, requestId = 'revert-1') => ann.post(path(id), { requestId, host: app.host });

  it('shows what it would do, does it once, and asks its tasks again', async () => {
    const view = await finished();
    const [, moves, tagged] = view.changesets;
    const plan = await ann.get(path(tagged!.id, 'revert-plan'));
    expect(plan.json).toMatchObject({ host: app.host, rest: [] });
    expect(plan.json.changes.map(({ element }: never) => element)).toEqual(['node/10010', 'way/10030']);
    const asked = await Promise.all([back(tagged!.id), back(tagged!.id, 'revert-2')]);
    expect(asked.map(({ status }) => status).sort()).toEqual([201, 409]);
    expect(asked.find(({ status }) => status === 409)?.json.code).toBe('already-reverted');
    const { json: made } = asked.find(({ status }) => status === 201)!;
    for (let round = 0; round < 5; round++) await app.round();
    expect(await read(made.id)).toMatchObject({ reverts: tagged!.id, done: true, edits: { arrived: 2 } });
    const { json: after } = await ann.get(`/api/v1/changesets/${tagged!.id}`);
    expect(after).toMatchObject({ revertedBy: (await read(made.id)).changesets[0]!.id, may: [] });
    expect(after.about.map(({ state, reason }: never) => ({ state, reason }))).toEqual([
      { state: 'open', reason: { code: 'came-back', words: null } },
      { state: 'open', reason: { code: 'came-back', words: null } },
    ]);
    const { json: reverting } = await ann.get(`/api/v1/changesets/${after.revertedBy}`);
    expect(reverting.tags.comment).toMatch(/^Takes back changeset \d+: Wells/);
    expect(reverting.tags).not.toHaveProperty('source');
    expect(refused(await back(after.revertedBy, 'revert-3'))).toEqual([409, 'is-revert']);
    expect(refused(await back(tagged!.id, 'revert-4'))).toEqual([409, 'already-reverted']);
    expect(refused(await ann.post(path(moves!.id), { requestId: 'revert-5', host: 'x.example' }))).toEqual([
      409,
      'other-server',
    ]);
    expect((await audited()).map(({ action }) => action)).toEqual(['startUpload', 'revertChangeset']);
  });

  it('is refused of what is not on the map', async () => {
    const { json } = await start();
    const [first] = (await read(json.id)).changesets;
    expect(refused(await back(first!.id))).toEqual([409, 'not-closed']);
    expect(refused(await ann.get(path(first!.id, 'revert-plan')))).toEqual([409, 'not-closed']);
    expect(refused(await ann.get(path('none', 'revert-plan')))).toEqual([404, 'not-found']);
  });
});

describe('who may not', () => {
  it('is refused, whatever is asked for, and nothing is written', async () => {
    const { json } = await start();
    const [first] = (await read(json.id)).changesets;
    const rows = async () => [
      await store.selectFrom('uploads').selectAll().execute(),
      await store.selectFrom('changesets').selectAll().orderBy('id').execute(),
    ];
    const before = await rows();
    const key = await addKey(store, ann.person, ['read', 'answer', 'review', 'run', 'export']);
    const askers: readonly (readonly [Visitor, Record<string, string>, string])[] = [
      [new Visitor(app.url), {}, '401 sign-in-needed'],
      [await guestVisitor(app.url, store), {}, '401 sign-in-needed'],
      [await signedInVisitor(app.url, store, [], 'A volunteer'), {}, '403 not-allowed'],
      [
        await signedInVisitor(app.url, store, [{ role: 'maintainer', organisation: 'fire' }], 'Another'),
        {},
        '403 not-allowed',
      ],
      [
        await signedInVisitor(app.url, store, [{ role: 'reviewer', organisation: 'water' }], 'A reviewer'),
        {},
        '403 not-allowed',
      ],
      [new Visitor(app.url), { authorization: `Bearer ${key}` }, '403 key-scope'],
    ];
    const body = ask({ requestId: 'request-x' });
    for (const [visitor, headers, refusal] of askers)
      for (const [method, path] of [
        ['GET', PLAN],
        ['POST', UPLOADS],
        ['POST', `/api/v1/uploads/${json.id}/resume`],
        ['POST', `/api/v1/uploads/${json.id}/cancel`],
        ['GET', `/api/v1/changesets/${first!.id}/revert-plan`],
        ['POST', `/api/v1/changesets/${first!.id}/revert`],
      ] as const) {
        const answer = await visitor.ask(method, path, method === 'GET' ? undefined : body, headers);
        expect([path, refused(answer).join(' ')]).toEqual([path, refusal]);
      }
    expect(await rows()).toEqual(before);
  });

  it('is told so of bodies that are too large or make no sense', async () => {
    const task = (n: number) => `${n}`.padStart(36, '0');
    const tasks = (count: number) => Array.from({ length: count }, (_, n) => task(n));
    expect(refused(await start({ tasks: tasks(5_000) }))).toEqual([409, 'plan-changed']);
    expect((await start({ tasks: tasks(5_001) })).status).toBe(422);
    expect(refused(await start({ tasks: tasks(20_000) }))).toEqual([413, 'too-large']);
    for (const wrong of [{ tasks: [] }, { tasks: [7] }, { host: null }, { requestId: 'short' }])
      expect((await start(wrong)).status).toBe(422);
    expect(await store.selectFrom('uploads').select('id').execute()).toEqual([]);
  });
});

it('nothing is uploaded where nobody can sign in for it', async () => {
  const none = await serve({ store });
  try {
    const eve = await signedInVisitor(none.url, store, [{ role: 'admin' }], 'Eve');
    expect((await eve.get(PLAN)).json.server.ready).toBe(false);
    expect(refused(await eve.post(UPLOADS, ask()))).toEqual([503, 'no-uploads']);
  } finally {
    await none.close();
  }
});
