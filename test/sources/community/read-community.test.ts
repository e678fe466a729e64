import { readFileSync } from 'node:fs';
import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { covers } from '../../../backend/core/snapshot/coverage.ts';
import { readCommunity } from '../../../backend/sources/community/read-community.ts';
import { sharedData } from '../../shared-data.ts';
import { reasonsOf, writtenFiles } from '../written.ts';

const written = writtenFiles();
const fixture = (name: string) => new URL(`../../fixtures/sources/${name}`, import.meta.url).pathname;
const fireStations = { filter: ['amenity=fire_station'] };

describe('OSM XML', () => {
  it('gives nodes, ways and relations with their geometry and full state', async () => {
    const { features } = await readCommunity(fixture('town.osm'), fireStations);
    expect(features.map(f => [f.id, f.shape?.type])).toEqual([
      ['node/9', undefined],
      ['way/20', 'Polygon'],
      ['way/27', undefined],
      ['relation/30', 'Polygon'],
      ['relation/31', undefined],
    ]);
    const [node, way, , relation] = features;
    expect(node).toEqual({
      side: 'community',
      id: 'node/9',
      at: [4.05, 50.05],
      tags: { amenity: 'fire_station', name: 'Caserne & Cé' },
      element: {
        type: 'node',
        id: 9,
        version: 2,
        tags: { amenity: 'fire_station', name: 'Caserne & Cé' },
        at: [4.05, 50.05],
      },
      changedAt: '2024-01-02T03:04:05Z',
    });
    expect(way?.element).toEqual({
      type: 'way',
      id: 20,
      version: 4,
      tags: { amenity: 'fire_station' },
      nodes: [1, 2, 3, 4, 1],
    });
    expect(relation?.element).toMatchObject({
      type: 'relation',
      version: 5,
      members: [
        { type: 'way', ref: 23, role: 'outer' },
        { type: 'way', ref: 24, role: 'outer' },
        { type: 'way', ref: 25, role: 'outer' },
        { type: 'way', ref: 26, role: 'inner' },
      ],
    });
  });

  it('joins the ways of a multipolygon, whatever their direction, and keeps its hole', async () => {
    const { features } = await readCommunity(fixture('town.osm'), fireStations);
    const relation = features.find(f => f.id === 'relation/30');
    expect(relation?.shape?.coordinates.map(ring => ring.length)).toEqual([5, 5]);
    const [lon, lat] = relation!.at;
    expect(lon > 4.01 && lon < 4.02 && lat > 50.01 && lat < 50.02).toBe(true);
    expect(lon > 4.013 && lon < 4.016 && lat > 50.013 && lat < 50.016).toBe(false);
  });

  it('knows what it covers, how old it is, and what is missing in it', async () => {
    const snapshot = await readCommunity(fixture('town.osm'), fireStations);
    expect(snapshot.coverage).toEqual({ kind: 'box', box: [4, 50, 4.1, 50.1] });
    expect(snapshot.dataTime).toBe('2024-05-01T10:20:30Z');
    expect(snapshot.rejected).toEqual([{ row: 4, id: 'way/28', reason: 'incomplete-geometry' }]);
    expect(snapshot.warnings).toEqual([{ kind: 'missing-references', elements: 3 }]);
    expect(snapshot.rows).toBe(6);
  });

  it('draws a closed road as a line and a closed building as an area', async () => {
    const { features } = await readCommunity(fixture('town.osm'), { filter: ['highway=service'] });
    expect(features.map(f => [f.id, f.shape?.type])).toEqual([
      ['way/21', 'LineString'],
      ['way/22', 'LineString'],
    ]);
  });

  it('without a filter gives everything that has tags', async () => {
    const { features } = await readCommunity(fixture('town.osm'), {});
    expect(features).toHaveLength(7);
  });

  it('is the same gzipped, and in any order', async () => {
    const text = readFileSync(fixture('town.osm'), 'utf8');
    const plain = await readCommunity(fixture('town.osm'), fireStations);
    const zipped = await readCommunity(written(gzipSync(text)), fireStations);
    expect(zipped.features).toEqual(plain.features);
    expect(zipped.format).toBe('OSM XML, gzip');
    const lines = text.split('\n');
    const body = lines.filter(line => /^\s*<(node|way|relation)/u.test(line)).reverse();
    const head = lines.filter(line => !/^\s*<(node|way|relation|\/osm)/u.test(line));
    const turned = await readCommunity(written([...head, ...body, '</osm>'].join('\n')), fireStations);
    const byId = (s: typeof plain) => [...s.features].sort((a, b) => (a.id < b.id ? -1 : 1));
    expect(byId(turned)).toEqual(byId(plain));
  });

  it('of an editor that downloaded two boxes covers both, also where they overlap', async () => {
    const xml = `<osm version="0.6">
      <bounds minlat="50" minlon="4" maxlat="51" maxlon="5"/>
      <bounds minlat="50.5" minlon="4.5" maxlat="51.5" maxlon="5.5"/>
    </osm>`;
    const { coverage } = await readCommunity(written(xml), {});
    const places = [[4.1, 50.1] as const, [4.7, 50.7] as const, [5.4, 51.4] as const, [5.4, 50.1] as const];
    expect(places.map(at => covers(coverage!, at))).toEqual([true, true, true, false]);
  });

  it('keeps the newer of two versions, whichever comes first', async () => {
    const version = (n: number) =>
      `<node id="1" version="${n}" lat="5${n}" lon="4"><tag k="a" v="${n}"/></node>`;
    for (const versions of [version(2) + version(3), version(3) + version(2)]) {
      const { features } = await readCommunity(written(`<osm version="0.6">${versions}</osm>`), {});
      expect(features.map(({ at, tags }) => [at, tags])).toEqual([[[4, 53], { a: '3' }]]);
    }
  });

  it('draws an outline whose label is not there, or that is a member of itself', async () => {
    const corner = (id: number, lat: number, lon: number) => `<node id="${id}" lat="${lat}" lon="${lon}"/>`;
    const xml = `<osm version="0.6">${corner(1, 50, 4)}${corner(2, 50, 5)}${corner(3, 51, 4)}
      <way id="1"><nd ref="1"/><nd ref="2"/></way><way id="2"><nd ref="1"/><nd ref="3"/><nd ref="2"/></way>
      <relation id="9"><member type="node" ref="77" role="label"/><member type="relation" ref="9" role="subarea"/>
        <member type="way" ref="1" role="outer"/><member type="way" ref="2" role="outer"/><tag k="type" v="boundary"/></relation>
    </osm>`;
    const { features, warnings } = await readCommunity(written(xml), {});
    expect(features.map(({ id, shape }) => [id, shape?.type])).toEqual([['relation/9', 'Polygon']]);
    expect(warnings).toEqual([{ kind: 'missing-references', elements: 1 }]);
  });

  it('may draw a way by its positions alone (out tags geom)', async () => {
    const xml =
      '<osm version="0.6"><way id="1" version="2"><nd lat="50" lon="4"/><nd lat="51" lon="4"/><tag k="a" v="b"/></way></osm>';
    const { features, warnings } = await readCommunity(written(xml), {});
    expect(features.map(({ id, at, element }) => [id, at, element])).toEqual([
      ['way/1', [4, 50.5], undefined],
    ]);
    expect(warnings).toEqual([]);
  });

  it('draws nothing through positions that are none', async () => {
    const xml = `<osm version="0.6">
      <way id="1" version="x"><nd ref="1" lat="abc" lon="4"/><nd ref="2" lat="50" lon="999"/><nd ref="3" lat="50" lon="4"/><nd ref="4" lat="51" lon="4"/><tag k="a" v="b"/></way>
      <way id="2"><center lat="999" lon="4"/><nd ref="8"/><tag k="a" v="b"/></way>
      <relation id="3"><member type="way" ref="9" role=""><nd lat="91" lon="4"/><nd lat="" lon="x"/></member><tag k="a" v="b"/></relation>
    </osm>`;
    const { features, rejected, warnings } = await readCommunity(written(xml), {});
    expect(features.map(({ id, at, shape, element }) => [id, at, shape?.coordinates, element])).toEqual([
      [
        'way/1',
        [4, 50.5],
        [
          [4, 50],
          [4, 51],
        ],
        undefined,
      ],
    ]);
    expect(rejected).toEqual([
      { row: 2, id: 'way/2', reason: 'incomplete-geometry' },
      { row: 3, id: 'relation/3', reason: 'incomplete-geometry' },
    ]);
    expect(warnings).toEqual([{ kind: 'missing-references', elements: 3 }]);
  });

  it('may carry its geometry itself (out geom, out center)', async () => {
    const xml = `<osm version="0.6">
      <way id="1"><bounds minlat="50" minlon="4" maxlat="51" maxlon="5"/><nd ref="1" lat="50" lon="4"/><nd ref="2" lat="50" lon="4.1"/><tag k="a" v="b"/></way>
      <way id="2"><center lat="50.5" lon="4.5"/><nd ref="8"/><tag k="a" v="b"/></way>
      <relation id="3"><member type="way" ref="9" role="outer"><nd lat="50" lon="4"/><nd lat="50" lon="4.1"/><nd lat="50.1" lon="4.1"/><nd lat="50" lon="4"/></member><tag k="type" v="multipolygon"/></relation>
    </osm>`;
    const { features, coverage } = await readCommunity(written(xml), {});
    expect(features.map(f => [f.id, f.shape?.type])).toEqual([
      ['way/1', 'LineString'],
      ['way/2', undefined],
      ['relation/3', 'Polygon'],
    ]);
    expect(features[1]?.at).toEqual([4.5, 50.5]);
    expect(coverage).toBeNull();
  });

  it.each([
    [
      'cut off',
      '<osm version="0.6"><node id="1" lat="50" lon="4"/><way id="2">',
      /line 1, column \d+: is not well-formed XML/,
    ],
    ['nested without end', `<osm>${'<osm>'.repeat(1000)}`, /line 1: nests elements more than 16 deep/],
    [
      'with an id that is none',
      '<osm version="0.6">\n<node id="abc" lat="50" lon="4"/></osm>',
      /line 2: "abc" is no id of an element/,
    ],
    [
      'with a way to a node without an id',
      '<osm version="0.6">\n<way id="1"><nd/></way></osm>',
      /line 2: "" is no id of an element/,
    ],
    [
      'not well-formed',
      '<osm version="0.6">\n<node id="1" lat="50" lon=4/></osm>',
      /line 2, column \d+: is not well-formed XML/,
    ],
    [
      'the answer to a query that failed',
      '<osm version="0.6"><remark> runtime error: Query timed out in "query" </remark></osm>',
      /the query failed: runtime error: Query timed out/,
    ],
    [
      'the answer of a server that has had enough of us',
      '<osm version="0.6"><remark>rate_limited</remark></osm>',
      /the query failed: rate_limited/,
    ],
    ['a list of changes', '<osmChange version="0.6"></osmChange>', /is an osmChange file/],
    [
      'the error of a service',
      '<ExceptionReport><Exception/></ExceptionReport>',
      /error message of a web service/,
    ],
  ])('that is %s is refused', async (_, xml, words) => {
    await expect(readCommunity(written(xml), {})).rejects.toThrow(words);
  });
});

describe('Overpass JSON', () => {
  it('rejects elements whose ids, or those of their parts, are none', async () => {
    const tags = { a: 'b' };
    const elements = [
      { type: 'node', id: null, lat: 50, lon: 4, tags },
      { type: 'node', id: 1.5, lat: 50, lon: 4, tags },
      { type: 'way', id: 2, nodes: [1, 'x'], geometry: [{ lat: 50, lon: 4 }], tags },
      { type: 'relation', id: 3, members: [{ type: 'way', role: '' }], tags },
      {
        type: 'way',
        id: 4,
        version: 1.5,
        nodes: [1],
        center: { lat: 1e300, lon: 4 },
        geometry: [{ lat: 91, lon: 4 }],
        tags,
      },
      {
        type: 'way',
        id: 5,
        version: 2,
        nodes: [1, 2],
        geometry: [
          { lat: 50, lon: 4 },
          { lat: 51, lon: 4 },
        ],
        tags,
      },
    ];
    const { features, rejected } = await readCommunity(written(JSON.stringify({ elements })), {});
    expect(features.map(({ id }) => id)).toEqual(['way/5']);
    expect(reasonsOf(rejected)).toEqual({ 'unreadable-row': 4, 'incomplete-geometry': 1 });
  });

  it('gives elements with whatever geometry it was asked for', async () => {
    const snapshot = await readCommunity(fixture('overpass.json'), fireStations);
    expect(snapshot.features.map(f => [f.id, f.shape?.type])).toEqual([
      ['node/1', undefined],
      ['way/2', undefined],
      ['way/3', 'Polygon'],
      ['way/8', 'LineString'],
      ['relation/4', 'Polygon'],
    ]);
    expect(snapshot).toMatchObject({
      format: 'Overpass JSON',
      dataTime: '2024-05-01T10:20:30Z',
      rejected: [],
    });
    expect(snapshot.features[0]?.element).toMatchObject({ type: 'node', version: 3 });
    expect(snapshot.features[2]?.element).toBeUndefined();
    expect(snapshot.features[3]?.element).toMatchObject({ type: 'way', version: 2, nodes: [1, 9] });
  });

  it.each(['runtime error: Query ran out of memory', 'rate_limited'])(
    'with the remark "%s" is a failed query',
    async remark => {
      const text = JSON.stringify({ version: 0.6, elements: [], remark });
      await expect(readCommunity(written(text), {})).rejects.toThrow(`remark: the query failed: ${remark}`);
    },
  );

  it('may have a remark that is a note', async () => {
    const text = JSON.stringify({ version: 0.6, elements: [], remark: 'took a while' });
    expect((await readCommunity(written(text), {})).rows).toBe(0);
  });
});

describe('GeoJSON of the community', () => {
  it('as overpass-turbo writes it has the ids of its elements, and @ keys are no tags', async () => {
    const snapshot = await readCommunity(fixture('turbo.geojson'), fireStations);
    expect(snapshot.features.map(f => [f.id, f.tags])).toEqual([
      ['relation/7', { amenity: 'fire_station', type: 'multipolygon' }],
      ['node/12', { amenity: 'fire_station', name: 'A' }],
      ['way/5', { amenity: 'fire_station' }],
    ]);
    expect(snapshot.dataTime).toBe('2024-05-01T10:20:30Z');
    expect(snapshot.features[1]).toMatchObject({
      element: { type: 'node', version: 3 },
      changedAt: '2024-01-02T03:04:05Z',
    });
    expect(snapshot.features[0]?.element).toBeUndefined();
    expect(snapshot.warnings).toEqual([]);
  });

  it.each([
    ['osmium, type and id', { id: 'w12', properties: { a: 'b' } }, 'way/12'],
    ['osmium, an area from a way', { id: 'a24', properties: { a: 'b' } }, 'way/12'],
    ['osmium, an area from a relation', { id: 'a25', properties: { a: 'b' } }, 'relation/12'],
    ['QuickOSM', { properties: { full_id: 'n12', osm_id: '12', osm_type: 'node', a: 'b' } }, 'node/12'],
    [
      'osmtogeojson',
      { id: 'way/12', properties: { type: 'way', id: 12, tags: { a: 'b' }, meta: {} } },
      'way/12',
    ],
  ])('as %s writes it', async (_, feature, id) => {
    const text = JSON.stringify({
      type: 'FeatureCollection',
      features: [{ type: 'Feature', geometry: { type: 'Point', coordinates: [4, 50] }, ...feature }],
    });
    const { features } = await readCommunity(written(text), {});
    expect(features).toEqual([{ side: 'community', id, at: [4, 50], tags: { a: 'b' } }]);
  });

  it('without OSM ids is identified by a column, which is then no tag', async () => {
    const line = (address: string, name: string) =>
      JSON.stringify({
        type: 'FeatureCollection',
        features: [
          {
            type: 'Feature',
            geometry: { type: 'Point', coordinates: [4, 50] },
            properties: { address, NAAM: name, ref: '1' },
          },
        ],
      });
    const file = written(`\ufeff${line('10', 'A')}\n${line('11', 'B')}\n${line('11', 'C')}\n`);
    const snapshot = await readCommunity(file, { id: 'address', map: { name: 'NAAM', ref: 'address' } });
    expect(snapshot.features.map(f => [f.id, f.tags])).toEqual([
      ['10', { NAAM: 'A', name: 'A', ref: '1' }],
      ['11', { NAAM: 'B', name: 'B', ref: '1' }],
    ]);
    expect(reasonsOf(snapshot.rejected)).toEqual({ 'duplicate-id': 1 });
  });
});

it('a small file that unpacks without end is refused, wherever it ends', async () => {
  const blanks = Buffer.alloc(128 * 1024 * 1024, ' ');
  blanks.write('{"elements": [');
  const bomb = gzipSync(blanks, { level: 9 });
  await expect(readCommunity(written(bomb), {})).rejects.toThrow(/unpacks to far more/);
});

describe.skipIf(!sharedData)('real data', () => {
  const read = (path: string, options = {}) => readCommunity(`${sharedData}/${path}`, options);

  it("Brittany's fire stations have their ids and shapes", async () => {
    const { features, rejected, dataTime } = await read(
      'fire-stations-fr/osm-brittany.geojson',
      fireStations,
    );
    expect(features).toHaveLength(314);
    expect(rejected).toEqual([]);
    expect(dataTime).toBe('2016-10-13T06:29:02Z');
    expect(features.every(f => /^(node|way|relation)\/\d+$/u.test(f.id))).toBe(true);
  });

  it('bike docks have no ids of OSM; a column takes their place', async () => {
    const bixi = await read('bike-docks/bixi/osm.geojson', { id: 'address' });
    expect({ rows: bixi.rows, ...reasonsOf(bixi.rejected) }).toEqual({ rows: 1139, 'duplicate-id': 2 });
    const avelo = await read('bike-docks/avelo/osm.geojson', { id: 'address' });
    expect(avelo.rows).toBe(227);
  });

  it('Andorra: an extract with bounds, a time, and ways cut at its edge', async () => {
    const snapshot = await read('osm/andorra.osm.gz');
    expect(snapshot.coverage).toEqual({ kind: 'box', box: [1.422104, 42.43509, 1.780386, 42.65717] });
    expect(snapshot.dataTime).toBe('2013-05-23T18:59:04Z');
    expect(snapshot.features.every(f => f.element !== undefined)).toBe(true);
    expect(Object.keys(reasonsOf(snapshot.rejected))).toEqual(['incomplete-geometry']);
  });
});
