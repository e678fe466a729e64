import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { metres } from '../../../backend/core/geo.ts';
import { readOfficial } from '../../../backend/sources/official/read-official.ts';
import { sharedData } from '../../shared-data.ts';
import { reasonsOf, writtenFiles } from '../written.ts';

const written = writtenFiles();
const fixture = (name: string) => new URL(`../../fixtures/sources/${name}`, import.meta.url).pathname;

const point = (lon: number, lat: number, properties: object, id?: string | number) => ({
  type: 'Feature',
  ...(id === undefined ? {} : { id }),
  properties,
  geometry: { type: 'Point', coordinates: [lon, lat] },
});
const collection = (...features: object[]) => ({ type: 'FeatureCollection', features });
const stations = [
  point(4.35, 50.84, { name: 'Héliport', capacity: 3, open: true, none: null, blank: ' ' }, 'a'),
  point(4.36, 50.85, { name: 'Île', tags: ['x', 'y'] }, 'b'),
];

describe('GeoJSON', () => {
  it('becomes features with text for values, and nothing for nothing', async () => {
    const text = JSON.stringify(collection(...stations));
    const snapshot = await readOfficial(written(text), {});
    expect(snapshot.features).toEqual([
      {
        side: 'official',
        id: 'a',
        at: [4.35, 50.84],
        tags: { name: 'Héliport', capacity: '3', open: 'yes' },
      },
      { side: 'official', id: 'b', at: [4.36, 50.85], tags: { name: 'Île', tags: 'x;y' } },
    ]);
    expect(snapshot).toMatchObject({
      format: 'GeoJSON',
      rows: 2,
      rejected: [],
      warnings: [],
      coverage: null,
    });
    expect(snapshot.columns).toEqual(['blank', 'capacity', 'name', 'none', 'open', 'tags']);
    expect(snapshot.hash).toBe(createHash('sha256').update(text).digest('hex'));
  });

  it('keeps shapes, without heights, and a point that stands for each', async () => {
    const square = [
      [
        [4, 50, 7],
        [4.1, 50, 7],
        [4.1, 50.1, 7],
        [4, 50.1, 7],
        [4, 50, 7],
      ],
    ];
    const feature = (geometry: object) => ({ type: 'Feature', properties: {}, geometry });
    const file = written(
      JSON.stringify(
        collection(
          feature({ type: 'Polygon', coordinates: square }),
          feature({ type: 'MultiPolygon', coordinates: [square] }),
          feature({
            type: 'LineString',
            coordinates: [
              [4, 50],
              [4.1, 50],
            ],
          }),
          feature({
            type: 'MultiPoint',
            coordinates: [
              [4, 50],
              [4.1, 50],
            ],
          }),
          feature({
            type: 'GeometryCollection',
            geometries: [
              { type: 'Point', coordinates: [1, 1] },
              { type: 'Polygon', coordinates: square },
            ],
          }),
        ),
      ),
    );
    const { features } = await readOfficial(file, {});
    expect(features.map(f => f.shape?.type)).toEqual([
      'Polygon',
      'MultiPolygon',
      'LineString',
      undefined,
      'Polygon',
    ]);
    expect(features[0]?.shape?.coordinates).toEqual([
      [
        [4, 50],
        [4.1, 50],
        [4.1, 50.1],
        [4, 50.1],
        [4, 50],
      ],
    ]);
    expect(features[3]?.at).toEqual([4, 50]);
    for (const { at } of [features[0]!, features[1]!, features[4]!]) {
      expect(at[0]).toBeGreaterThan(4);
      expect(at[0]).toBeLessThan(4.1);
    }
  });

  it('follows an old crs member, wherever it stands', async () => {
    const crs = { type: 'name', properties: { name: 'urn:ogc:def:crs:EPSG::31370' } };
    const rows = [148850, 148900, 148950].map(x => point(x, 170700, { name: `n${x}` }));
    for (const whole of [
      { crs, ...collection(...rows) },
      { ...collection(...rows), crs },
    ]) {
      const snapshot = await readOfficial(written(JSON.stringify(whole)), {});
      expect(metres(snapshot.features[0]!.at, [4.352423, 50.8467029])).toBeLessThan(0.2);
      expect(snapshot.format).toBe('GeoJSON, EPSG:31370');
    }
  });

  it('in metres that names no system is refused, with an example', async () => {
    const rows = [148850, 148900, 148950].map(x => point(x, 170700, {}));
    await expect(readOfficial(written(JSON.stringify(collection(...rows))), {})).rejects.toThrow(
      'properties: coordinates such as 148850, 170700 are not degrees; name their coordinate system with --crs',
    );
  });

  it('rejects rows without a usable position, and counts them', async () => {
    const file = written(
      JSON.stringify(
        collection(
          { type: 'Feature', properties: {}, geometry: null },
          { type: 'Feature', properties: {}, geometry: { type: 'Point', coordinates: [] } },
          { type: 'Feature', properties: {}, geometry: { type: 'Point', coordinates: ['x', 50] } },
          {
            type: 'Feature',
            properties: {},
            geometry: {
              type: 'Polygon',
              coordinates: [
                [
                  [4, 50],
                  [5, 50],
                ],
              ],
            },
          },
          { type: 'Feature', properties: {}, geometry: { type: 'Circle', coordinates: [4, 50] } },
          point(4, 95, {}),
          point(4, 50, {}),
        ),
      ),
    );
    const { rows, features, rejected } = await readOfficial(file, {});
    expect({ rows, features: features.length }).toEqual({ rows: 7, features: 1 });
    expect(rejected.map(({ row, reason }) => [row, reason])).toEqual([
      [1, 'no-coordinates'],
      [2, 'no-coordinates'],
      [3, 'bad-coordinates'],
      [4, 'bad-coordinates'],
      [5, 'bad-coordinates'],
      [6, 'out-of-range'],
    ]);
  });

  it('whose coordinates look swapped is warned about, and nothing is changed', async () => {
    const rows = [1, 2, 3].map(i => point(50 + i / 10, 130 + i, {}));
    const snapshot = await readOfficial(written(JSON.stringify(collection(...rows, point(130, 50, {})))), {});
    expect(reasonsOf(snapshot.rejected)).toEqual({ 'out-of-range': 3 });
    expect(snapshot.warnings).toContainEqual({ kind: 'coordinates-look-swapped', rows: 3 });
    expect(snapshot.features.map(f => f.at)).toEqual([[130, 50]]);
  });
});

describe('identifiers that no database could keep', () => {
  const rows = (ids: readonly string[]) =>
    JSON.stringify({
      type: 'FeatureCollection',
      features: ids.map((code, i) => ({
        type: 'Feature',
        properties: { code },
        geometry: { type: 'Point', coordinates: [4 + i / 100, 50] },
      })),
    });

  it('of ten kilobytes are rejected rows, not a failure of the database later', async () => {
    const snapshot = await readOfficial(written(rows(['A', 'x'.repeat(10_000)])), {
      id: 'code',
    });
    expect(snapshot.features.map(({ id }) => id)).toEqual(['A']);
    expect(snapshot.rejected).toEqual([{ row: 2, reason: 'unreadable-row', found: 'x'.repeat(80) }]);
  });

  it('that are the same without U+0000 are duplicates', async () => {
    const snapshot = await readOfficial(written(rows(['A', 'A\0', 'B\ud83d'])), {
      id: 'code',
    });
    expect(snapshot.features.map(({ id }) => id)).toEqual(['A', 'B\uFFFD']);
    expect(snapshot.rejected).toMatchObject([{ row: 2, id: 'A', reason: 'duplicate-id' }]);
  });
});

it('a GeoJSON collection without a feature is an empty dataset, not a broken one', async () => {
  const snapshot = await readOfficial(written('{"type":"FeatureCollection","features":[]}'), {});
  expect(snapshot).toMatchObject({ rows: 0, features: [], rejected: [], format: 'GeoJSON' });
});

describe('GeoJSON texts one after the other', () => {
  const [a, b] = stations.map(f => JSON.stringify(f)) as [string, string];
  const [ca, cb] = stations.map(f => JSON.stringify(collection(f))) as [string, string];
  it.each([
    ['a feature a line', `${a}\n${b}\n`],
    ['without an end of line at the end', `${a}\n${b}`],
    ['with Windows ends of line and blank lines', `${a}\r\n\r\n${b}\r\n`],
    ['with a byte-order mark', `\ufeff${a}\n${b}\n`],
    ['a collection a line', `${ca}\n${cb}\n`],
    ['a collection of both', `${JSON.stringify(collection(...stations))}\n`],
    ['record separators (RFC 8142)', `\u001e${a}\n\u001e${b}\n`],
    ['record separators and indentation', `\u001e${JSON.stringify(stations[0], null, 2)}\n\u001e${b}\n`],
    ['a mark, separators and collections', `\ufeff\u001e${ca}\n\u001e${cb}\n`],
  ])('%s', async (_, text) => {
    const { features, rows } = await readOfficial(written(text), {});
    expect(rows).toBe(2);
    expect(features.map(({ id, at, tags }) => [id, at, tags['name']])).toEqual([
      ['a', [4.35, 50.84], 'Héliport'],
      ['b', [4.36, 50.85], 'Île'],
    ]);
  });

  it('rejects a line that is broken, and reads on', async () => {
    const { rows, features, rejected } = await readOfficial(
      written(`${a}\n{"type":"Feature","pro\n${b}\n`),
      {},
    );
    expect({ rows, features: features.length }).toEqual({ rows: 3, features: 2 });
    expect(rejected).toEqual([{ row: 2, reason: 'unreadable-row', found: '{"type":"Feature","pro' }]);
  });

  it('that end in the middle of a text are a fault of the file', async () => {
    await expect(readOfficial(written(`${a}\n${b.slice(0, 30)}`), {})).rejects.toThrow(
      'line 2: the JSON text ends too early',
    );
  });
});

describe('JSON records', () => {
  it('of an Opendatasoft export have their position in geo_point_2d', async () => {
    const file = written(
      JSON.stringify([
        {
          geo_point_2d: { lon: 4.35, lat: 50.84 },
          geo_shape: { type: 'Feature', geometry: {} },
          naam: 'Luik',
          deep: { a: 1 },
        },
        { geo_point_2d: null, naam: 'Nergens' },
      ]),
    );
    const { features, rejected, format } = await readOfficial(file, {});
    expect(features).toEqual([
      { side: 'official', id: '#1', at: [4.35, 50.84], tags: { name: 'Luik', 'deep.a': '1' } },
    ]);
    expect(rejected).toEqual([{ row: 2, reason: 'no-coordinates' }]);
    expect(format).toBe('JSON records');
  });

  it('may have columns of coordinates', async () => {
    const { features } = await readOfficial(
      written('{"results":[{"lon":"4,35","lat":"50,84","name":"A"}]}'),
      {},
    );
    expect(features[0]).toMatchObject({ at: [4.35, 50.84], tags: { name: 'A' } });
  });
});

describe('CSV', () => {
  it.each([',', ';', '\t', '|'])('is read with the delimiter %j', async delimiter => {
    const rows = [
      ['id', 'name', 'lon', 'lat'],
      ['7', '"Rue, 1; a|b\tc"', '4.35', '50.84'],
    ];
    const { features } = await readOfficial(written(rows.map(r => r.join(delimiter)).join('\n')), {});
    expect(features).toEqual([
      { side: 'official', id: '7', at: [4.35, 50.84], tags: { name: 'Rue, 1; a|b\tc' } },
    ]);
  });

  const text = 'id;naam;lengtegraad;breedtegraad\r\n1;Café – “Île” €;4,35;50,84\r\n2;Straße;4,36;50,85\r\n';
  const latin = Buffer.from(
    [...text].map(c => ({ '–': 0x96, '“': 0x93, '”': 0x94, '€': 0x80 })[c] ?? c.codePointAt(0)!),
  );
  it.each([
    ['UTF-8', Buffer.from(text), 'UTF-8'],
    ['UTF-8 with a mark', Buffer.from(`\ufeff${text}`), 'UTF-8'],
    ['UTF-16 little-endian with a mark', Buffer.from(`\ufeff${text}`, 'utf16le'), 'UTF-16LE'],
    ['UTF-16 big-endian with a mark', Buffer.from(`\ufeff${text}`, 'utf16le').swap16(), 'UTF-16BE'],
    ['UTF-16 without a mark', Buffer.from(text, 'utf16le'), 'UTF-16LE'],
    ['Windows-1252', latin, 'Windows-1252'],
  ])('is read in %s', async (_, bytes, encoding) => {
    for (const content of [bytes, gzipSync(bytes)]) {
      const snapshot = await readOfficial(written(content), {});
      expect(snapshot.features.map(f => f.tags['name'])).toEqual(['Café – “Île” €', 'Straße']);
      expect(snapshot.features[0]!.at).toEqual([4.35, 50.84]);
      expect(snapshot.format).toContain(`CSV (;, ${encoding})`);
    }
  });

  it('takes a column that looks like a name, and says so', async () => {
    const snapshot = await readOfficial(written('code;Bezeichnung;x;y\nA;Wache;4.35;50.84\n'), {});
    expect(snapshot.features[0]).toMatchObject({ id: 'A', tags: { name: 'Wache' } });
    expect(snapshot.warnings).toEqual([{ kind: 'column-taken-as', column: 'Bezeichnung', key: 'name' }]);
    const none = await readOfficial(written('code;adresse;x;y\nA;Rue;4.35;50.84\n'), {});
    expect(none.warnings).toEqual([{ kind: 'no-name-column' }]);
  });

  it('maps columns to keys, codes to tags, and keeps what is left', async () => {
    const file = written(
      'CODE,NAAM,type,ville,lon,lat\nA1,Kazerne,heliport,Gent,3.7,51\nA2,Post,other,,3.8,51\n',
    );
    const { features } = await readOfficial(file, {
      id: 'CODE',
      map: { name: 'NAAM', ref: 'CODE' },
      values: { type: { heliport: { aeroway: 'heliport' } } },
      tags: { amenity: 'x' },
    });
    expect(features.map(f => f.tags)).toEqual([
      { amenity: 'x', aeroway: 'heliport', type: 'heliport', ville: 'Gent', name: 'Kazerne', ref: 'A1' },
      { amenity: 'x', type: 'other', name: 'Post', ref: 'A2' },
    ]);
    expect(features.map(f => f.id)).toEqual(['A1', 'A2']);
  });

  it('is read in any system of coordinates, with or without the columns named', async () => {
    const file = written('nom;X;Y\nGrand-Place;148 850,0;170 700,0\nNulle part;0;0\nLoin;900000;900000\n');
    for (const options of [{ crs: 'EPSG:31370' }, { crs: '31370', x: 'X', y: 'Y' }]) {
      const { features, rejected, format } = await readOfficial(file, options);
      expect(metres(features[0]!.at, [4.352423, 50.8467029])).toBeLessThan(0.2);
      expect(rejected).toEqual([
        { row: 2, reason: 'no-coordinates', found: '0, 0' },
        { row: 3, reason: 'out-of-range', found: '900000, 900000' },
      ]);
      expect(format).toBe('CSV (;, UTF-8), EPSG:31370');
    }
  });

  it('in metres that names no system is refused', async () => {
    const file = written('nom;X;Y\na;148850;170700\nb;148851;170700\nc;148852;170700\n');
    await expect(readOfficial(file, {})).rejects.toThrow(
      'coordinates such as 148850, 170700 are not degrees',
    );
  });

  it('prefers degrees to metres, and the X and Y that a GIS wrote in front to all else', async () => {
    const both = await readOfficial(written('nom,x,y,long,lat\na,539416,6225601,1.03,43.11\n'), {});
    expect(both.features[0]!.at).toEqual([1.03, 43.11]);
    const front = await readOfficial(written('X,Y,nom,longitude,latitude\n1.04,43.12,a,1.03,43.11\n'), {});
    expect(front.features[0]!.at).toEqual([1.04, 43.12]);
  });

  it('may have both coordinates in one column', async () => {
    const { features } = await readOfficial(written('nom;geo_point_2d\nA;"50.84, 4.35"\n'), {});
    expect(features[0]).toMatchObject({ at: [4.35, 50.84], tags: { name: 'A' } });
    const wkt = await readOfficial(written('nom;wkt\nA;POINT (4.35 50.84)\n'), {});
    expect(wkt.features[0]!.at).toEqual([4.35, 50.84]);
  });

  it('rejects rows that cannot be used, by reason', async () => {
    const snapshot = await readOfficial(fixture('faulty-rows.csv'), { id: 'id' });
    expect(snapshot.rejected.map(({ row, reason }) => [row, reason])).toEqual([
      [2, 'no-coordinates'],
      [3, 'bad-coordinates'],
      [4, 'out-of-range'],
      [5, 'duplicate-id'],
      [6, 'unreadable-row'],
    ]);
    expect(snapshot.features.map(f => f.id)).toEqual(['1', '7']);
    expect(snapshot.rows).toBe(7);
  });

  it('numbers its rows where a column that looks like an identifier is none', async () => {
    const { features, rejected } = await readOfficial(
      written('code,name,lon,lat\nA,x,4,50\nA,y,4.1,50\n'),
      {},
    );
    expect(features.map(f => f.id)).toEqual(['#1', '#2']);
    expect(features[1]!.tags).toEqual({ code: 'A', name: 'y' });
    expect(rejected).toEqual([]);
  });

  it('rejects the second row with the same id', async () => {
    const { features, rejected } = await readOfficial(
      written('id,name,lon,lat\n1,x,4,50\n2,y,4.1,50\n2,z,4.2,50\n'),
      {},
    );
    expect(features.map(f => f.id)).toEqual(['1', '2']);
    expect(rejected).toEqual([{ row: 3, id: '2', reason: 'duplicate-id', found: '2' }]);
  });

  it('keeps a column named ref as a tag too, for it is a key of OSM', async () => {
    const { features } = await readOfficial(written('ref,name,lon,lat\nA,x,4,50\n'), {});
    expect(features[0]).toMatchObject({ id: 'A', tags: { ref: 'A', name: 'x' } });
  });

  it('with only a header has no rows', async () => {
    expect(await readOfficial(written('id,lon,lat\n'), {})).toMatchObject({ rows: 0, features: [] });
  });
});

describe('a file that cannot be read', () => {
  const html = '<!DOCTYPE html>\n<html><body>Not found</body></html>';
  const feature = JSON.stringify(collection(...stations));
  const gzip = gzipSync(Buffer.from(feature.repeat(200)));
  it.each([
    ['that is empty', '', 'byte 0: the file is empty'],
    ['of blanks', '  \n \n', 'byte 0: there is nothing but blanks'],
    ['that is an HTML page', html, 'line 1: is an HTML page, not data'],
    [
      'that is an HTML page behind a comment',
      `<!-- saved -->\n${html.toUpperCase()}`,
      'line 1: is an HTML page',
    ],
    ['with truncated gzip', gzip.subarray(0, gzip.length - 20), 'the gzip stream ends too early'],
    [
      'with damaged gzip',
      Buffer.concat([gzip.subarray(0, 20), Buffer.alloc(40, 7)]),
      'the gzip stream is damaged',
    ],
    ['with gzip of nothing', gzipSync(''), 'byte 0: the file is empty once decompressed'],
    [
      'with truncated JSON',
      feature.slice(0, -20),
      `byte ${Buffer.byteLength(feature) - 20}: the JSON document ends too early`,
    ],
    [
      'of binary junk',
      Buffer.from(Array.from({ length: 999 }, (_, i) => (i * 7) % 256)),
      'byte 0: is binary data',
    ],
    ['that is a zip archive', Buffer.from('PK\u0003\u0004xxxx'), 'is a zip archive'],
    [
      'that is an OSM extract',
      '<?xml version="1.0"?><osm version="0.6"></osm>',
      'belongs to the community side',
    ],
    ['of KML', '<kml xmlns="x"></kml>', 'is KML, which is not read yet'],
    ['of other JSON', '{"error": "no"}', 'neither GeoJSON nor a list of records'],
    ['of text', 'hello world\n', 'is neither GeoJSON nor a table'],
    [
      'without columns of coordinates',
      'id,name\n1,A\n',
      'line 1: no columns hold coordinates; name them with --x and --y. The columns are: id, name',
    ],
    [
      'with a quotation mark that is never closed',
      'id,lon,lat\n1,"4,50\n2,4,50\n',
      'a quotation mark is opened and never closed',
    ],
  ])('%s', async (_, content, words) => {
    const file = written(content);
    const fault = await readOfficial(file, {}).catch((error: unknown) => error);
    expect(fault).toMatchObject({ name: 'FileFault', file });
    expect((fault as Error).message).toContain(words);
    expect((fault as Error).message).not.toContain('\n');
    expect((fault as Error).message.startsWith(`${file}: `)).toBe(true);
  });

  it('because it is not there, or a folder', async () => {
    await expect(readOfficial('/no/such/file', {})).rejects.toThrow(
      '/no/such/file: file: there is no such file',
    );
    await expect(readOfficial('/tmp', {})).rejects.toThrow('/tmp: file: is a folder');
  });

  it('as it is told', async () => {
    const file = written('id,name,lon,lat\n1,A,4,50\n');
    await expect(readOfficial(file, { crs: 'EPSG:99999' })).rejects.toThrow(
      'EPSG:99999 is not a known coordinate system',
    );
    await expect(readOfficial(file, { x: 'X', y: 'lat' })).rejects.toThrow(
      'line 1: no column "X"; the columns are: id, name, lon, lat',
    );
    await expect(readOfficial(file, { id: 'CODE' })).rejects.toThrow('no column "CODE" for the identifier');
    await expect(readOfficial(file, { map: { name: 'NAAM' } })).rejects.toThrow('no column "NAAM" to map');
  });

  it('as it is told, however long it is', async () => {
    const many = Array.from({ length: 500 }, (_, i) => `${i},A,4,50`).join('\n');
    await expect(readOfficial(written(`id,name,lon,lat\n${many}`), { map: { ref: 'CODE' } })).rejects.toThrow(
      'line 1: no column "CODE" to map',
    );
    const features = Array.from({ length: 500 }, (_, i) => point(4, 50, { n: i }));
    await expect(
      readOfficial(written(JSON.stringify(collection(...features))), { map: { ref: 'CODE' } }),
    ).rejects.toThrow('no column "CODE" to map');
  });

  it('because a record never ends', async () => {
    const endless = 'a'.repeat(70 * 1024 * 1024);
    await expect(readOfficial(written(`id,lon,lat\n1,4,"${endless}`), {})).rejects.toThrow(
      'line 2: is longer than 64 MB',
    );
    await expect(readOfficial(written(`{"features":[{"a":"${endless}`), {})).rejects.toThrow(
      'a record is longer than 64 MB',
    );
    await expect(readOfficial(written(`{"type":"Feature"}\n{"a":"${endless}`), {})).rejects.toThrow(
      'line 2: is longer than 64 MB',
    );
  });
});

describe.skipIf(!sharedData)('real data', () => {
  const read = (path: string, options = {}) => readOfficial(`${sharedData}/${path}`, options);

  it('French fire stations in GeoJSON: 255 rows have no geometry, none is lost', async () => {
    const { rows, features, rejected } = await read('fire-stations-fr/official.geojson');
    expect({ rows, features: features.length }).toEqual({ rows: 4716, features: 4461 });
    expect(reasonsOf(rejected)).toEqual({ 'no-coordinates': 255 });
  });

  it('French fire stations in CSV: every row has its place', async () => {
    const { rows, features, rejected, format } = await read('fire-stations-fr/official.csv');
    expect({ rows, features: features.length, rejected }).toEqual({
      rows: 4716,
      features: 4716,
      rejected: [],
    });
    expect(format).toBe('CSV (;, UTF-8)');
  });

  it.each([
    ['bike-docks/bixi/official.geojsonl', 1057],
    ['bike-docks/avelo/official.geojsonl', 225],
    ['maproulette/line-by-line-cooperative.geojsonl', 1255],
    ['airports/airports.csv.gz', 85009],
    ['rail-be/sncb-stations.csv', 729],
    ['rail-be/infrabel-operational-points.opendatasoft.json', 1296],
    ['rail-be/gtfs-stops.txt', 2677],
    ['hydrants-de/raw-data.csv', 309],
    ['hospitals-be/hospitals.csv', 272],
    ['hospitals-be/hospitals.geojson', 272],
  ])('%s has %i rows, all of them usable', async (path, expected) => {
    const { rows, rejected } = await read(path);
    expect({ rows, rejected }).toEqual({ rows: expected, rejected: [] });
  });

  it('addresses give the same place in degrees and in Lambert-93', async () => {
    const path = 'addresses-fr/lib_validate___tests___data_sample.csv';
    const degrees = await read(path);
    const grid = await read(path, { crs: 'EPSG:2154', x: 'x', y: 'y' });
    expect(grid.features.length).toBe(degrees.features.length);
    const apart = grid.features.map((f, i) => metres(f.at, degrees.features[i]!.at));
    // The rows' degrees have four to six decimals.
    expect(apart.sort((a, b) => a - b)[Math.floor(apart.length / 2)]).toBeLessThan(1);
  });

  it('other formats are refused by name', async () => {
    await expect(read('osm/liechtenstein-2015.osm.pbf')).rejects.toThrow(
      'is an extract of OpenStreetMap, which belongs to the community side',
    );
    await expect(read('hydrants-de/hydranten_ewk.kml')).rejects.toThrow('is KML');
    await expect(read('hospitals-be/hospitals.gpkg')).rejects.toThrow('is a GeoPackage');
    await expect(read('fire-stations-fr/official-shapefile.zip')).rejects.toThrow('is a zip archive');
  });

  it('the hash is that of the file', async () => {
    const bytes = readFileSync(`${sharedData}/airports/airports.csv.gz`);
    expect((await read('airports/airports.csv.gz')).hash).toBe(
      createHash('sha256').update(bytes).digest('hex'),
    );
  });
});
