import { gzipSync } from 'node:zlib';
import { afterEach, describe, expect, it } from 'vitest';
import type { OsmElement } from '../../../backend/core/feature.ts';
import { type Blocks, Mapper, node, osc, relation, way } from './mapper.ts';
import type { Rules } from './rules.ts';
import { type OsmApiServer, startOsmApi } from './start-osm-api.ts';

const SEED = [node(1), node(2), node(3), way(5, [1, 2]), relation(6, ['way/5', 'node/3']), node(4)];

let server: OsmApiServer;
afterEach(() => server.close());
async function start(rules: Partial<Rules> = {}, elements: readonly OsmElement[] = SEED): Promise<Mapper> {
  server = await startOsmApi({ elements, deleted: ['node/8'], rules });
  return new Mapper(server);
}
/** The whole map, and everything else that is kept but the changeset that was opened for the upload. */
const map = () => JSON.stringify(server.world.map.versions());

describe('an upload', () => {
  it('creates, modifies and deletes, and says what became of each in its order', async () => {
    const mapper = await start();
    const changeset = await mapper.open();
    const heard = await mapper.upload(changeset, {
      create: [node(-1, [4.1, 50.1]), way(-1, [-1, 4]), relation(-7, ['way/-1', 'node/-1', 'relation/6'])],
      modify: [node(2, [4.2, 50.2], { name: 'Caserne "A" & <B>' }), way(5, [1, 2, 3])],
    });
    expect(heard.status).toBe(200);
    const rows = [...heard.text.matchAll(/<(node|way|relation) ([^/]*)\/>/g)].map(
      ([, type, rest]) => `${type} ${rest}`,
    );
    expect(rows).toEqual([
      'node old_id="-1" new_id="9" new_version="1"',
      'way old_id="-1" new_id="6" new_version="1"',
      'relation old_id="-7" new_id="7" new_version="1"',
      'node old_id="2" new_id="2" new_version="2"',
      'way old_id="5" new_id="5" new_version="2"',
    ]);
    expect(server.world.map.current('way/6')).toMatchObject({
      nodes: [9, 4],
      version: 1,
      changeset,
      uid: 101,
    });
    expect(server.world.map.current('relation/7')).toMatchObject({
      members: [
        { type: 'way', ref: 6 },
        { type: 'node', ref: 9 },
        { type: 'relation', ref: 6 },
      ],
    });
    expect(server.world.map.current('node/2')).toMatchObject({
      at: [4.2, 50.2],
      tags: { name: 'Caserne "A" & <B>' },
    });
  });

  it('may modify and delete what it created, and one element several times', async () => {
    const mapper = await start();
    const changeset = await mapper.open();
    const own = { ...node(-1), version: 1 };
    const xml = osc(changeset, {
      create: [node(-1)],
      modify: [own, { ...own, version: 2 }, node(4), node(4, [4, 50], {}, 2)],
    }).replace(
      '</osmChange>',
      `<delete><node id="-1" version="3" changeset="${changeset}"/></delete></osmChange>`,
    );
    const heard = await mapper.upload(changeset, xml);
    expect(heard.text).toContain('<node old_id="-1"/>');
    expect(server.world.map.history('node/9').map(({ visible }) => visible)).toEqual([
      true,
      true,
      true,
      false,
    ]);
    expect(server.world.map.current('node/4')!.version).toBe(3);
  });

  it('takes what was packed with gzip, and packs its answer', async () => {
    const mapper = await start();
    const changeset = await mapper.open();
    const heard = await mapper.ask(
      'POST',
      `/api/0.6/changeset/${changeset}/upload`,
      gzipSync(osc(changeset, { create: [node(-1)] })),
      { 'content-encoding': 'gzip', 'accept-encoding': 'gzip' },
    );
    expect([heard.status, heard.headers.get('content-encoding')]).toEqual([200, 'gzip']);
    expect(server.world.map.current('node/9')?.visible).toBe(true);
  });

  it('leaves with if-unused what is used or deleted, and says in which version it is', async () => {
    const mapper = await start();
    const heard = await mapper.edit({ ifUnused: [node(1), node(8, [0, 0], {}, 3), node(4)] });
    expect(heard.text).toContain('<node old_id="1" new_id="1" new_version="1"/>');
    expect(heard.text).toContain('<node old_id="8" new_id="8" new_version="9"/>');
    expect(heard.text).toContain('<node old_id="4"/>');
    expect(['node/1', 'node/4'].map(ref => server.world.map.current(ref)!.visible)).toEqual([true, false]);
  });

  it('brings back what was deleted, where it knows its version', async () => {
    const mapper = await start();
    expect((await mapper.edit({ modify: [node(8, [4, 50], { a: 'b' }, 9)] })).status).toBe(200);
    expect(server.world.map.current('node/8')).toMatchObject({ visible: true, version: 10 });
  });

  it('lets a node go with the way that needed it, in one document', async () => {
    const mapper = await start({}, [node(1), node(2), way(5, [1, 2])]);
    const changeset = await mapper.open();
    const heard = await mapper.upload(changeset, { delete: [way(5, [1]), node(1), node(2)] });
    expect(heard.status).toBe(200);
    expect(server.world.map.visible()).toEqual([]);
  });
});

const long = 'ß'.repeat(256);
const cases: readonly (readonly [string, Blocks | ((changeset: number) => string), number, string])[] = [
  [
    'an old version',
    { modify: [node(2, [4, 50], {}, 3)] },
    409,
    'Version mismatch: Provided 3, server had: 1 of Node 2',
  ],
  [
    'an old version of a way',
    { modify: [way(5, [1], 2)] },
    409,
    'Version mismatch: Provided 2, server had: 1 of Way 5',
  ],
  [
    'an old version of what was deleted',
    { modify: [node(8)] },
    409,
    'Version mismatch: Provided 1, server had: 9 of Node 8',
  ],
  [
    'a deletion of what was deleted',
    { delete: [node(8, [4, 50], {}, 9)] },
    410,
    'The node with the id 8 has already been deleted',
  ],
  ['an element that was never there', { modify: [node(77)] }, 404, ''],
  [
    'a node that a way needs',
    { delete: [node(1)] },
    412,
    'Precondition failed: Node 1 is still used by ways 5.',
  ],
  [
    'a node that a relation needs',
    { delete: [node(3)] },
    412,
    'Precondition failed: Node 3 is still used by relations 6.',
  ],
  [
    'a way that a relation needs',
    { delete: [way(5, [1])] },
    412,
    'Precondition failed: Way 5 is still used by relations 6.',
  ],
  [
    'a way over deleted and unknown nodes',
    { modify: [way(5, [1, 99, 8])] },
    412,
    'Precondition failed: Way 5 requires the nodes with id in 8,99, which either do not exist, or are not visible.',
  ],
  [
    'a way without nodes',
    { modify: [way(5, [])] },
    412,
    'Precondition failed: Way 5 must have at least one node',
  ],
  [
    'a relation of what is not there',
    { create: [relation(-1, ['node/1', 'way/77'])] },
    412,
    'Precondition failed: Relation -1 requires the ways with id in 77, which either do not exist, or are not visible.',
  ],
  [
    'a placeholder that was not created before',
    { create: [way(-1, [-5])] },
    400,
    'Placeholder node not found for reference -5 in way -1',
  ],
  [
    'a relation in itself',
    { create: [relation(-1, ['relation/-1'])] },
    400,
    'Placeholder relation not found',
  ],
  [
    'a placeholder that is used twice',
    { create: [node(-1), node(-1)] },
    400,
    'Placeholder IDs must be unique for created elements.',
  ],
  [
    'a created element with an id of its own',
    { create: [node(12)] },
    400,
    'Placeholder IDs must be negative for created elements.',
  ],
  [
    'a modified placeholder that nobody created',
    { modify: [node(-4)] },
    400,
    'Placeholder id not found for node reference -4',
  ],
  [
    'another changeset in an element',
    () => osc(77, { create: [node(-1)] }),
    409,
    'Changeset mismatch: Provided 77 but only 2 is allowed',
  ],
  [
    'a key that is too long',
    { create: [node(-1, [4, 50], { [long]: 'x' })] },
    400,
    'Key has more than 255 unicode characters in Node -1',
  ],
  [
    'a value that is too long',
    { create: [node(-1, [4, 50], { x: long })] },
    400,
    'Value has more than 255 unicode characters in Node -1',
  ],
  ['a latitude outside the world', { create: [node(-1, [4, 90.1])] }, 400, 'Latitude outside of valid range'],
  [
    'a longitude outside the world',
    { create: [node(-1, [180.1, 4])] },
    400,
    'Longitude outside of valid range',
  ],
  ['XML that ends too early', id => osc(id, { create: [node(-1)] }).slice(0, -5), 400, 'unclosed tag'],
  [
    'something else than an osmChange',
    () => '<osm/>',
    400,
    'Unknown top-level element osm, expecting osmChange',
  ],
  [
    'an unknown action',
    () => '<osmChange><move/></osmChange>',
    400,
    'Unknown action move, choices are create, modify, delete',
  ],
  [
    'an unknown element',
    () => '<osmChange><create><area id="-1"/></create></osmChange>',
    400,
    'Unknown element area',
  ],
  [
    'one key twice',
    id =>
      `<osmChange><create><node id="-1" lat="1" lon="1" changeset="${id}"><tag k="a" v="1"/><tag k="a" v="1"/></node></create></osmChange>`,
    400,
    'Node -1 has duplicate tags with key a',
  ],
  [
    'no version',
    id => `<osmChange><modify><node id="1" lat="1" lon="1" changeset="${id}"/></modify></osmChange>`,
    400,
    'Version is required when updating Node 1',
  ],
  [
    'no changeset',
    () => '<osmChange><modify><node id="1" lat="1" lon="1" version="1"/></modify></osmChange>',
    400,
    'Changeset id is missing for Node 1',
  ],
];

describe('an upload is refused, and changes nothing,', () => {
  it.each(cases)('for %s', async (_, what, status, words) => {
    const mapper = await start();
    const changeset = await mapper.open();
    const before = map();
    // A good edit goes before the bad one.
    const good = node(4, [4.4, 50.4], { good: 'yes' });
    const blocks =
      typeof what === 'function' ? what(changeset) : { ...what, modify: [good, ...(what.modify ?? [])] };
    const heard = await mapper.upload(changeset, blocks);
    expect([heard.status, heard.text]).toEqual([status, expect.stringContaining(words)]);
    expect(map()).toBe(before);
    expect(await mapper.json(`changeset/${changeset}.json`)).toMatchObject({
      changeset: { open: true, changes_count: 0 },
    });
  });

  it.each([
    [{ delete: [relation(6, [])] }, 'The relation 6 is used in relation 7.'],
    [
      { modify: [way(5, [99])] },
      'Way 5 requires the nodes with id in (99), which either do not exist, or are not visible.',
    ],
    [{ create: [relation(-1, ['node/99'])] }, 'Relation with id -1 cannot be saved due to Node with id 99'],
  ])('in the words of openstreetmap-website where that is what runs (%#)', async (blocks, words) => {
    const mapper = await start({ dialect: 'rails' }, [...SEED, relation(7, ['relation/6'])]);
    const heard = await mapper.edit(blocks);
    expect([heard.status, heard.text]).toEqual([412, `Precondition failed: ${words}`]);
  });

  it('for a way of too many nodes', async () => {
    const mapper = await start({ wayNodes: 3 });
    const heard = await mapper.edit({ modify: [way(5, [1, 2, 3, 1])] });
    expect([heard.status, heard.text]).toEqual([
      400,
      'You tried to add 4 nodes to way 5, however only 3 are allowed',
    ]);
  });

  it('for more bytes than the server takes, also when they are packed', async () => {
    const mapper = await start({ bodySize: 2000 });
    const changeset = await mapper.open();
    const xml = osc(changeset, { create: [node(-1, [4, 50], { note: 'x'.repeat(250) })] }).padEnd(2001);
    const path = `/api/0.6/changeset/${changeset}/upload`;
    expect((await mapper.ask('POST', path, xml)).status).toBe(413);
    expect((await mapper.ask('POST', path, gzipSync(xml), { 'content-encoding': 'gzip' })).status).toBe(413);
    expect((await mapper.ask('POST', path, gzipSync(xml), { 'content-encoding': 'br' })).status).toBe(415);
    expect((await mapper.ask('POST', path, 'not gzip', { 'content-encoding': 'gzip' })).status).toBe(400);
  });

  it('with its words in a header too, which nothing that HTTP forbids comes into', async () => {
    const mapper = await start();
    const heard = await mapper.edit({ create: [node(-1, [4, 50], { [`${long}\n`]: 'x' })] });
    expect(heard.headers.get('error')).toBe('Key has more than 255 unicode characters in Node -1');
    const changeset = await mapper.open();
    const twice = '<tag k="a&#10;é" v="1"/>'.repeat(2);
    const odd = await mapper.upload(
      changeset,
      `<osmChange><create><node id="-1" lat="1" lon="1" changeset="${changeset}">${twice}</node></create></osmChange>`,
    );
    expect(odd.text).toBe('Node -1 has duplicate tags with key a\né');
    expect(Buffer.from(odd.headers.get('error')!, 'latin1').toString()).toBe(
      'Node -1 has duplicate tags with key a é',
    );
  });
});
