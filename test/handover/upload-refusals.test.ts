import { sql } from 'kysely';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Challenge } from '../../backend/core/challenge/challenge.ts';
import { holdWords } from '../../backend/core/changeset/ways-out.ts';
import { freshChanges } from '../../backend/handover/upload/fresh-changes.ts';
import type { Store } from '../../backend/store/connect.ts';
import { saveUploadAccount } from '../../backend/store/uploads/upload-accounts.ts';
import { settledTasks } from '../../backend/store/uploads/upload-tasks.ts';
import { cancelUpload, resumeUpload } from '../../backend/store/uploads/uploads.ts';
import { goOnWithUploads } from '../../jobs/rounds/go-on-uploads.ts';
import { UPLOADS } from '../servers/osm-api/faults.ts';
import type { OsmVersion } from '../servers/osm-api/osm-map.ts';
import type { Rules } from '../servers/osm-api/rules.ts';
import { type OsmApiServer, startOsmApi } from '../servers/osm-api/start-osm-api.ts';
import { useStore } from '../store/empty-store.ts';
import { seedRole, startOver } from '../store/seed.ts';
import { type SettledPlace, seedSettled, settledPlace } from './settled-world.ts';
import { type UploadsOf, uploadsOf } from './uploads.ts';

const PERSON = 'maintainer';
const UID = 101;
const places = [0, 1, 2, 3, 4].map(settledPlace);
const ALL = places.map(({ task }) => task);
/** Edited once each; the new node's number is the server's. */
const REFS = ['node/10000', 'node/10010', 'node/10041', 'node/new', 'relation/10042', 'way/10030'];
const CREATE = 'PUT /api/0.6/changeset/create';

let store: Store;
useStore('embedded', opened => {
  store = opened;
});
let osm: OsmApiServer;
let challenge: Challenge;
let token: string | null;
/** How far the server's clock is ahead, in milliseconds. */
let ahead: number;

type World = Readonly<{
  rules?: Partial<Rules>;
  of?: readonly SettledPlace[];
  policy?: (challenge: Challenge) => Challenge;
  waits?: Parameters<typeof uploadsOf>[4];
}>;
async function world({ rules, of = places, policy, waits }: World = {}): Promise<UploadsOf> {
  await osm.close();
  osm = await startOsmApi({
    elements: [...places, ...of.filter(({ task }) => !ALL.includes(task))].flatMap(one => one.elements),
    now: () => new Date(Date.now() + ahead),
    ...(rules && { rules }),
  });
  token = osm.tokenFor(UID);
  challenge = await seedSettled(store, of, policy);
  return uploadsOf(store, osm, challenge, PERSON, { tokenOf: async () => token, ...waits });
}
beforeEach(async () => {
  ahead = 0;
  await startOver(store, [PERSON]);
  osm = await startOsmApi();
});
afterEach(() => osm.close());

const states = async (): Promise<Record<string, string>> =>
  Object.fromEntries(
    (await store.selectFrom('tasks').select(['id', 'state']).orderBy('id').execute()).map(one => [
      one.id,
      one.state,
    ]),
  );
const allAre = (state: string, of: readonly string[] = ALL) =>
  Object.fromEntries(of.map(task => [task, state]));
/** The last thing that a task was told. */
const told = async (task: string) =>
  (
    await store
      .selectFrom('task_events')
      .select('data')
      .where('task_id', '=', task)
      .orderBy('id', 'desc')
      .executeTakeFirstOrThrow()
  ).data as Readonly<Record<string, string>>;
const hold = async () => {
  const { hold, said } = await store
    .selectFrom('uploads')
    .select(['hold', 'hold_words as said'])
    .executeTakeFirstOrThrow();
  return { hold, words: hold === null ? null : holdWords(hold, said ?? '') };
};
const changesets = () => store.selectFrom('changesets').selectAll().orderBy('opened_at').execute();
const uploads = () => osm.asked.filter(({ path }) => path.endsWith('/upload'));

/** Somebody else's edit, past all faults. */
function edit(ref: string, patch: Partial<OsmVersion>): void {
  const now = osm.world.map.current(ref)!;
  osm.world.map.append({ ...now, ...patch, version: now.version + 1, uid: 102, changeset: 1 } as OsmVersion);
}
const remove = (ref: string) => edit(ref, { visible: false, tags: {} });
/** Happens when edits have been read and are on their way: the n-th time that any are. */
function asTheyCome(work: () => void, n = 1): void {
  let seen = 0;
  osm.setChaos(({ path }) => {
    if (path.endsWith('/upload') && ++seen === n) work();
    return null;
  });
}
/** Of our account, for each element that it edited. */
const made = () => osm.world.map.versions().filter(({ uid }) => uid === UID);
async function allArrivedOnce(): Promise<void> {
  await osm.settled();
  expect(await states()).toEqual(allAre('verified'));
  // Merging edits two: what goes, and what it was a member of.
  expect(
    made()
      .map(({ type, id, version }) => `${type}/${version === 1 ? 'new' : id}`)
      .sort(),
  ).toEqual(REFS);
}

describe('an upload by whoever sends it without being a maintainer any more', () => {
  // A sign-in is asked for when a changeset begins, is filled and is closed.
  it.each([
    ['before it begins', 0, 0],
    ['between the number and the edits', 1, 0],
    ['after two changesets', 7, 2],
  ])('%s waits, and goes on with the role', async (_, nth, sent) => {
    let asked = 0;
    const takeAway = () => store.deleteFrom('grants').execute();
    const tokenOf = async () => {
      if (++asked === nth) await takeAway();
      return token;
    };
    const { prepare, finish, uploading } = await world({ waits: { tokenOf } });
    const upload = await prepare();
    if (nth === 0) await takeAway();
    await finish();
    const waits = await hold();
    expect(waits.hold).toBe('not-allowed');
    expect(waits.words).toMatch(/not a maintainer here any more.*Give them the role again/);
    expect(uploads()).toHaveLength(sent);
    await seedRole(store, PERSON, 'maintainer');
    await resumeUpload(store, upload, uploading.now());
    await finish();
    await allArrivedOnce();
  });
});

describe('an upload by somebody whose sign-in ends', () => {
  it.each([
    ['before it begins', CREATE, 1],
    ['between the number and the edits', UPLOADS, 1],
    ['after two changesets', UPLOADS, 3],
  ] as const)('%s waits for them to sign in again, and then brings all there once', async (_, on, nth) => {
    const { prepare, finish, uploading } = await world();
    const upload = await prepare();
    let seen = 0;
    osm.setChaos(({ method, path }) => {
      const fits = on === CREATE ? `${method} ${path}` === CREATE : path.endsWith('/upload');
      if (fits && ++seen === nth) osm.oauth.tokens.clear();
      return null;
    });
    await finish();
    const waits = await hold();
    expect(waits.hold).toBe('sign-in');
    expect(waits.words).toMatch(/nobody is signed in.*Sign in there again and let it go on.*401/);
    expect(new Set(Object.values(await states()))).not.toContain('conflict');
    token = osm.tokenFor(UID);
    await resumeUpload(store, upload, uploading.now());
    await finish();
    await allArrivedOnce();
  });

  it('after the edits arrived and the reply was lost asks too, and sends nothing twice', async () => {
    const { prepare, finish, uploading } = await world();
    const upload = await prepare();
    osm.faults.push({ kind: 'no-reply', on: UPLOADS });
    osm.faults.push({ kind: 'status', status: 401, on: 'PUT /api/0.6/changeset/*/close' });
    await finish();
    expect((await hold()).hold).toBe('sign-in');
    await resumeUpload(store, upload, uploading.now());
    await finish();
    await allArrivedOnce();
    expect(uploads()).toHaveLength(4);
  });

  it('who never signed in there is asked to', async () => {
    const { prepare, finish } = await world();
    token = null;
    await prepare();
    await finish();
    expect((await hold()).words).toMatch(/Sign in there again/);
    expect(uploads()).toEqual([]);
    expect(await states()).toEqual(allAre('exported'));
  });
});

it.each([CREATE, UPLOADS])(
  'an account that is blocked at %s is told where to look, and nothing is lost',
  async on => {
    const { prepare, finish, uploading } = await world();
    const upload = await prepare();
    osm.setChaos(({ method, path }) => {
      if (on === CREATE || path.endsWith('/upload')) osm.world.accounts.get(UID)!.blocked = method !== 'GET';
      return null;
    });
    await finish();
    const waits = await hold();
    expect(waits.hold).toBe('account');
    expect(waits.words).toMatch(
      /may not write.*website of the map.*403 Your access to the API has been blocked/s,
    );
    expect(made()).toEqual([]);
    osm.setChaos(null);
    osm.world.accounts.get(UID)!.blocked = false;
    await resumeUpload(store, upload, uploading.now());
    await finish();
    await allArrivedOnce();
  },
);

describe('edits that the server does not take', () => {
  it.each([
    [400, 'Element node/10000 has duplicate tags with key name'],
    [404, ''],
    [412, 'Precondition failed: Node 10041 is still used by ways 7.'],
  ])(
    '%i at every try stands alone in the end, and is given to people with the words',
    async (status, body) => {
      const { prepare, finish } = await world();
      await prepare();
      osm.faults.push({ kind: 'status', status, body, on: UPLOADS, times: 99 });
      await finish();
      expect(await states()).toEqual(allAre('conflict'));
      for (const task of ALL) {
        const { reason, words, wayOut } = await told(task);
        expect({ reason, wayOut }).toEqual({
          reason: 'server',
          wayOut: 'Look at the place again, or open it in an editor (iD or JOSM) and do it there by hand.',
        });
        expect(words).toContain(`${status} ${body}`.trim());
      }
      // The two that change tags go together first, then each alone.
      expect(uploads()).toHaveLength(6);
      expect((await hold()).hold).toBeNull();
      expect(made()).toEqual([]);
    },
  );

  it('400 for one of two does not keep the other from the map', async () => {
    const { prepare, finish } = await world({ of: [places[1]!, places[3]!] });
    await prepare();
    await sql`
      update changesets set tags = tags || jsonb_build_object('jalon:tasks', 'https://jalon.example/changesets/' || id)`.execute(
      store,
    );
    osm.faults.push({ kind: 'status', status: 400, on: UPLOADS, times: 2 });
    await finish();
    expect(Object.values(await states()).sort()).toEqual(['conflict', 'verified']);
    // Each names its own page.
    const rows = await changesets();
    expect(rows).toHaveLength(3);
    for (const { id, tags } of rows)
      expect(tags['jalon:tasks']).toBe(`https://jalon.example/changesets/${id}`);
  });

  it('413 for a box too large for a new account goes in smaller changesets', async () => {
    const boxSize = { initial: 0.01, most: 0.01, days: 28, trusted: 540 };
    const { prepare, finish } = await world({ rules: { boxSize } });
    await prepare();
    await finish();
    await allArrivedOnce();
    const ends = (await changesets()).map(({ state, answer }) => [state, answer]);
    expect(ends).toContainEqual(['refused', 'too-large']);
  });

  const fewer = [1, 3, 6, 8].map(settledPlace);
  it.each(['cgimap', 'rails'] as const)(
    'more elements than %s takes go in smaller changesets',
    async dialect => {
      const { prepare, finish } = await world({ rules: { maximumElements: 1, dialect }, of: fewer });
      await prepare();
      await finish();
      expect(await states()).toEqual(
        allAre(
          'verified',
          fewer.map(({ task }) => task),
        ),
      );
      expect(made()).toHaveLength(4);
    },
  );
});

describe('edits that meet those of others on their way', () => {
  it('are merged with what was added beside them, and given to people where both say something else', async () => {
    const { prepare, finish } = await world();
    await prepare();
    asTheyCome(() => {
      edit('node/10010', { tags: { man_made: 'water_well', name: 'Another name' } });
      edit('way/10030', { tags: { ...osm.world.map.current('way/10030')!.tags, depth: '12' } });
    }, 3);
    await finish();
    expect(await states()).toEqual({ ...allAre('verified'), t00001: 'conflict' });
    expect(await told('t00001')).toMatchObject({
      reason: 'conflict',
      words: 'node/10010: name was "Well 1", is "Another name" by now, and was answered "Well of 1"',
      wayOut: expect.stringMatching(/^Look at the place again/),
    });
    expect(osm.world.map.current('way/10030')).toMatchObject({
      version: 4,
      tags: { name: 'Well of 3', depth: '12', building: 'yes' },
    });
  });

  it('and were deleted say so (409, then gone)', async () => {
    const { prepare, finish } = await world();
    await prepare();
    asTheyCome(() => remove('node/10000'), 2);
    await finish();
    expect(await states()).toEqual({ ...allAre('verified'), t00000: 'conflict' });
    expect(await told('t00000')).toMatchObject({
      reason: 'element-gone',
      words: 'node/10000 was deleted on the map since the volunteer saw it',
      wayOut: expect.stringMatching(/^Look at the place again/),
    });
    expect(osm.world.map.current('node/10000')).toMatchObject({ visible: false, uid: 102 });
  });

  it('and were replaced by an outline say so, and do not touch it', async () => {
    const { prepare, finish } = await world();
    await prepare();
    remove('node/10010');
    const outline = osm.world.map.current('way/10030')!;
    osm.world.map.append({ ...outline, id: 77, version: 1, uid: 102 } as OsmVersion);
    await finish();
    expect(await states()).toEqual({ ...allAre('verified'), t00001: 'conflict' });
    expect(await told('t00001')).toMatchObject({ reason: 'element-gone' });
    expect(osm.world.map.history('way/77')).toHaveLength(1);
  });

  it('and are something else by now say so', async () => {
    const { prepare, finish } = await world();
    await prepare();
    edit('node/10010', { tags: { natural: 'spring' } });
    await finish();
    expect(await told('t00001')).toMatchObject({
      reason: 'conflict',
      words: 'node/10010 has been retagged since the volunteer saw it',
    });
  });

  it('and delete what is deleted already (410) leave it at that', async () => {
    const { prepare, finish } = await world({ of: [places[4]!] });
    await prepare();
    asTheyCome(() => remove('node/10041'));
    await finish();
    expect(await told('t00004')).toMatchObject({
      reason: 'element-gone',
      words: expect.stringContaining('node/10041'),
    });
    expect(made()).toEqual([]);
  });

  it('and delete what a way needs by now (412) leave the node to the way, without its tags', async () => {
    const { prepare, finish } = await world({ of: [places[4]!] });
    await prepare();
    const outline = osm.world.map.current('way/10030')! as Extract<OsmVersion, { type: 'way' }>;
    asTheyCome(() =>
      osm.world.map.append({
        ...outline,
        id: 78,
        version: 1,
        uid: 102,
        nodes: [10_041, 10_040, 10_041],
        tags: { barrier: 'fence' },
      }),
    );
    await finish();
    expect(await states()).toEqual({ t00004: 'verified' });
    expect(osm.world.map.current('node/10041')).toMatchObject({ visible: true, tags: {} });
  });

  it('in a changeset that its idle clock has closed meanwhile go in a new one', async () => {
    const { prepare, finish } = await world({ of: [places[0]!] });
    await prepare();
    asTheyCome(() => {
      ahead += 3_601_000;
    });
    await finish();
    expect(await states()).toEqual({ t00000: 'verified' });
    expect((await changesets()).map(({ state }) => state)).toEqual(['conflict', 'closed']);
    expect(made()).toHaveLength(1);
  });
});

describe('a server that has enough', () => {
  it('of changes by a new account is given an hour, however often it says so', async () => {
    const changesPerHour = { initial: 4, most: 4, days: 7, trusted: 1000 };
    const { prepare, finish } = await world({ rules: { changesPerHour }, waits: { waits: { tries: 4 } } });
    await prepare();
    let creates = 0;
    osm.setChaos(({ path }) => {
      if (path.endsWith('/create') && ++creates === 9) ahead += 3_601_000;
      return null;
    });
    await finish();
    await allArrivedOnce();
    expect((await changesets()).filter(({ answer }) => answer === 'slow-down').length).toBe(5);
  });

  it('already when it is asked for a changeset is given an hour, too', async () => {
    const { prepare, finish } = await world({ waits: { waits: { tries: 3 } } });
    await prepare();
    let asked = 0;
    osm.setChaos(({ path }) =>
      path.endsWith('/create') && ++asked <= 6 ? { kind: 'status', status: 429 } : null,
    );
    await finish();
    await allArrivedOnce();
  });

  it('and says for how long is left alone until then', async () => {
    const { prepare, uploading } = await world({ of: [places[0]!] });
    await prepare();
    osm.faults.push({ kind: 'status', status: 429, headers: { 'retry-after': '90' }, on: UPLOADS });
    const before = Date.now();
    await goOnWithUploads(uploading, () => false);
    const [waits] = await changesets();
    expect(waits!.due_at.getTime()).toBeGreaterThanOrEqual(before + 90_000);
    expect(waits!.waits_for).toContain('429');
    expect(await states()).toEqual({ t00000: 'exported' });
  });

  it('and fails again and again is left to a person, who can let it go on', async () => {
    const { prepare, finish, uploading } = await world({ waits: { waits: { tries: 3 } } });
    const upload = await prepare();
    osm.setChaos(({ method }) => (method === 'GET' ? null : { kind: 'status', status: 503 }));
    await finish();
    const waits = await hold();
    expect(waits.hold).toBe('server');
    expect(waits.words).toMatch(
      /again and again.*Let it go on when the server is well, or cancel what is left.*503/,
    );
    osm.setChaos(null);
    await resumeUpload(store, upload, uploading.now());
    await finish();
    await allArrivedOnce();
  });
});

describe('answers that may not go to the map', () => {
  const freshly = async () =>
    freshChanges(challenge, await settledTasks(store, [ALL[1]!]), {
      osmApiUrl: osm.url,
      contact: 'test@example.org',
    });
  const named = (value: string, origin = places[1]!.fix.tags[0]!.origin): SettledPlace => ({
    ...places[1]!,
    fix: { tags: [{ key: 'name', value, origin }] },
  });

  it('with a tag too long are not planned, and say which', async () => {
    await world({ of: [named('x'.repeat(256))] });
    const { changes, notPossible } = await freshly();
    expect(changes).toEqual([]);
    expect(notPossible).toMatchObject([
      {
        task: 't00001',
        reason: 'invalid-value',
        detail: 'the value of name has 256 characters, OSM takes 255',
      },
    ]);
  });

  const closed = { licence: 'CC-BY-4.0', attribution: 'Water board of Nowhere' } as const;
  const statement = {
    licence: 'CC-BY-4.0',
    to: 'osm',
    by: 'Water board of Nowhere',
    date: '2026-01-01',
    url: 'https://example.org/waiver',
  } as never;
  it('since no licence allows it are not planned, and say why', async () => {
    await world({ of: [named('Copied', closed)] });
    const { changes, notPossible } = await freshly();
    expect(changes).toEqual([]);
    expect(notPossible).toMatchObject([
      { task: 't00001', reason: 'licence', detail: expect.stringMatching(/^name: .*CC-BY-4\.0 to osm/) },
    ]);
  });

  it('any more, since the permission was taken off the challenge, stay behind', async () => {
    const { prepare, finish } = await world({
      of: [named('Copied', closed)],
      policy: one => ({ ...one, statements: [statement] }),
    });
    await prepare();
    await store
      .updateTable('challenges')
      .set({ definition: JSON.stringify({ ...challenge, statements: [] }) as never })
      .execute();
    await finish();
    expect(await told('t00001')).toMatchObject({
      reason: 'licence',
      wayOut: expect.stringContaining('permission on file'),
    });
    expect(uploads()).toEqual([]);
  });
});

it('a cap per day lets a day pass, and loses nothing', async () => {
  const { prepare, uploading } = await world({
    policy: one => ({ ...one, changeset: { ...one.changeset, capPerDay: 3 } }),
  });
  await prepare();
  await goOnWithUploads(uploading, () => false);
  expect(made()).toHaveLength(2);
  const waiting = (await changesets()).filter(({ waits_for }) => waits_for === 'cap');
  expect(waiting).toHaveLength(1);
  expect(waiting[0]!.tries).toBe(0);
  const now = () => new Date(Date.now() + 86_500_000);
  await goOnWithUploads({ ...uploading, now }, () => false);
  await goOnWithUploads({ ...uploading, now: () => new Date(now().getTime() + 86_500_000) }, () => false);
  await allArrivedOnce();
});

describe('a changeset that holds something else', () => {
  /** As from an editor with the same account. */
  async function unclear(): Promise<Readonly<{ upload: string; finish: () => Promise<void> }>> {
    const { prepare, finish } = await world();
    const upload = await prepare();
    let met = false;
    osm.setChaos(({ path }) => {
      const [, id] = /changeset\/(\d+)\/upload$/.exec(path) ?? [];
      if (id === undefined || met) return null;
      met = true;
      const now = osm.world.map.current('node/10040')!;
      osm.world.map.append({ ...now, version: now.version + 1, uid: UID, changeset: Number(id) });
      return { kind: 'status', status: 500 };
    });
    await finish();
    return { upload, finish };
  }

  it('waits for a person, and goes to people when it is given up', async () => {
    const { upload, finish } = await unclear();
    expect(await hold()).toMatchObject({ hold: 'unclear', words: expect.stringContaining('other edits') });
    await cancelUpload(store, upload, new Date());
    await finish();
    const after = await states();
    expect(Object.values(after).sort()).toEqual(['conflict', 'settled', 'settled', 'settled', 'settled']);
    const [task] = Object.entries(after).find(([, state]) => state === 'conflict')!;
    expect(await told(task)).toMatchObject({
      reason: 'server',
      words: expect.stringContaining('other edits'),
    });
  });
});

it('half of a number, which is that of an earlier changeset, is taken for no answer', async () => {
  const { prepare, finish } = await world();
  await prepare();
  let asked = 0;
  osm.setChaos(({ method, path }) =>
    `${method} ${path}` === CREATE && ++asked === 2 ? { kind: 'status', status: 200, body: '2' } : null,
  );
  await finish();
  await allArrivedOnce();
  expect((await changesets()).map(({ osm_id }) => Number(osm_id)).sort()).toEqual([2, 3, 4, 5]);
});

it('half of a number, which is that of somebody else’s open changeset, is taken for no answer', async () => {
  const { prepare, finish } = await world();
  await fetch(`${osm.url}/api/0.6/changeset/create`, {
    method: 'PUT',
    headers: { authorization: `Bearer ${osm.tokenFor(102)}`, 'content-type': 'text/xml' },
    body: '<osm><changeset><tag k="comment" v="another work"/></changeset></osm>',
  });
  await prepare();
  let asked = 0;
  osm.setChaos(({ method, path }) =>
    `${method} ${path}` === CREATE && ++asked === 2 ? { kind: 'status', status: 200, body: '1' } : null,
  );
  await finish();
  await allArrivedOnce();
  const abandoned = (await changesets()).filter(({ state }) => state === 'abandoned');
  expect(abandoned.map(({ osm_id }) => osm_id)).toEqual([null]);
});

it('a server that says of every new changeset that it is another is left to a person', async () => {
  const { prepare, finish } = await world({ waits: { waits: { tries: 3 } } });
  await prepare();
  const body = '<osm><changeset id="1" open="true"><tag k="comment" v="another work"/></changeset></osm>';
  osm.setChaos(({ method, path }) =>
    method === 'GET' && /\/changeset\/\d+$/.test(path) ? { kind: 'status', status: 200, body } : null,
  );
  await finish();
  expect(await hold()).toMatchObject({ hold: 'server', words: expect.stringContaining('no new changeset') });
  expect(uploads()).toEqual([]);
});

it('goes on in another changeset where its sender has signed in under another account meanwhile', async () => {
  const { prepare, finish } = await world();
  await prepare();
  osm.setChaos(({ method, path }) => {
    if (`${method} ${path}` === CREATE) token = osm.tokenFor(102);
    // Nobody who is signed in can close it: the server does, an hour later.
    else if (path.endsWith('/close') && ahead === 0) ahead = 3_601_000;
    return null;
  });
  await finish();
  await osm.settled();
  expect(await states()).toEqual(allAre('verified'));
  expect(made()).toEqual([]);
  const by = osm.world.map.versions().filter(({ uid }) => uid === 102);
  expect(by.map(({ type, id, version }) => `${type}/${version === 1 ? 'new' : id}`).sort()).toEqual(REFS);
});

describe('an upload to the map that everybody uses', () => {
  it('waits where its sender is signed in there under another account than the challenge names', async () => {
    const { prepare, finish } = await world({
      policy: one => ({ ...one, changeset: { ...one.changeset, account: 'wells_import' } }),
    });
    await prepare();
    const server = 'https://api.openstreetmap.org';
    await store.updateTable('uploads').set({ server }).execute();
    const own = { server, osmId: 7, name: 'Ann Mapper', scopes: ['write_api'], token: 'sealed' };
    await saveUploadAccount(store, PERSON, own, new Date());
    await finish();
    const waits = await hold();
    expect(waits.hold).toBe('sign-in');
    expect(waits.words).toContain('under the account wells_import, not Ann Mapper');
    expect(osm.asked.filter(({ method }) => method !== 'GET')).toEqual([]);
  });
});

describe('an upload that is cancelled', () => {
  it('before it begins gives its tasks back', async () => {
    const { prepare, finish } = await world();
    await cancelUpload(store, await prepare(), new Date());
    await finish();
    expect(await states()).toEqual(allAre('settled'));
    expect(await told('t00000')).toMatchObject({ why: 'cancelled' });
    expect(osm.asked.filter(({ method }) => method !== 'GET')).toEqual([]);
  });

  it('in the middle finishes what was sent, and gives back the rest', async () => {
    const { prepare, finish } = await world();
    const upload = await prepare();
    let cancelled: Promise<void> | null = null;
    osm.setChaos(({ path }) => {
      if (!path.endsWith('/upload')) return null;
      cancelled ??= cancelUpload(store, upload, new Date());
      return { kind: 'delay', for: cancelled, when: 'before' };
    });
    await finish();
    expect(await states()).toEqual({ ...allAre('settled'), t00002: 'verified' });
    expect(made()).toHaveLength(1);
  });

  it.each([CREATE, UPLOADS])('after the sign-in ended at %s needs no other', async on => {
    const { prepare, finish, uploading } = await world();
    const upload = await prepare();
    osm.setChaos(({ path }) => {
      if (on === CREATE || path.endsWith('/upload')) osm.oauth.tokens.clear();
      return null;
    });
    await finish();
    expect((await hold()).hold).toBe('sign-in');
    await cancelUpload(store, upload, new Date());
    // Nobody can close it any more: the server does, an hour later.
    ahead += 3_601_000;
    token = null;
    // Looked at again when the time for it has come.
    await store.updateTable('changesets').set({ due_at: new Date() }).where('state', '=', 'sent').execute();
    await goOnWithUploads(uploading, () => false);
    await goOnWithUploads(uploading, () => false);
    expect(await states()).toEqual(allAre('settled'));
    expect(made()).toEqual([]);
  });
});
