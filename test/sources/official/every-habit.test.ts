import { gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { readOfficial } from '../../../backend/sources/official/read-official.ts';
import { writtenFiles } from '../written.ts';

const written = writtenFiles();

const text = fc
  .string({ unit: 'grapheme', maxLength: 12 })
  .filter(value => value.trim() === value && value !== '');
const degrees = (most: number) => fc.integer({ min: -most * 1e6, max: most * 1e6 }).map(n => n / 1e6);
const station = fc.record({
  lon: degrees(180),
  lat: degrees(90),
  name: text,
  note: fc.option(text, { nil: null }),
});
const file = fc.uniqueArray(station, { minLength: 1, maxLength: 12, selector: s => s.name });

const HABITS: Record<string, (features: readonly object[]) => string> = {
  collection: features => JSON.stringify({ type: 'FeatureCollection', features }),
  indented: features => JSON.stringify({ features, type: 'FeatureCollection' }, null, 2),
  'a feature a line': features => features.map(f => `${JSON.stringify(f)}\n`).join(''),
  'a collection a line': features =>
    features.map(f => `${JSON.stringify({ type: 'FeatureCollection', features: [f] })}\n`).join(''),
  'text sequence': features => features.map(f => `\u001e${JSON.stringify(f)}\n`).join(''),
};
const ENCODINGS: Record<string, (text: string) => Buffer> = {
  'UTF-8': text => Buffer.from(text),
  'UTF-8 with a mark': text => Buffer.from(`\ufeff${text}`),
  'UTF-16LE': text => Buffer.from(`\ufeff${text}`, 'utf16le'),
  'UTF-16BE': text => Buffer.from(`\ufeff${text}`, 'utf16le').swap16(),
};

it('the same features come back from every habit, encoding and compression', async () => {
  await fc.assert(
    fc.asyncProperty(
      file,
      fc.constantFrom(...Object.keys(HABITS)),
      fc.constantFrom(...Object.keys(ENCODINGS)),
      fc.boolean(),
      async (stations, habit, encoding, zipped) => {
        const features = stations.map(({ lon, lat, name, note }, i) => ({
          type: 'Feature',
          id: `s${i}`,
          properties: { name, note },
          geometry: { type: 'Point', coordinates: [lon, lat] },
        }));
        const bytes = ENCODINGS[encoding]!(HABITS[habit]!(features));
        const read = await readOfficial(written(zipped ? gzipSync(bytes) : bytes), {});
        expect(read.features).toEqual(
          stations.map(({ lon, lat, name, note }, i) => ({
            side: 'official',
            id: `s${i}`,
            at: [lon, lat],
            tags: note === null ? { name } : { name, note },
          })),
        );
        expect(read.rows).toBe(stations.length);
      },
    ),
    { numRuns: 60 },
  );
});

it('the same rows come back from a table with any delimiter, encoding and compression', async () => {
  const quoted = (value: string) => `"${value.replaceAll('"', '""')}"`;
  await fc.assert(
    fc.asyncProperty(
      file,
      fc.constantFrom(',', ';', '\t', '|'),
      fc.constantFrom(...Object.keys(ENCODINGS)),
      fc.constantFrom('\n', '\r\n'),
      fc.boolean(),
      async (stations, delimiter, encoding, end, zipped) => {
        const comma = delimiter !== ',';
        const number = (n: number) => (comma ? String(n).replace('.', ',') : String(n));
        const lines = [
          ['code', 'name', 'longitude', 'latitude'],
          ...stations.map(({ lon, lat, name }, i) => [`s${i}`, quoted(name), number(lon), number(lat)]),
        ];
        const bytes = ENCODINGS[encoding]!(lines.map(line => line.join(delimiter) + end).join(''));
        const read = await readOfficial(written(zipped ? gzipSync(bytes) : bytes), {});
        expect(read.features.map(f => [f.id, f.tags['name'], ...f.at.map(n => n + 0)])).toEqual(
          stations.map(({ lon, lat, name }, i) => [`s${i}`, name, lon + 0, lat + 0]),
        );
      },
    ),
    { numRuns: 60 },
  );
});
