import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Fix } from '../../backend/core/answer/answer.ts';
import type { OwnUploadView, UploadPlan, UploadsView } from '../../backend/http/contract/upload.ts';
import type { Store } from '../../backend/store/connect.ts';
import { deletePerson } from '../../backend/store/people/leaving/delete-person.ts';
import {
  letsVolunteers,
  seedCounted,
  seedSettled,
  seedSettledTasks,
  settledPlace,
} from '../handover/settled-world.ts';
import { type OsmApiServer, startOsmApi } from '../servers/osm-api/start-osm-api.ts';
import { useStore } from '../store/empty-store.ts';
import { seedChallenge, testChallenge } from '../store/seed.ts';
import type { Visitor } from './serve.ts';
import { signedInVisitor } from './signed-in.ts';
import { connect, type ServingUploads, serveWithUploads } from './with-uploads.ts';

let store: Store;
useStore('embedded', opened => {
  store = opened;
});
const places = [0, 1, 2, 3, 4].map(settledPlace);
let osm: OsmApiServer;
let app: ServingUploads;
let vera: Visitor & { person: string };
beforeEach(async () => {
  for (const table of ['challenges', 'persons', 'organisations'] as const)
    await store.deleteFrom(table).execute();
  osm = await startOsmApi({ elements: places.flatMap(one => one.elements) });
  app = await serveWithUploads(store, osm);
  await seedSettled(store, places, letsVolunteers);
  vera = await signedInVisitor(app.url, store);
});
afterEach(async () => {
  await app.close();
  await osm.close();
});

const said = (n: number, person: string, change?: (fix: Fix) => Fix) =>
  seedCounted(store, places[n]!, person, change);
const of = (n: number) => `/api/v1/tasks/${places[n]!.task}/upload`;
const own = async (n: number, by: Visitor = vera): Promise<OwnUploadView> => (await by.get(of(n))).json;
const ask = (more: object = {}) => ({ requestId: 'request-1', host: app.host, ...more });
const stateOf = async (n: number) =>
  (await store.selectFrom('tasks').select('state').where('id', '=', places[n]!.task).executeTakeFirst())
    ?.state;
async function rounds(n: number): Promise<OwnUploadView> {
  for (let round = 0; round < 100; round++) {
    await app.round();
    const view = await own(n);
    if (view.upload?.done || view.upload?.hold) return view;
    await new Promise(resolve => setTimeout(resolve, 20));
  }
  throw new Error('it does not come to an end');
}

describe('whoever settled a task', () => {
  it('sends its edit alone, under their own account, once', async () => {
    await said(1, vera.person);
    expect((await vera.get('/api/v1/me/ready')).json.tasks).toEqual([
      { id: places[1]!.task, challenge: 'wells', name: 'Well 1' },
    ]);
    expect((await own(1)).plan?.server.account).toBeNull();
    const early = await vera.post(of(1), ask());
    expect([early.status, early.json.code]).toEqual([409, 'no-account']);
    await connect(vera);
    const before = await own(1);
    expect(before).toMatchObject({
      plan: { server: { account: 'Ann Mapper' }, lacking: [], changesets: [{ kind: 'tags', edits: 1 }] },
      changes: [{ differences: [{ key: 'name', from: 'Well 1', to: 'Well of 1' }] }],
      notPossible: null,
      upload: null,
    });
    const [one, two] = await Promise.all([vera.post(of(1), ask()), vera.post(of(1), ask())]);
    expect([one.status, two.status]).toEqual([201, 201]);
    expect(two.json).toEqual(one.json);
    const { plan, upload } = await rounds(1);
    expect(plan).toBeNull();
    expect(upload).toMatchObject({ id: one.json.id, done: true, edits: { arrived: 1, left: 0 } });
    expect(osm.world.map.versions().filter(({ uid }) => uid === 101)).toHaveLength(1);
    expect([await stateOf(1), await stateOf(3)]).toEqual(['verified', 'settled']);
    const { answer } = (await vera.get(`/api/v1/tasks/${places[1]!.task}`)).json;
    expect(answer.upload).toBe(true);
    expect((await vera.get('/api/v1/me/ready')).json.tasks).toEqual([]);
    const again = await vera.post(of(1), ask({ requestId: 'request-2' }));
    expect([again.status, again.json.code]).toEqual([409, 'not-yours']);
  });

  it('is told in the task that it is theirs to send', async () => {
    await said(1, vera.person);
    const read = async () => (await vera.get(`/api/v1/tasks/${places[1]!.task}`)).json.answer;
    expect(await read()).toMatchObject({ state: 'counted', upload: true });
    await seedChallenge(store, testChallenge('wells'));
    expect(await read()).toMatchObject({ state: 'counted', upload: false });
  });

  it('goes on after signing in again, and can stop it before that', async () => {
    await said(0, vera.person);
    await said(1, vera.person);
    await connect(vera);
    await vera.post(of(0), ask({ requestId: 'request-0' }));
    await vera.post(of(1), ask({ requestId: 'request-1' }));
    osm.oauth.tokens.clear();
    expect((await rounds(0)).upload?.hold?.why).toBe('sign-in');
    const stopped = await vera.post(`${of(0)}/cancel`);
    expect(stopped.json).toMatchObject({ cancelled: true });
    await rounds(1);
    await connect(vera);
    await vera.post(`${of(1)}/resume`);
    expect((await rounds(1)).upload).toMatchObject({ done: true, edits: { arrived: 1 } });
    for (let round = 0; round < 20 && (await stateOf(0)) !== 'settled'; round++) await app.round();
    expect([await stateOf(0), await stateOf(1)]).toEqual(['settled', 'verified']);
    expect((await own(0)).plan?.changesets).toHaveLength(1);
  });
});

describe('nobody sends the edit of a task', () => {
  const refused = async (n: number) => {
    const { status, json } = await vera.post(of(n), ask());
    return [status, json.code];
  };
  beforeEach(async () => {
    await connect(vera);
  });

  it('that was settled without them, or as something else than they said', async () => {
    await said(1, vera.person, fix => ({ ...fix, tags: [] }));
    for (const n of [1, 3]) {
      expect(await own(n)).toEqual({ plan: null, changes: [], notPossible: null, upload: null });
      expect(await refused(n)).toEqual([409, 'not-yours']);
    }
  });

  it('whose challenge does not let volunteers send, or is a sample', async () => {
    await said(1, vera.person);
    await seedChallenge(store, testChallenge('wells'));
    expect(await refused(1)).toEqual([409, 'not-yours']);
    await seedChallenge(store, letsVolunteers({ ...testChallenge('wells'), sample: true }));
    expect(await refused(1)).toEqual([409, 'not-yours']);
  });

  it('that a maintainer has sent, nor goes on with another’s upload', async () => {
    await said(1, vera.person);
    const ann = await signedInVisitor(app.url, store, [{ role: 'admin' }], 'Ann');
    await connect(ann);
    await ann.post('/api/v1/challenges/wells/uploads', ask());
    expect(await refused(1)).toEqual([409, 'not-yours']);
    expect((await vera.post(`${of(1)}/cancel`)).status).toBe(404);
    expect((await vera.post(`${of(1)}/resume`)).status).toBe(404);
  });

  it('when its challenge stops letting volunteers send: it is for the maintainers again', async () => {
    await said(1, vera.person);
    await vera.post(of(1), ask());
    await seedChallenge(store, testChallenge('wells'));
    const { upload } = await rounds(1);
    expect(upload).toMatchObject({ done: true, hold: null, edits: { arrived: 0 } });
    expect(await stateOf(1)).toBe('settled');
    expect(osm.asked.filter(({ path }) => path.startsWith('/api/0.6/changeset'))).toEqual([]);
  });

  it('that is in a file which a maintainer took', async () => {
    await said(2, vera.person);
    const ann = await signedInVisitor(app.url, store, [{ role: 'admin' }], 'Ann');
    expect((await ann.get('/api/v1/challenges/wells/export?format=josm')).status).toBe(200);
    expect(await refused(2)).toEqual([409, 'not-yours']);
    expect((await vera.get('/api/v1/me/ready')).json.tasks).toEqual([]);
  });

  it('that another settled task has to do with: maintainers see both', async () => {
    await said(2, vera.person);
    const twin = { ...places[2]!, task: 't00009' };
    await seedSettledTasks(store, letsVolunteers(testChallenge('wells')), [twin]);
    const { plan, changes, notPossible } = await own(2);
    expect(plan?.changesets).toEqual([]);
    expect(changes).toEqual([]);
    expect(notPossible).toContain('hangs together with another task');
    expect(await refused(2)).toEqual([409, 'nothing-to-upload']);
  });

  it('when they have gone: what waits for them is for the maintainers again', async () => {
    await said(1, vera.person);
    await vera.post(of(1), ask());
    osm.oauth.tokens.clear();
    await rounds(1);
    expect(await stateOf(1)).toBe('exported');
    const gone = { person: vera.person, confirm: null, guestWord: '', printsLinks: true, browserHash: null };
    await deletePerson(store, { ...gone, now: new Date() });
    for (let round = 0; round < 10 && (await stateOf(1)) !== 'settled'; round++) await app.round();
    expect(await stateOf(1)).toBe('settled');
  });

  it('with a request that was another one, or to a host that was not shown', async () => {
    await said(0, vera.person);
    await said(1, vera.person);
    expect((await vera.post(of(0), ask())).status).toBe(201);
    expect(await refused(1)).toEqual([409, 'request-used']);
    const { json } = await vera.post(of(1), ask({ requestId: 'request-9', host: 'elsewhere.example' }));
    expect(json.code).toBe('other-server');
  });
});

it('takes nothing of what maintainers may send in a day, and stands behind what is under way in their list', async () => {
  await seedChallenge(store, {
    ...letsVolunteers(testChallenge('wells')),
    changeset: { ...letsVolunteers(testChallenge('wells')).changeset, capPerDay: 1 },
  });
  await said(1, vera.person);
  await connect(vera);
  await vera.post(of(1), ask());
  await rounds(1);
  expect((await own(1)).upload?.edits.arrived).toBe(1);
  const ann = await signedInVisitor(app.url, store, [{ role: 'admin' }], 'Ann');
  await connect(ann);
  const { cap } = (await ann.get('/api/v1/challenges/wells/upload-plan')).json as UploadPlan;
  expect(cap).toEqual({ perDay: 1, sent: 0 });
  await ann.post('/api/v1/challenges/wells/uploads', ask({ tasks: [places[3]!.task] }));
  for (let round = 0; round < 20; round++) await app.round();
  expect(await stateOf(3)).toBe('verified');
  const held = await ann.post(
    '/api/v1/challenges/wells/uploads',
    ask({ requestId: 'request-2', tasks: [places[0]!.task] }),
  );
  await said(2, vera.person);
  await store
    .updateTable('uploads')
    .set({ at: new Date(Date.now() - 3_600_000) })
    .where('id', '=', held.json.id)
    .execute();
  const { uploads } = (await ann.get('/api/v1/challenges/wells/uploads')).json as UploadsView;
  expect(uploads.map(({ done }) => done)).toEqual([false, true, true]);
});

it('needs no account that the challenge names on the map that everybody uses, and all the rest', async () => {
  await said(1, vera.person);
  const there = await serveWithUploads(store, osm, {
    env: { UPLOAD_URL: 'https://api.openstreetmap.org', UPLOAD_PRODUCTION: 'openstreetmap.org' },
  });
  try {
    const visitor = await signedInVisitor(there.url, store);
    await said(3, visitor.person);
    const { plan } = (await visitor.get(of(3))).json as OwnUploadView;
    expect(plan?.lacking).toEqual(['documentation', 'discussion', 'capPerDay']);
  } finally {
    await there.close();
  }
});
