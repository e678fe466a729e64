import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { deflateSync, gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readCommunity } from '../../../../backend/sources/community/read-community.ts';
import { FileFault } from '../../../../backend/sources/file-fault.ts';
import { readOfficial } from '../../../../backend/sources/official/read-official.ts';
import { writtenFiles } from '../../written.ts';
import { blob, block, bytes, type Element, header, number, packedBlob, pbf, varint } from './write-pbf.ts';

const written = writtenFiles();
const reader = new URL('../../../../backend/sources/community/read-community.ts', import.meta.url).href;
const fireStations = { filter: ['amenity=fire_station'] };
const station = { amenity: 'fire_station' };
const at = (id: number, lon: number, lat: number, tags: Record<string, string> = {}): Element => ({
  type: 'node',
  id,
  tags,
  version: 1,
  lon: Math.round(lon * 1e7),
  lat: Math.round(lat * 1e7),
});

/** A node, a closed way, and a relation of two ways that nothing else keeps. */
const TOWN: readonly Element[] = [
  at(1, 4.01, 50.01),
  at(2, 4.02, 50.01),
  at(3, 4.02, 50.02),
  at(4, 4.01, 50.02),
  { ...at(9, 4.05, 50.05, station), version: 2, time: 1_704_164_645 } as Element,
  { type: 'way', id: 20, version: 4, tags: { ...station, building: 'yes' }, refs: [1, 2, 3, 4, 1] },
  { type: 'way', id: 23, version: 1, tags: {}, refs: [1, 2, 3] },
  { type: 'way', id: 24, version: 1, tags: { barrier: 'fence' }, refs: [1, 4, 3] },
  {
    type: 'relation',
    id: 30,
    version: 5,
    tags: { ...station, type: 'multipolygon' },
    members: [
      { type: 'way', ref: 23, role: 'outer' },
      { type: 'way', ref: 24, role: 'outer' },
    ],
  },
];

const faultOf = async (content: Uint8Array, source = fireStations): Promise<FileFault> => {
  const fault = await readCommunity(written(content), source).catch(error => error);
  expect(fault).toBeInstanceOf(FileFault);
  return fault;
};

describe('OSM PBF', () => {
  it('gives nodes, ways and relations with their geometry and full state', async () => {
    const { features, format, rows } = await readCommunity(written(pbf(TOWN)), fireStations);
    expect(features.map(f => [f.id, f.shape?.type])).toEqual([
      ['node/9', undefined],
      ['way/20', 'Polygon'],
      ['relation/30', 'Polygon'],
    ]);
    expect(features[0]).toEqual({
      side: 'community',
      id: 'node/9',
      at: [4.05, 50.05],
      tags: station,
      element: { type: 'node', id: 9, version: 2, tags: station, at: [4.05, 50.05] },
      changedAt: '2024-01-02T03:04:05Z',
    });
    expect(features[1]?.element).toMatchObject({ type: 'way', version: 4, nodes: [1, 2, 3, 4, 1] });
    expect(features[2]?.element).toMatchObject({
      type: 'relation',
      members: [
        { type: 'way', ref: 23, role: 'outer' },
        { type: 'way', ref: 24, role: 'outer' },
      ],
    });
    expect({ format, rows }).toEqual({ format: 'OSM PBF', rows: 3 });
  });

  it('is the same in any order, with every element in a blob of its own', async () => {
    const plain = await readCommunity(written(pbf(TOWN)), fireStations);
    const turned = await readCommunity(written(pbf(TOWN.toReversed(), { perBlock: 1 })), fireStations);
    expect(turned.features.toSorted((a, b) => (a.id < b.id ? -1 : 1))).toEqual(
      plain.features.toSorted((a, b) => (a.id < b.id ? -1 : 1)),
    );
  });

  it('takes its coverage from the box of the header and its time from the replication', async () => {
    const fields = { box: [4e9, 50e9, 4.1e9, 50.1e9], replicated: 1_714_558_830 } as const;
    const told = await readCommunity(written(pbf(TOWN, {}, fields)), fireStations);
    expect(told.coverage).toEqual({ kind: 'box', box: [4, 50, 4.1, 50.1] });
    expect(told.dataTime).toBe('2024-05-01T10:20:30Z');
    const silent = await readCommunity(written(pbf(TOWN)), fireStations);
    expect([silent.coverage, silent.dataTime]).toEqual([null, null]);
  });

  it('of extracts joined to one file covers all boxes, and is as old as the oldest', async () => {
    const joined = Buffer.concat([
      pbf(TOWN.slice(0, 5), {}, { box: [4e9, 50e9, 5e9, 51e9], replicated: 1_714_558_830 }),
      pbf(TOWN.slice(5), {}, { box: [6e9, 50e9, 7e9, 51e9], replicated: 1_700_000_000 }),
    ]);
    const { coverage, dataTime, features } = await readCommunity(written(joined), fireStations);
    expect(coverage).toEqual({
      kind: 'any-of',
      of: [
        { kind: 'box', box: [4, 50, 5, 51] },
        { kind: 'box', box: [6, 50, 7, 51] },
      ],
    });
    expect(dataTime).toBe('2023-11-14T22:13:20Z');
    expect(features).toHaveLength(3);
  });

  it('counts what refers to elements that are not in the extract', async () => {
    const cut = TOWN.filter(({ id }) => id !== 4 && id !== 24);
    const { features, rejected, warnings } = await readCommunity(written(pbf(cut)), fireStations);
    expect(warnings).toEqual([{ kind: 'missing-references', elements: 2 }]);
    expect(rejected).toEqual([]);
    expect(features.map(f => [f.id, f.shape?.type])).toEqual([
      ['node/9', undefined],
      ['way/20', 'LineString'],
      ['relation/30', undefined],
    ]);
  });

  it('draws ways from the positions that they carry, where their nodes were left out', async () => {
    const points = [
      [4.01e7, 50.01e7],
      [4.02e7, 50.01e7],
      [4.02e7, 50.02e7],
      [4.01e7, 50.01e7],
    ] as const;
    const elements: Element[] = [
      { type: 'way', id: 1, version: 1, tags: { ...station, building: 'yes' }, refs: [1, 2, 3, 1], points },
      { type: 'way', id: 2, version: 1, tags: {}, refs: [1, 2, 3, 1], points },
      {
        type: 'relation',
        id: 3,
        tags: { ...station, type: 'multipolygon' },
        members: [{ type: 'way', ref: 2, role: 'outer' }],
      },
    ];
    const file = written(pbf(elements, {}, { optional: ['LocationsOnWays'] }));
    const { features, warnings } = await readCommunity(file, fireStations);
    expect(warnings).toEqual([]);
    expect(features.map(f => f.shape?.coordinates)).toEqual([
      [points.map(([lon, lat]) => [lon / 1e7, lat / 1e7])],
      [points.map(([lon, lat]) => [lon / 1e7, lat / 1e7])],
    ]);
  });

  it('rejects a node that is not on this Earth, and draws no way through one', async () => {
    const elements: Element[] = [
      at(1, 4, 50),
      at(2, 4, 50.1),
      at(3, 4, 91, station),
      { type: 'way', id: 4, tags: station, refs: [1, 2, 3] },
    ];
    const { features, rejected } = await readCommunity(written(pbf(elements)), fireStations);
    expect(rejected).toEqual([{ row: 1, id: 'node/3', reason: 'out-of-range', found: '4, 91' }]);
    expect(features[0]?.shape?.coordinates).toHaveLength(2);
  });

  it('passes over blobs of a kind that it does not know, and changesets', async () => {
    const strange = blob('OSMWeather', Buffer.from('sunny'));
    const changesets = blob('OSMData', bytes(2, bytes(5, number(1, 7))));
    const whole = pbf(TOWN);
    const first = 4 + whole.readUInt32BE(0) + blobSize(whole);
    const file = written(
      Buffer.concat([whole.subarray(0, first), strange, changesets, whole.subarray(first)]),
    );
    expect((await readCommunity(file, fireStations)).features).toHaveLength(3);
  });

  it('of no elements is a snapshot of nothing', async () => {
    expect(await readCommunity(written(pbf([])), fireStations)).toMatchObject({ rows: 0, features: [] });
  });

  it('reports the share that is read, never less than before, up to the whole', async () => {
    const shares: number[] = [];
    await readCommunity(written(pbf(TOWN, { perBlock: 2 })), fireStations, share => shares.push(share));
    expect(shares.length).toBeGreaterThan(2);
    expect(shares).toEqual(shares.toSorted((a, b) => a - b));
    expect(shares.at(-1)).toBe(1);
  });

  it('belongs to the community side', async () => {
    await expect(readOfficial(written(pbf(TOWN)), {})).rejects.toThrow('belongs to the community side');
  });
});

/** The size of the first blob, told by its header. */
function blobSize(file: Buffer): number {
  const length = file.readUInt32BE(0);
  return file[4 + length - 1]! < 128 && file[4 + length - 2]! < 128
    ? file[4 + length - 1]!
    : (file[4 + length - 2]! & 127) + file[4 + length - 1]! * 128;
}

describe('a PBF file that cannot be read says what is wrong and where', () => {
  const head = blob('OSMHeader', header());
  const data = (content: Buffer) => Buffer.concat([head, blob('OSMData', content, { zlib: false })]);
  const inBlock = (...group: Buffer[]) =>
    data(Buffer.concat([bytes(1, bytes(1, ''), bytes(1, 'amenity')), bytes(2, ...group)]));
  const packed = (...fields: Buffer[]) => Buffer.concat([head, packedBlob('OSMData', Buffer.concat(fields))]);
  const second = `blob 2, byte ${head.length}`;
  const sized = (kind: string, size: number) => {
    const inside = Buffer.concat([bytes(1, kind), number(3, size)]);
    const length = Buffer.alloc(4);
    length.writeUInt32BE(inside.length);
    return Buffer.concat([head, length, inside, Buffer.alloc(1000)]);
  };

  it.each<[string, Buffer, RegExp]>([
    [
      'a history file',
      pbf(TOWN, {}, { required: ['OsmSchema-V0.6', 'HistoricalInformation'] }),
      /history file.*osmium time-filter/,
    ],
    [
      'a required feature that nobody knows',
      pbf(TOWN, {}, { required: ['Teleportation'] }),
      /"Teleportation"/,
    ],
  ])('%s', async (_, content, reason) => {
    const fault = await faultOf(content);
    expect(fault.place).toBe('blob 1, byte 0');
    expect(fault.reason).toMatch(reason);
  });

  it.each<[string, Buffer, RegExp]>([
    ['a blob packed with LZMA', packed(number(2, 9), bytes(4, 'x')), /packed with LZMA.*osmium cat/],
    ['a blob packed with LZ4', packed(number(2, 9), bytes(6, 'x')), /packed with LZ4/],
    ['a blob packed with Zstandard', packed(number(2, 9), bytes(7, 'x')), /packed with Zstandard/],
    ['a blob of nothing', packed(number(2, 9)), /empty/],
    ['a blob that names more than 32 MiB', packed(number(2, 2 ** 31), bytes(3, deflateSync('x'))), /32 MiB/],
    [
      'a blob that unpacks to more than it names',
      packed(number(2, 1000), bytes(3, deflateSync(Buffer.alloc(1 << 30), { level: 9 }))),
      /more than the 1000 bytes/,
    ],
    [
      'a blob that unpacks to less than it names',
      packed(number(2, 9), bytes(3, deflateSync('x'))),
      /1 bytes and names 9/,
    ],
    ['damaged packed bytes', packed(number(2, 9), bytes(3, 'not zlib at all')), /packed bytes are damaged/],
    ['a blob longer than 32 MiB', sized('OSMData', 33 * 1024 * 1024), /32 MiB/],
    ['a blob of a negative size', sized('OSMData', -1), /no blob begins here/],
    ['a blob longer than the file', sized('OSMData', 5000), /cut off/],
    ['garbage between blobs', Buffer.concat([head, Buffer.alloc(64, 0x7f)]), /no blob begins here.*64 KiB/],
    [
      'a header of zeros',
      Buffer.concat([head, Buffer.from([0, 0, 0, 4, 0, 0, 0, 0])]),
      /no blob begins here/,
    ],
    ['a header without a size', Buffer.concat([head, Buffer.from([0, 0, 0, 3]), bytes(1, 'x')]), /no size/],
    ['a header that is cut off', Buffer.concat([head, Buffer.from([0, 0, 0, 30]), bytes(1, 'x')]), /cut off/],
    ['a length that is cut off', Buffer.concat([head, Buffer.from([0, 0])]), /cut off/],
    ['a number without an end', data(Buffer.alloc(100, 0xff)), /number without an end/],
    [
      'a block that ends in the middle of a number',
      data(Buffer.from([0x88, 0x01, 0x80])),
      /middle of a number/,
    ],
    ['a field without a number', data(Buffer.from([0, 0])), /without a number/],
    ['a field of a kind that does not exist', data(Buffer.from([0x0f, 0])), /does not exist|another kind/],
    ['a group longer than its block', data(Buffer.from([0x12, 0x7f])), /longer than what it is part of/],
    [
      'a text beyond the texts of the block',
      inBlock(bytes(3, number(1, 7), bytes(2, varint(1)), bytes(3, varint(9)))),
      /text that is not in its block/,
    ],
    [
      'a key beyond the texts of the block',
      inBlock(bytes(3, number(1, 7), bytes(2, varint(4e9)), bytes(3, varint(1)))),
      /text that is not in its block/,
    ],
    [
      'more keys than values',
      inBlock(bytes(3, number(1, 7), bytes(2, varint(1), varint(1)), bytes(3, varint(1)))),
      /as many keys as values/,
    ],
    ['a way without an id', inBlock(bytes(3, bytes(2, varint(1)), bytes(3, varint(1)))), /no id/],
    [
      'tags for more nodes than there are',
      inBlock(bytes(2, bytes(1, varint(2)), bytes(10, varint(0), varint(0)))),
      /not as many as the nodes/,
    ],
    [
      'fewer positions than nodes',
      inBlock(
        bytes(
          2,
          bytes(1, varint(2), varint(2)),
          bytes(8, varint(2)),
          bytes(9, varint(2)),
          bytes(10, Buffer.from([0, 1, 1, 0])),
        ),
      ),
      /not equally long/,
    ],
    [
      'a relation with more members than roles',
      inBlock(
        bytes(
          4,
          number(1, 7),
          bytes(2, varint(1)),
          bytes(3, varint(1)),
          bytes(9, varint(2)),
          bytes(10, varint(0)),
        ),
      ),
      /roles and types/,
    ],
  ])('%s', async (_, content, reason) => {
    const fault = await faultOf(content, { filter: ['amenity'] });
    expect(fault.reason).toMatch(reason);
    expect(fault.place).toBe(second);
  });

  it('a file that does not begin with a header', async () => {
    const whole = pbf(TOWN);
    const fault = await faultOf(Buffer.concat([blob('OSMHeader2', header()), whole]));
    expect(fault.reason).toContain('does not begin with the header');
  });

  it('the first of several, though blobs are unpacked ahead', async () => {
    const damaged = packed(number(2, 9), bytes(3, 'not zlib at all'));
    const cut = Buffer.concat([damaged, packedBlob('OSMData', bytes(1, block([]))), Buffer.from([0, 0])]);
    const fault = await faultOf(cut);
    expect(fault.place).toBe(second);
    expect(fault.reason).toMatch(/packed bytes are damaged/);
  });

  it('a small file that unpacks to elements without end, before they fill the memory', async () => {
    const many: Element[] = Array.from({ length: 60_000 }, (_, id) => at(id + 1, 0, 0, station));
    const bomb = blob('OSMData', block(many));
    const whole = Buffer.concat([head, ...Array.from({ length: 40 }, () => bomb)]);
    expect((await faultOf(whole)).reason).toContain('far more elements');
  });

  it('empty groups without end are passed over, and not listed: it took 1.3 GB for a file of 32 kB', async () => {
    const groups = Buffer.alloc(32 * 1024 * 1024 - 2);
    for (let i = 0; i < groups.length; i += 2) groups[i] = 0x12;
    const blobs = packed(number(2, groups.length), bytes(3, deflateSync(groups)));
    const file = written(blobs);
    const program = `import { readCommunity } from ${JSON.stringify(reader)};
      const { rows } = await readCommunity(${JSON.stringify(file)}, { filter: ['amenity=fire_station'] });
      console.log(rows);`;
    const rows = execFileSync(
      process.execPath,
      ['--max-old-space-size=200', '--import', 'tsx', '--input-type=module', '-e', program],
      { encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] },
    );
    expect(rows.trim()).toBe('0');
  });

  it('blobs that unpack to next to nothing, over and over, before they have taken an hour', async () => {
    const nothing = bytes(99, Buffer.alloc(8 * 1024 * 1024));
    const one = packedBlob(
      'OSMData',
      Buffer.concat([number(2, nothing.length), bytes(3, deflateSync(nothing, { level: 9 }))]),
    );
    const fault = await faultOf(Buffer.concat([head, ...Array.from({ length: 20 }, () => one)]));
    expect(fault.reason).toContain('unpacks to far more than a file of this size holds');
    expect(fault.place).toMatch(/^blob 1\d, /);
  });

  it('a relation that names one long way over and over', async () => {
    const nodes = Array.from({ length: 2000 }, (_, i) => at(i + 1, i / 1e4, 0));
    const refs = nodes.map(({ id }) => id);
    const members = Array.from({ length: 32_000 }, () => ({ type: 'way', ref: 1, role: 'outer' }) as const);
    const elements: Element[] = [
      ...nodes,
      { type: 'way', id: 1, tags: {}, refs },
      { type: 'relation', id: 7, tags: station, members },
    ];
    const fault = await faultOf(pbf(elements));
    expect(fault.place).toBe('relation 7');
    expect(fault.reason).toContain('far more elements');
  });

  it('a file that changes between two readings', async () => {
    const file = written(pbf(TOWN));
    const reading = readCommunity(file, fireStations, () => writeFileSync(file, pbf(TOWN.slice(0, 6))));
    await expect(reading).rejects.toThrow('was changed while it was being read');
  });
});

it('bytes that were changed or cut off anywhere give a snapshot or a FileFault, nothing else', async () => {
  const whole = {
    dense: pbf(TOWN, { zlib: false }),
    plain: pbf(TOWN, { zlib: false, dense: false, perBlock: 3 }),
  };
  const place = fc.integer({ min: 0, max: 1e9 });
  await fc.assert(
    fc.asyncProperty(
      fc.constantFrom('dense' as const, 'plain' as const),
      fc.array(fc.tuple(place, fc.integer({ min: 0, max: 255 })), { minLength: 1, maxLength: 4 }),
      fc.option(place, { nil: undefined }),
      fc.constantFrom([], ['amenity=fire_station'], ['!name']),
      async (kind, changes, cut, filter) => {
        const content = Buffer.from(whole[kind]);
        // The first bytes tell the format; without them it is another file.
        for (const [at, byte] of changes) content[15 + (at % (content.length - 15))] = byte;
        const end = cut === undefined ? content.length : 15 + (cut % (content.length - 15));
        const file = written(content.subarray(0, end), 'mutated.osm.pbf');
        const found = await readCommunity(file, { filter }).catch(error => error);
        if (found instanceof FileFault) expect(found.place).toMatch(/^blob \d+, byte \d+$/u);
        else expect(found.rows).toBe(found.features.length + found.rejected.length);
      },
    ),
    { numRuns: 1500 },
  );
});

it('a gzipped file is read again from its beginning, and must still be the same', async () => {
  const file = written(gzipSync(pbf(TOWN, { perBlock: 1 })));
  const { features, format, hash } = await readCommunity(file, fireStations);
  expect(features).toHaveLength(3);
  expect(format).toBe('OSM PBF, gzip');
  expect(hash).toMatch(/^[0-9a-f]{64}$/u);
});
