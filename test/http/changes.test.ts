import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Answer } from '../../backend/core/answer/answer.ts';
import type { Finding } from '../../backend/core/discrepancy/discrepancy.ts';
import { changesView } from '../../backend/http/contract/changes.ts';
import type { Store } from '../../backend/store/connect.ts';
import { jsonb } from '../../backend/store/jsonb.ts';
import { emptyStore } from '../store/empty-store.ts';
import {
  finding,
  missingFinding,
  movedFinding,
  official,
  seedChallenge,
  seedPerson,
  seedTask,
  testChallenge,
} from '../store/seed.ts';
import { type Serving, serve, testConfig, type Visitor } from './serve.ts';
import { signedInVisitor } from './signed-in.ts';

let store: Store;
let close: () => Promise<void>;
let app: Serving;
let ann: Visitor;
let osm: Server;
/** What the map's server knows, by path; null: it is down. */
let map: Record<string, object> | null = {};
let asked: string[] = [];
let maps = 0;

beforeAll(async () => {
  ({ store, close } = await emptyStore());
  osm = createServer((request, response) => {
    const path = (request.url ?? '').replace(/^\/map\d+/, '');
    asked.push(path);
    const body = map?.[path];
    response.writeHead(map === null ? 503 : body ? 200 : 404, { 'content-type': 'application/json' });
    response.end(body ? JSON.stringify(body) : '');
  });
  await new Promise<void>(resolve => osm.listen(0, '127.0.0.1', resolve));
});
afterAll(async () => {
  osm.close();
  await close();
});
beforeEach(async () => {
  await store.deleteFrom('challenges').execute();
  await store.deleteFrom('persons').execute();
  await app?.close();
  map = {};
  asked = [];
  // Another address each time: what was read, or could not be, is remembered by it.
  const osmApiUrl = `http://127.0.0.1:${(osm.address() as AddressInfo).port}/map${++maps}`;
  app = await serve({ store, config: { ...testConfig(), osmApiUrl } });
  ann = await signedInVisitor(app.url, store, [{ role: 'maintainer' }]);
});
afterAll(() => app.close());

const observed = { licence: 'observation' } as const;
const movedTo = (at: [number, number]): Answer => ({
  say: 'fix',
  fix: { position: { at, origin: observed }, tags: [] },
});
async function settled(id: string, facts: Finding, answer: Answer, challenge = 'wells') {
  await seedTask(store, challenge, id, facts, { state: 'settled' });
  await store
    .updateTable('tasks')
    .set({ settlement: jsonb(answer), outcome: answer.say === 'fix' ? 'fixed' : answer.say })
    .where('id', '=', id)
    .execute();
}
const changes = async () => changesView.parse((await ann.get('/api/v1/challenges/wells/changes')).json);
const download = (format: string) => ann.get(`/api/v1/challenges/wells/export?format=${format}`);

describe('changes', () => {
  it('are what the settled answers make of the map', async () => {
    await seedChallenge(store, testChallenge('wells', { sample: true, licence: 'fictional' }));
    await settled('a', movedFinding('1', [4, 50]), movedTo([4.001, 50.001]));
    await settled('b', missingFinding('2', [5, 51]), {
      say: 'fix',
      fix: {
        position: { at: [5, 51], origin: observed },
        tags: [{ key: 'name', value: 'New well', origin: observed }],
      },
    });
    await settled('c', movedFinding('3', [6, 50]), { say: 'official-wrong' });
    await seedTask(store, 'wells', 'open', movedFinding('4', [4, 50]));
    const view = await changes();
    expect(view.changes).toEqual([
      {
        tasks: ['b'],
        action: 'create',
        element: null,
        at: [5, 51],
        from: null,
        differences: [
          { key: 'man_made', from: null, to: 'water_well' },
          { key: 'name', from: null, to: 'New well' },
        ],
      },
      {
        tasks: ['a'],
        action: 'modify',
        element: 'node/5001',
        at: [4.001, 50.001],
        from: [4, 50],
        differences: [],
      },
    ]);
    expect(view).toMatchObject({ notPossible: [], pending: { count: 0, until: null }, corrections: 1 });
  });

  it('count the answers that are pending, and say when the last of them ends', async () => {
    await seedChallenge(store, testChallenge('wells', { needed: 2 }));
    await seedTask(store, 'wells', 't', movedFinding('1', [4, 50]));
    for (const [person, until] of [
      ['ann', '2026-05-01T12:00:30Z'],
      ['bob', '2026-05-01T12:00:50Z'],
    ] as const) {
      await seedPerson(store, person);
      await store
        .insertInto('answers')
        .values({
          id: person,
          task_id: 't',
          person_id: person,
          request_id: person,
          answer: jsonb({ say: 'cant-tell' }),
          facts_digest: 'digest-t',
          imagery: '[]',
          state: 'pending',
          pending_until: until,
        })
        .execute();
    }
    expect((await changes()).pending).toEqual({ count: 2, until: '2026-05-01T12:00:50.000Z' });
  });
});

describe('an element that the source does not carry whole', () => {
  const thin = (number: number): Finding => {
    const facts = movedFinding(String(number), [4, 50]);
    const { element: _, ...community } = facts.community!;
    return { ...facts, community };
  };
  const known = (number: number) => ({
    elements: [
      {
        type: 'node',
        id: 5000 + number,
        version: 7,
        visible: true,
        lat: 50,
        lon: 4,
        tags: { man_made: 'water_well', name: `Well ${number}` },
      },
    ],
  });

  it('is read from the map, and so is who uses it', async () => {
    await seedChallenge(store, testChallenge('wells'));
    await settled('a', thin(11), movedTo([4.001, 50.001]));
    map = {
      '/api/0.6/node/5011': known(11),
      '/api/0.6/node/5011/ways': { elements: [] },
      '/api/0.6/node/5011/relations': { elements: [] },
    };
    const file = await download('osc');
    expect(file.status).toBe(200);
    expect(file.text).toContain('version="7"');
    expect(asked).toEqual(['/api/0.6/node/5011', '/api/0.6/node/5011/ways', '/api/0.6/node/5011/relations']);
    asked = [];
    expect((await changes()).changes).toHaveLength(1);
    expect(asked).toEqual([]);
  });

  it('that is gone from the map is told with its reason', async () => {
    await seedChallenge(store, testChallenge('wells'));
    await settled('a', thin(12), movedTo([4.001, 50.001]));
    const { notPossible } = await changes();
    expect(notPossible).toMatchObject([{ task: 'a', element: 'node/5012', reason: 'element-gone' }]);
  });

  it('is listed with its reason while the map cannot be reached, and is no reason to fail', async () => {
    await seedChallenge(store, testChallenge('wells'));
    await settled('a', thin(13), movedTo([4.001, 50.001]));
    map = null;
    const view = await changes();
    expect(view.changes).toEqual([]);
    expect(view.notPossible).toMatchObject([{ task: 'a', reason: 'element-state-unknown' }]);
    expect(view.notPossible[0]!.detail).toContain('could not be read');
    const refused = await download('osc');
    expect([refused.status, refused.json.code]).toEqual([409, 'nothing-to-export']);
    expect(refused.json.errors).toMatchObject([{ path: 'a', code: 'element-state-unknown' }]);
    const sheet = await download('csv');
    expect(sheet.text).toContain('element-state-unknown');
  });

  it('of a sample is asked of nobody', async () => {
    await seedChallenge(store, testChallenge('wells', { sample: true, licence: 'fictional' }));
    await settled('a', thin(14), movedTo([4.001, 50.001]));
    expect((await changes()).notPossible).toMatchObject([{ reason: 'element-state-unknown' }]);
    expect(asked).toEqual([]);
  });
});

describe('a download', () => {
  beforeEach(async () => {
    await seedChallenge(store, testChallenge('wells', { sample: true, licence: 'fictional' }));
  });

  it('is osmChange, JOSM, GeoJSON or CSV under the challenge’s name', async () => {
    await settled('a', movedFinding('1', [4, 50]), movedTo([4.001, 50.001]));
    const files = await Promise.all(['osc', 'josm', 'geojson', 'csv'].map(download));
    expect(files.map(({ headers }) => headers.get('content-disposition'))).toEqual([
      'attachment; filename="wells.osc"',
      'attachment; filename="wells.josm.osm"',
      'attachment; filename="wells.geojson"',
      'attachment; filename="wells.csv"',
    ]);
    expect(files.map(({ headers }) => headers.get('content-type'))).toEqual([
      'application/xml',
      'application/xml',
      'application/geo+json',
      'text/csv; charset=utf-8',
    ]);
    for (const { status, headers } of files)
      expect([status, headers.get('jalon-changes')]).toEqual([200, '1']);
    const [osc, josm, geojson, csv] = files.map(({ text }) => text);
    expect(osc).toMatch(/<modify>[\s\S]*<node id="5001" version="3" lat="50.001[0]*" lon="4.001[0]*"/);
    expect(josm).toContain('upload="never"');
    expect(JSON.parse(geojson!).features).toHaveLength(1);
    expect(csv!.split('\r\n')[1]).toMatch(/^a,settled,fixed,moved,modify,node\/5001/);
  });

  it('of corrections is for the agency’s people, with every one that is settled', async () => {
    await settled('a', movedFinding('1', [4, 50]), movedTo([4.001, 50.001]));
    await settled('b', movedFinding('2', [6, 50]), { say: 'official-wrong', comment: 'the other bank' });
    expect(await download('corrections')).toMatchObject({ status: 403, json: { code: 'not-allowed' } });
    const admin = await signedInVisitor(app.url, store, [{ role: 'admin' }]);
    const file = await admin.get('/api/v1/challenges/wells/export?format=corrections');
    expect([file.status, file.headers.get('jalon-changes')]).toEqual([200, '1']);
    expect(file.headers.get('content-disposition')).toBe('attachment; filename="wells.corrections.csv"');
    const { official } = movedFinding('2', [6, 50]);
    expect(file.text.split('\r\n')[1]).toMatch(
      new RegExp(`^${official!.id},"wrong: see why, the comment and the page",.*,moved,the other bank,0,`),
    );
    const { action, data } = await store
      .selectFrom('audit')
      .select(['action', 'data'])
      .orderBy('id', 'desc')
      .executeTakeFirstOrThrow();
    expect({ action, data }).toEqual({
      action: 'exportChanges',
      data: { format: 'corrections', changes: 1 },
    });
    const { sent_at } = await store
      .selectFrom('tasks')
      .select('sent_at')
      .where('id', '=', 'b')
      .executeTakeFirstOrThrow();
    expect(sent_at).toBeNull();
  });

  it('that nobody takes counts as handed over to nobody: for HEAD, and for a page of another site', async () => {
    await settled('a', movedFinding('1', [4, 50]), movedTo([4.001, 50.001]));
    const path = '/api/v1/challenges/wells/export?format=osc';
    const head = await fetch(app.url + path, { method: 'HEAD', headers: { cookie: ann.cookie } });
    expect([head.status, head.headers.get('jalon-changes')]).toEqual([200, '1']);
    const shown = await ann.get(path, { 'sec-fetch-site': 'cross-site' });
    expect(shown).toMatchObject({ status: 403, json: { code: 'cross-site' } });
    const { sent_at } = await store.selectFrom('tasks').select('sent_at').executeTakeFirstOrThrow();
    expect(sent_at).toBeNull();
  });

  it('for the map says when each of its tasks was last sent; one for people says nothing', async () => {
    await settled('a', movedFinding('1', [4, 50]), movedTo([4.001, 50.001]));
    await settled('b', movedFinding('2', [6, 50]), { say: 'official-wrong' });
    const sent = async () =>
      (await store.selectFrom('tasks').select(['id', 'sent_at']).orderBy('id').execute()).map(row => [
        row.id,
        row.sent_at?.toISOString() ?? null,
      ]);
    await download('csv');
    await download('geojson');
    expect(await sent()).toEqual([
      ['a', null],
      ['b', null],
    ]);
    for (const [at, format, last] of [
      ['2026-05-01T12:00:00.000Z', 'osc', '2026-05-01T12:00:00.000Z'],
      ['2026-05-02T12:00:00.000Z', 'josm', '2026-05-02T12:00:00.000Z'],
      // A clock that was set back takes nothing back.
      ['2026-05-01T11:00:00.000Z', 'osc', '2026-05-02T12:00:00.000Z'],
    ] as const) {
      await app.close();
      app = await serve({ store, config: testConfig(), now: () => new Date(at) });
      ann = await signedInVisitor(app.url, store, [{ role: 'maintainer' }]);
      await download(format);
      expect(await sent()).toEqual([
        ['a', last],
        ['b', null],
      ]);
    }
  });

  it('is refused in words when nothing is settled', async () => {
    for (const format of ['osc', 'josm', 'geojson', 'csv']) {
      const { status, json } = await download(format);
      expect([status, json.code]).toEqual([409, 'nothing-to-export']);
    }
    expect((await download('pdf')).status).toBe(400);
  });

  it('holds no task that newer data closed, and none that is still asked', async () => {
    await seedTask(store, 'wells', 'gone', movedFinding('1', [4, 50]), { state: 'settled' });
    await seedTask(store, 'wells', 'open', movedFinding('2', [4, 50]));
    expect((await download('csv')).status).toBe(409);
  });
});

describe('the licence gate', () => {
  it('keeps what may not be copied out of the file, and says so', async () => {
    await seedChallenge(store, testChallenge('wells'));
    const layer = { id: 'esri-world-imagery', may: [] };
    const facts = finding(official('W', [5, 51], { name: 'W' }), null, [{ kind: 'missing' }]);
    await settled('a', facts, {
      say: 'fix',
      fix: { position: { at: [5, 51], origin: { licence: 'imagery', layer } }, tags: [] },
    });
    expect((await changes()).notPossible).toMatchObject([{ task: 'a', reason: 'licence' }]);
    expect((await download('osc')).status).toBe(409);
  });
});
