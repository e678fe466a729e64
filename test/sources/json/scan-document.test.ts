import fc from 'fast-check';
import { expect, it } from 'vitest';
import { scanDocument } from '../../../backend/sources/json/scan-document.ts';

async function* inChunks(text: string, size: number): AsyncGenerator<Buffer> {
  const bytes = Buffer.from(text);
  for (let i = 0; i < bytes.length; i += size) yield bytes.subarray(i, i + size);
}

const scan = async (text: string, size = 7) => {
  const rows: unknown[] = [];
  const members: Record<string, unknown> = {};
  await scanDocument('f', inChunks(text, size), {
    element: (_, value) => rows.push(value),
    member: (key, value) => {
      members[key] = value;
    },
    settle: async () => {},
    end: () => {},
  });
  return { rows, members };
};

it('finds every row and member of a document, wherever the chunks end', async () => {
  const rows = fc.array(fc.jsonValue(), { maxLength: 6 });
  const layout = fc.constantFrom(undefined, 1, '\t');
  await fc.assert(
    fc.asyncProperty(
      rows,
      fc.jsonValue(),
      fc.integer({ min: 1, max: 9 }),
      layout,
      async (features, x, size, indent) => {
        const text = JSON.stringify({ 'a"\\{': x, features, z: [1, '}'] }, null, indent);
        const found = await scan(text, size);
        const plain = JSON.parse(text);
        expect(found.rows).toEqual(plain.features);
        expect(found.members).toEqual({ 'a"\\{': plain['a"\\{'], z: [1, '}'] });
      },
    ),
  );
});

/** Rows, and what stands where rows do. */
const rowText = fc.oneof(
  fc.dictionary(fc.string(), fc.jsonValue(), { maxKeys: 3 }).map(row => JSON.stringify(row)),
  fc.constantFrom(
    '{}',
    '{"a" 1}',
    '{"a":NaN}',
    '{"a":"\\\\\\""}',
    '{"a":"{["}',
    '[1]',
    '7',
    '"{"',
    '{"a":"é"}',
    'null',
  ),
);
const between = fc.constantFrom(',', ', ', ',\n', ' , ', ',,', ' ');

it('says the same of rows that are parsed together as of rows that come byte by byte', async () => {
  const rows = fc.array(fc.tuple(rowText, between), { maxLength: 12 });
  await fc.assert(
    fc.asyncProperty(rows, fc.boolean(), async (parts, narrow) => {
      const text = `{"features":[${parts.flatMap(([row, gap], i) => (i === 0 ? [row] : [gap, row])).join('')}],"z":1}`;
      const bytes = Buffer.from(text, narrow ? 'latin1' : 'utf8');
      const told = async (size: number) => {
        const rows: unknown[] = [];
        const pieces = Array.from({ length: Math.ceil(bytes.length / size) }, (_, i) =>
          bytes.subarray(i * size, (i + 1) * size),
        );
        const chunks = (async function* () {
          yield* pieces;
        })();
        const visitor = { member: () => {}, settle: async () => {}, end: () => {} };
        const element = (_: string, value: unknown) => rows.push(value);
        const end = await scanDocument('f', chunks, { ...visitor, element }).then(
          () => 'whole',
          (error: Error) => error.message,
        );
        return { rows, end };
      };
      expect(await told(bytes.length)).toEqual(await told(1));
    }),
  );
});

it('reads an array as a list of rows', async () => {
  expect((await scan('[{"a":1}, {"a":"]"}]')).rows).toEqual([{ a: 1 }, { a: ']' }]);
});

it('takes a number that is none for null', async () => {
  expect((await scan('[{"a":NaN,"b":"NaN","c":-Infinity}]')).rows).toEqual([{ a: null, b: 'NaN', c: null }]);
});

it('gives a row that cannot be read as undefined, and goes on', async () => {
  expect((await scan('[{"a" 1},{"a":2}]')).rows).toEqual([undefined, { a: 2 }]);
});

it('says where a document is cut off', async () => {
  await expect(scan('{"features":[{"a":1},{"a"')).rejects.toThrow(
    'f: byte 25: the JSON document ends too early',
  );
});

it('says where a document is no JSON', async () => {
  await expect(scan('{features: []}')).rejects.toThrow('f: byte 1: is not JSON');
});
