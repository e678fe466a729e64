import fc from 'fast-check';
import { expect, it } from 'vitest';
import { readCommunity } from '../../../backend/sources/community/read-community.ts';
import { parseJson } from '../../../backend/sources/json/parse-json.ts';
import { readOfficial } from '../../../backend/sources/official/read-official.ts';
import { reasonsOf, writtenFiles } from '../written.ts';

const written = writtenFiles();
const nested = (depth: number, open = '[', close = ']'): string => open.repeat(depth) + close.repeat(depth);

it('reads what JSON.parse reads, brackets and quotes in texts included', () => {
  fc.assert(
    fc.property(fc.array(fc.string({ unit: fc.constantFrom(...'"\\\\[]{}a') })), texts => {
      const long = [...texts, '['.repeat(2000), '{"'.repeat(2000), '\\'];
      expect(parseJson(Buffer.from(JSON.stringify(long)))).toEqual(long);
    }),
  );
});

it('reads lists in lists as deep as data has them, and not without end', () => {
  expect(parseJson(Buffer.from(nested(400)))).toBeInstanceOf(Array);
  expect(parseJson(Buffer.from(`[${'[],'.repeat(5000)}[]]`))).toHaveLength(5001);
  expect(parseJson(Buffer.from(nested(100_000)))).toBeUndefined();
});

const deep = nested(100_000);
const collections = nested(5000, '{"type":"GeometryCollection","geometries":[', ']}');
it.each([
  ['a geometry', `{"type":"Feature","geometry":${deep},"properties":{}}`],
  ['geometries', `{"type":"Feature","geometry":${collections},"properties":{}}`],
  ['a property', `{"type":"Feature","geometry":null,"properties":{"a":${deep}}}`],
])('a row with %s nested without end is unreadable, and the next one is read', async (_, feature) => {
  const good = '{"type":"Feature","geometry":{"type":"Point","coordinates":[4,50]},"properties":{}}';
  const collection = `{"type":"FeatureCollection","features":[${feature},${good}]}`;
  const { features, rejected } = await readOfficial(written(collection), {});
  expect(features).toHaveLength(1);
  expect(reasonsOf(rejected)).toEqual({ 'unreadable-row': 1 });
});

it('so is an element of an Overpass answer', async () => {
  const node = (tags: string) => `{"type":"node","id":1,"lat":50,"lon":4,"tags":{"a":${tags}}}`;
  const answer = `{"elements":[${node(deep)},${node('"b"')}]}`;
  const { features, rejected } = await readCommunity(written(answer), {});
  expect(features.map(({ tags }) => tags)).toEqual([{ a: 'b' }]);
  expect(reasonsOf(rejected)).toEqual({ 'unreadable-row': 1 });
});
