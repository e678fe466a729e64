import { gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { readCommunity } from '../../../../backend/sources/community/read-community.ts';
import { writtenFiles } from '../../written.ts';
import { type Element, pbf } from './write-pbf.ts';
import { xml } from './write-xml.ts';

const written = writtenFiles();

const text = fc
  .string({ unit: 'grapheme', minLength: 1, maxLength: 6 })
  .map(value => value.trim())
  .filter(value => value !== '');
const key = fc.constantFrom('amenity', 'building', 'name', 'highway', 'type', 'area');
const value = fc.oneof(fc.constantFrom('fire_station', 'yes', 'no', 'multipolygon', 'boundary'), text);
const common = {
  tags: fc.dictionary(key, value, { maxKeys: 3 }),
  version: fc.option(fc.integer({ min: 1, max: 2 ** 31 - 1 }), { nil: undefined }),
  time: fc.option(fc.integer({ min: 1, max: 2_000_000_000 }), { nil: undefined }),
  visible: fc.option(
    fc.integer({ min: 0, max: 9 }).map(n => n > 0),
    { nil: undefined },
  ),
};
/** Small numbers meet each other; large and negative ones have to be read right. */
const id = fc.oneof(
  { weight: 8, arbitrary: fc.integer({ min: 1, max: 12 }) },
  fc.constantFrom(11_688_436_631, 2 ** 52, -1, -11_688_436_631, -(2 ** 40)),
);
const side = (most: number) =>
  fc.oneof(
    fc.constantFrom(0, 1, -1, most, -most),
    fc.integer({ min: -20, max: 20 }),
    fc.integer({ min: -most, max: most }),
  );
const node = fc.record({
  ...common,
  type: fc.constant('node' as const),
  id,
  lon: side(1.8e9),
  lat: side(9e8),
});
const way = fc
  .record({
    ...common,
    type: fc.constant('way' as const),
    id,
    refs: fc.array(id, { maxLength: 6 }),
    closed: fc.boolean(),
  })
  .map(({ closed, refs, ...rest }) => ({ ...rest, refs: closed ? [...refs, ...refs.slice(0, 1)] : refs }));
const relation = fc.record({
  ...common,
  type: fc.constant('relation' as const),
  id,
  members: fc.array(
    fc.record({
      type: fc.constantFrom('way' as const, 'way' as const, 'node' as const, 'relation' as const),
      ref: id,
      role: fc.oneof(fc.constantFrom('outer', 'inner', ''), text),
    }),
    { maxLength: 4 },
  ),
});
const elements = fc.uniqueArray(fc.oneof(node, way, relation), {
  selector: ({ type, id }) => `${type}/${id}`,
  maxLength: 40,
});
const sorted = (of: readonly Element[]): Element[] => {
  const order = ['node', 'way', 'relation'];
  return [...of].sort((a, b) => order.indexOf(a.type) - order.indexOf(b.type) || a.id - b.id);
};
const layout = fc.record({
  dense: fc.boolean(),
  zlib: fc.boolean(),
  perBlock: fc.integer({ min: 1, max: 12 }),
  granularity: fc.constantFrom(100, 100, 50, 1),
  lonOffset: fc.constantFrom(0, 12_300, -700),
  latOffset: fc.constantFrom(0, 4_500_000_000),
  dateGranularity: fc.constantFrom(1000, 1, 500),
});
const filter = fc.constantFrom(
  [],
  ['amenity=fire_station'],
  ['building', 'name=*'],
  ['!building'],
  ['amenity!=no'],
  ['type=multipolygon|boundary'],
);

it('the same elements as OSM PBF, however it is laid out, and as OSM XML give the same features', async () => {
  await fc.assert(
    fc.asyncProperty(
      elements,
      fc.boolean(),
      layout,
      filter,
      fc.boolean(),
      async (drawn, inOrder, layout, filter, gzipped) => {
        const listed = inOrder ? sorted(drawn) : drawn;
        const packed = pbf(listed, layout);
        const fromXml = await readCommunity(written(xml(listed)), { filter });
        const fromPbf = await readCommunity(written(gzipped ? gzipSync(packed) : packed), { filter });
        expect(fromPbf).toEqual({
          ...fromXml,
          hash: fromPbf.hash,
          format: gzipped ? 'OSM PBF, gzip' : 'OSM PBF',
        });
      },
    ),
    { numRuns: 200 },
  );
});
