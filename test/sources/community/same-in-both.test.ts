import { gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { readCommunity } from '../../../backend/sources/community/read-community.ts';
import { writtenFiles } from '../written.ts';

const written = writtenFiles();

// XML 1.0 cannot hold most control characters; OSM does not either.
const text = fc
  .string({ unit: 'grapheme', minLength: 1, maxLength: 10 })
  .map(value => value.trim())
  .filter(value => value !== '');
const tags = fc.dictionary(fc.stringMatching(/^[a-z][a-z_:]{0,8}$/u), text, { maxKeys: 4 });
const degrees = (most: number) => fc.integer({ min: -most * 1e7, max: most * 1e7 }).map(n => n / 1e7);
const nodes = fc.array(
  fc.record({ lon: degrees(170), lat: degrees(80), tags, version: fc.integer({ min: 1, max: 9 }) }),
  {
    minLength: 4,
    maxLength: 12,
  },
);
const ways = fc.array(
  fc.record({
    refs: fc.uniqueArray(fc.integer({ min: 1, max: 4 }), { minLength: 2 }),
    closed: fc.boolean(),
    tags,
  }),
  { maxLength: 4 },
);

const escaped = (value: string) =>
  value
    .replace(/[&<>"']/gu, c => `&#${c.codePointAt(0)};`)
    .replace(/[\n\r\t]/gu, c => `&#${c.codePointAt(0)};`);
const xmlTags = (of: Record<string, string>) =>
  Object.entries(of)
    .map(([k, v]) => `<tag k="${k}" v="${escaped(v)}"/>`)
    .join('');

it('the same elements as OSM XML, gzipped or not, and as Overpass JSON give the same features', async () => {
  await fc.assert(
    fc.asyncProperty(nodes, ways, fc.boolean(), async (nodes, ways, zipped) => {
      const listed = ways.map(({ refs, closed, tags }, i) => ({
        type: 'way',
        id: i + 1,
        version: 1,
        nodes: closed && refs.length > 2 ? [...refs, refs[0]!] : refs,
        tags,
      }));
      const points = nodes.map((node, i) => ({ type: 'node', id: i + 1, ...node }));
      const xml = `<osm version="0.6">${points
        .map(
          n =>
            `<node id="${n.id}" version="${n.version}" lat="${n.lat}" lon="${n.lon}">${xmlTags(n.tags)}</node>`,
        )
        .join('\n')}${listed
        .map(
          w =>
            `<way id="${w.id}" version="1">${w.nodes.map(ref => `<nd ref="${ref}"/>`).join('')}${xmlTags(w.tags)}</way>`,
        )
        .join('\n')}</osm>`;
      const json = JSON.stringify({ version: 0.6, elements: [...points, ...listed] });
      const fromXml = await readCommunity(written(zipped ? gzipSync(xml) : xml), {});
      const fromJson = await readCommunity(written(zipped ? gzipSync(json) : json), {});
      expect(fromJson.features).toEqual(fromXml.features);
      const tagged = [...points, ...listed].filter(({ tags }) => Object.keys(tags).length > 0);
      expect(fromXml.features.map(f => f.id)).toEqual(tagged.map(({ type, id }) => `${type}/${id}`));
      expect(fromXml.features.map(f => f.tags)).toEqual(tagged.map(({ tags }) => tags));
    }),
    { numRuns: 60 },
  );
});
