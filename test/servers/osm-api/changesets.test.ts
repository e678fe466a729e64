import { afterEach, describe, expect, it } from 'vitest';
import { authorizeAddress } from '../../../backend/osm/sign-in/authorize-address.ts';
import { exchangeCode } from '../../../backend/osm/sign-in/exchange-code.ts';
import { newVerifier } from '../../../backend/osm/sign-in/pkce.ts';
import { readUser } from '../../../backend/osm/sign-in/read-user.ts';
import { parseOsm } from '../../core/change/osm-files.ts';
import { pressConsent } from '../press-consent.ts';
import { Mapper, node, way } from './mapper.ts';
import { NEW_ACCOUNTS, type Rules } from './rules.ts';
import { type OsmApiServer, startOsmApi } from './start-osm-api.ts';

let server: OsmApiServer;
let time: Date;
afterEach(() => server.close());
async function start(rules: Partial<Rules> = {}): Promise<Mapper> {
  time = new Date('2026-05-01T12:00:00Z');
  server = await startOsmApi({ elements: [node(1), node(2), way(5, [1, 2])], rules, now: () => time });
  return new Mapper(server);
}
const wait = (minutes: number) => {
  time = new Date(time.getTime() + minutes * 60_000);
};
const many = (count: number, from = 1) =>
  Array.from({ length: count }, (_, i) => node(-(from + i), [4 + i / 1e5, 50]));

describe('a changeset', () => {
  it('is open with its tags, grows with what is uploaded, and can be closed once', async () => {
    const mapper = await start();
    const id = await mapper.open({ comment: 'Where "they" are & <stay>', source: 'survey' });
    expect(await mapper.json(`changeset/${id}.json`)).toMatchObject({
      changeset: {
        id,
        open: true,
        changes_count: 0,
        created_at: '2026-05-01T12:00:00Z',
        uid: 101,
        user: 'Ann Mapper',
        tags: { comment: 'Where "they" are & <stay>', source: 'survey' },
      },
    });
    await mapper.upload(id, { create: [node(-1, [4.1, 50.1])], modify: [node(1, [4.2, 50.3])] });
    wait(5);
    expect((await mapper.close(id)).status).toBe(200);
    const { changeset } = await mapper.json(`changeset/${id}.json`);
    expect(changeset).toMatchObject({ open: false, closed_at: '2026-05-01T12:05:00Z', changes_count: 2 });
    // Both where the node stood (4.35, 50.85) and where it stands now.
    expect(changeset).toMatchObject({ min_lon: 4.1, min_lat: 50.1, max_lon: 4.35, max_lat: 50.85 });
    const xml = (await mapper.get(`changeset/${id}`)).text;
    expect(xml).toContain(
      'open="false" comments_count="0" changes_count="2" closed_at="2026-05-01T12:05:00Z"',
    );
    expect(xml).toContain('<tag k="comment" v="Where &quot;they&quot; are &amp; &lt;stay&gt;"/>');
    const again = await mapper.close(id);
    expect([again.status, again.text]).toEqual([
      409,
      `The changeset ${id} was closed at 2026-05-01 12:05:00 UTC`,
    ]);
    const late = await mapper.upload(id, { create: [node(-1)] });
    expect([late.status, late.text]).toEqual([
      409,
      `The changeset ${id} was closed at 2026-05-01 12:05:00 UTC`,
    ]);
  });

  it('gives back what was applied, with real ids', async () => {
    const mapper = await start();
    const id = await mapper.open();
    await mapper.upload(id, { create: [node(-1, [4.1, 50.1], { a: '1' })], modify: [way(5, [1, 2, -1])] });
    await mapper.upload(id, { modify: [node(2, [4.1, 50.1])], ifUnused: [node(1)] });
    const applied = parseOsm(await mapper.download(id));
    expect(applied.map(({ action, element }) => [action, element.type, element.id, element.version])).toEqual(
      [
        ['modify', 'node', 2, 2],
        ['create', 'node', 3, 1],
        ['modify', 'way', 5, 2],
      ],
    );
    expect(applied[2]!.element).toMatchObject({ nodes: [1, 2, 3] });
    expect((await mapper.get('changeset/99/download')).status).toBe(404);
  });

  it('belongs to whoever opened it', async () => {
    const mapper = await start();
    const id = await mapper.open();
    const other = new Mapper(server, server.tokenFor(102));
    for (const heard of [await other.upload(id, { create: [node(-1)] }), await other.close(id)])
      expect([heard.status, heard.text]).toEqual([409, "The user doesn't own that changeset"]);
    expect((await mapper.close(99)).status).toBe(404);
  });

  it('can be tagged anew, with what is left out gone', async () => {
    const mapper = await start();
    const id = await mapper.open({ comment: 'a', source: 'b' });
    const heard = await mapper.ask(
      'PUT',
      `/api/0.6/changeset/${id}`,
      '<osm><changeset><tag k="comment" v="c"/></changeset></osm>',
    );
    expect(heard.text).toContain('<tag k="comment" v="c"/>');
    expect((await mapper.json(`changeset/${id}.json`)).changeset.tags).toEqual({ comment: 'c' });
  });

  it.each([
    ['<osm/>', "XML doesn't contain an osm/changeset element."],
    ['<osm><changeset>', 'unclosed tag'],
    [
      `<osm><changeset><tag k="comment" v="${'x'.repeat(256)}"/></changeset></osm>`,
      'Value has more than 255',
    ],
    ['<osm><changeset><tag k="a" v="1"/><tag k="a" v="2"/></changeset></osm>', 'duplicate tags with key a'],
  ])('is not opened by %s', async (xml, words) => {
    const mapper = await start();
    const heard = await mapper.ask('PUT', '/api/0.6/changeset/create', xml);
    expect([heard.status, heard.text]).toEqual([400, expect.stringContaining(words)]);
  });

  it('closes by itself an hour after the last change, and after a day at the latest', async () => {
    const mapper = await start();
    const id = await mapper.open();
    wait(59);
    expect((await mapper.upload(id, { create: [node(-1)] })).status).toBe(200);
    wait(60);
    const heard = await mapper.upload(id, { create: [node(-1)] });
    expect([heard.status, heard.text]).toEqual([
      409,
      `The changeset ${id} was closed at 2026-05-01 13:59:00 UTC`,
    ]);
    const lasting = await mapper.open();
    for (let i = 0; i < 40; i++, wait(50)) await mapper.upload(lasting, { create: [node(-1)] });
    const { changeset } = await mapper.json(`changeset/${lasting}.json`);
    expect(changeset.open).toBe(false);
    expect(Date.parse(changeset.closed_at) - Date.parse(changeset.created_at)).toBe(24 * 3_600_000);
  });

  it('holds so many elements and no more', async () => {
    const mapper = await start({ maximumElements: 10 });
    const id = await mapper.open();
    expect((await mapper.upload(id, { create: many(9) })).status).toBe(200);
    const over = await mapper.upload(id, { create: many(2) });
    expect([over.status, over.text]).toEqual([
      409,
      `The changeset ${id} was closed at 2026-05-01 12:00:00 UTC`,
    ]);
    expect((await mapper.upload(id, { create: many(1) })).status).toBe(200);
    expect((await mapper.upload(id, { create: many(1) })).status).toBe(409);
    expect(server.world.map.visible().filter(({ changeset }) => changeset === id)).toHaveLength(10);
  });

  it('is found by who opened it, whether it is open, and when', async () => {
    const mapper = await start();
    const first = await mapper.open();
    await mapper.close(first);
    wait(10);
    const second = await mapper.open();
    await new Mapper(server, server.tokenFor(102)).open();
    const ids = async (query: string) =>
      (await mapper.json(`changesets.json?${query}`)).changesets.map(({ id }: { id: number }) => id);
    expect(await ids('user=101')).toEqual([second, first]);
    expect(await ids('display_name=Ann%20Mapper&order=oldest')).toEqual([first, second]);
    expect(await ids('user=101&open=true')).toEqual([second]);
    expect(await ids('user=101&closed=true')).toEqual([first]);
    expect(await ids('user=101&time=2026-05-01T12:05:00Z')).toEqual([second]);
    expect(await ids('user=101&time=2026-05-01T11:00:00Z,2026-05-01T12:05:00Z')).toEqual([first]);
    expect(await ids(`changesets=${first},${second}&limit=1`)).toEqual([second]);
    expect((await mapper.get('changesets?user=9')).status).toBe(404);
    expect((await mapper.get('changesets?user=101&display_name=Ann')).status).toBe(400);
    expect((await mapper.get('changesets?time=yesterday')).status).toBe(400);
    expect((await mapper.get('changesets?user=101')).text).toContain(`<changeset id="${second}"`);
  });
});

describe('a new account', () => {
  it('makes so many changes in an hour, and more when it is older', async () => {
    const mapper = await start({ ...NEW_ACCOUNTS, retryAfter: 60 });
    expect((await mapper.edit({ create: many(600) })).status).toBe(200);
    const refused = await mapper.edit({ create: many(600) });
    expect([refused.status, refused.text]).toEqual([
      429,
      'Upload has been blocked due to rate limiting. Please try again later.',
    ]);
    expect(refused.headers.get('retry-after')).toBe('60');
    expect(server.world.map.visible()).toHaveLength(603);
    wait(61);
    expect((await mapper.edit({ create: many(600) })).status).toBe(200);
    wait(7 * 24 * 60);
    expect((await mapper.edit({ create: many(5000) })).status).toBe(200);
  });

  it('keeps its changesets small in space, unless it is trusted', async () => {
    const mapper = await start(NEW_ACCOUNTS);
    const id = await mapper.open();
    expect((await mapper.upload(id, { create: [node(-1, [4, 50]), node(-2, [5.9, 51])] })).status).toBe(200);
    const wide = await mapper.upload(id, { create: [node(-1, [6.1, 51])] });
    expect([wide.status, wide.text]).toEqual([413, 'Changeset bounding box size limit exceeded.']);
    expect((await mapper.json(`changeset/${id}.json`)).changeset).toMatchObject({
      changes_count: 2,
      max_lon: 5.9,
    });
    server.world.accounts.get(101)!.trusted = true;
    expect((await mapper.upload(id, { create: [node(-1, [6.1, 51])] })).status).toBe(200);
  });
});

describe('who may write', () => {
  const words = async (mapper: Mapper) => {
    const heard = await mapper.ask('PUT', '/api/0.6/changeset/create', '<osm><changeset/></osm>');
    return [heard.status, heard.text];
  };

  it.each([
    [
      'cgimap',
      'User is not authorized',
      'invalid_token',
      [401, 'You have not granted the modify map permission'],
    ],
    [
      'rails',
      "Couldn't authenticate you",
      "Couldn't authenticate you",
      [403, 'You have not permitted the application access to this facility'],
    ],
  ] as const)('is asked as %s does', async (dialect, nobody, unknown, unscoped) => {
    await start({ dialect });
    expect(await words(new Mapper(server, null))).toEqual([401, nobody]);
    expect(await words(new Mapper(server, 'wrong'))).toEqual([401, unknown]);
    expect(await words(new Mapper(server, server.tokenFor(101, ['read_prefs'])))).toEqual(unscoped);
  });

  it('nobody may with a token that was revoked, or whose account is blocked', async () => {
    const mapper = await start();
    const id = await mapper.open();
    server.world.accounts.get(101)!.blocked = true;
    const blocked =
      'Your access to the API has been blocked. Please log-in to the web interface to find out more.';
    expect(await words(mapper)).toEqual([403, blocked]);
    expect((await mapper.upload(id, { create: [node(-1)] })).status).toBe(403);
    expect((await mapper.get('node/1')).status).toBe(200);
    expect((await mapper.json('user/details.json')).user.blocks.received.active).toBe(1);
    server.world.accounts.get(101)!.blocked = false;
    const token = server.tokenFor(101);
    await fetch(`${server.url}/oauth2/revoke`, {
      method: 'POST',
      body: new URLSearchParams({ client_id: server.oauth.app.id, token }),
    });
    expect(await words(new Mapper(server, token))).toEqual([401, 'invalid_token']);
  });

  it('whoever signed in on the same address may, as themselves', async () => {
    const redirectUri = 'http://127.0.0.1:8080/sign-in/callback';
    server = await startOsmApi({ elements: [node(1)], app: { redirectUris: [redirectUri] } });
    const { app } = server.oauth;
    const client = {
      osmSignInUrl: server.url,
      osmClientId: app.id,
      osmClientSecret: app.secret,
      contact: '',
    };
    const verifier = newVerifier();
    const scopes = ['read_prefs', 'write_api'] as const;
    const address = authorizeAddress(client, { redirectUri, scopes, state: 's', verifier });
    const code = new URL(await pressConsent(address, { as: 103 })).searchParams.get('code')!;
    const { token } = await exchangeCode(client, { code, verifier, redirectUri });
    expect((await readUser(client, token)).id).toBe(103);
    expect((await new Mapper(server, token).edit({ modify: [node(1, [4, 50])] })).status).toBe(200);
    expect(server.world.map.current('node/1')!.uid).toBe(103);
  });

  it('no other method is taken', async () => {
    const mapper = await start();
    expect((await mapper.ask('POST', '/api/0.6/changeset/create')).headers.get('allow')).toBe('PUT');
    expect((await mapper.ask('PUT', '/api/0.6/changeset/2/upload')).status).toBe(405);
    expect((await mapper.ask('DELETE', '/api/0.6/node/1')).status).toBe(405);
    expect((await mapper.get('nothing')).status).toBe(404);
  });
});
