import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { built } from '../servers/built.ts';
import { sharedData } from '../shared-data.ts';

const root = new URL('../../', import.meta.url).pathname;
const folder = mkdtempSync(join(tmpdir(), 'jalon-match-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

type Line = Record<string, unknown> & { discrepancies: { kind: string }[] };
type Ended = { code: number | null; out: string; err: string };

const jalon = (...args: string[]): Promise<Ended> =>
  new Promise((resolve, reject) => {
    const { npm_lifecycle_event: _, INIT_CWD: __, ...env } = process.env;
    const child = spawn(process.execPath, [built('backend/cli.js'), ...args], { cwd: root, env });
    let out = '';
    let err = '';
    child.stdout.on('data', data => {
      out += data;
    });
    child.stderr.on('data', data => {
      err += data;
    });
    child.on('error', reject);
    child.on('close', code => resolve({ code, out, err }));
  });

const written = (name: string, content: string): string => {
  const file = join(folder, name);
  writeFileSync(file, content);
  return file;
};
const linesOf = (file: string): Line[] =>
  readFileSync(file, 'utf8')
    .trim()
    .split('\n')
    .map(line => JSON.parse(line));

const official = written(
  'official.csv',
  [
    'CODE;NAAM;telefoon;lon;lat',
    'A;Kazerne Noord;02 123 45 67;4,3500;50,8500',
    'B;Kazerne Zuid;02 123 45 68;4,4000;50,8000',
    'C;Kazerne Oost;02 123 45 69;4,4500;50,8300',
    'D;Nergens;;;',
  ].join('\n'),
);
const community = written(
  'community.osm',
  `<osm version="0.6"><bounds minlon="4.2" minlat="50.7" maxlon="4.6" maxlat="50.9"/>
   <node id="1" version="1" lat="50.8501" lon="4.3501"><tag k="amenity" v="fire_station"/><tag k="name" v="Kazerne Noord"/></node>
   <node id="2" version="1" lat="50.8025" lon="4.4000"><tag k="amenity" v="fire_station"/><tag k="name" v="Kazerne Zuid"/></node>
   <node id="3" version="1" lat="50.7500" lon="4.2500"><tag k="amenity" v="fire_station"/><tag k="name" v="Kazerne West"/></node>
   <node id="4" version="1" lat="50.8300" lon="4.4500"><tag k="amenity" v="police"/></node></osm>`,
);
const usual = [
  '--official',
  official,
  '--community',
  community,
  '--official-id',
  'CODE',
  '--map',
  'name=NAAM,phone=telefoon',
];

describe('jalon match', () => {
  it('writes a line for each match and for each place without one, with exactly these fields', async () => {
    const out = join(folder, 'out.jsonl');
    const {
      code,
      out: printed,
      err,
    } = await jalon('match', ...usual, '--filter', 'amenity=fire_station', '--out', out);
    expect({ code, printed }).toEqual({ code: 0, printed: '' });
    const lines = linesOf(out);
    expect(lines.map(({ official, community, verdict }) => [official, community, verdict])).toEqual([
      ['A', 'node/1', 'match'],
      ['B', 'node/2', 'match'],
      ['C', null, 'none'],
      [null, 'node/3', 'none'],
    ]);
    for (const line of lines) {
      expect(Object.keys(line)).toEqual([
        'official',
        'community',
        'verdict',
        'probability',
        'distance',
        'evidence',
        'discrepancies',
      ]);
    }
    expect(lines.map(line => line.discrepancies.map(({ kind }) => kind))).toEqual([
      [],
      ['moved'],
      ['missing'],
      ['unlisted'],
    ]);
    expect(lines[1]?.['distance']).toBeCloseTo(278, 0);
    expect(err).toContain('4 rows read, 3 places; CSV (;, UTF-8)');
    expect(err).toContain('1 rows rejected: 1 no coordinates');
    expect(err).toMatch(/match +2\n +possible +0\n +none +2/u);
    expect(err).toMatch(/100 to 250 m +0|250 to 500 m +1/u);
  });

  it('goes by a challenge that comes with Jalon, and by what is said beyond it', async () => {
    const out = join(folder, 'challenge.jsonl');
    const args = ['match', '--challenge', 'fire-stations', ...usual, '--out', out];
    expect((await jalon(...args)).code).toBe(0);
    // Neither the police nor a phone that the map lacks: the challenge's filter, and its keys.
    expect(linesOf(out).map(line => [line['official'], line['community']])).toEqual([
      ['A', 'node/1'],
      ['B', 'node/2'],
      ['C', null],
      [null, 'node/3'],
    ]);
    expect(linesOf(out)[0]?.discrepancies).toEqual([
      { kind: 'tags-differ', differences: [{ key: 'phone', official: '02 123 45 67', community: null }] },
    ]);
    expect((await jalon(...args, '--radius', '100', '--filter', 'amenity=police')).code).toBe(0);
    expect(linesOf(out).filter(line => line['community'] !== null)).toMatchObject([{ community: 'node/4' }]);
  });

  it('says the same on the standard output, and twice in a row', async () => {
    const args = ['match', ...usual, '--filter', 'amenity=fire_station', '--out'];
    const [first, second] = [await jalon(...args, '-'), await jalon(...args, join(folder, 'again.jsonl'))];
    expect(second.code).toBe(0);
    expect(first.out).toBe(readFileSync(join(folder, 'again.jsonl'), 'utf8'));
  });

  it('ends well, with its summary, when its reader has seen enough', async () => {
    const rows = Array.from({ length: 20_000 }, (_, i) => `${i},N${i},${4 + i / 1e5},50.8`);
    const many = written('many.csv', `id,name,lon,lat\n${rows.join('\n')}\n`);
    const child = spawn(
      process.execPath,
      [built('backend/cli.js'), 'match', '--official', many, '--community', community, '--out', '-'],
      { cwd: root },
    );
    let err = '';
    child.stderr.on('data', data => {
      err += data;
    });
    child.stdout.once('data', () => child.stdout.destroy());
    const code = await new Promise(resolve => child.on('close', resolve));
    expect(code).toBe(0);
    expect(err).toContain('20000 rows read');
  });

  it('says so when the disk is full', async () => {
    if (!existsSync('/dev/full')) return;
    const { code, err } = await jalon('match', ...usual, '--out', '/dev/full');
    expect(code).toBe(2);
    expect(err).toContain('/dev/full: output: the disk is full');
  });

  it('compares only inside the area that is asked for', async () => {
    const out = join(folder, 'area.jsonl');
    const area = {
      type: 'Polygon',
      coordinates: [
        [
          [4.3, 50.84],
          [4.4, 50.84],
          [4.4, 50.9],
          [4.3, 50.9],
          [4.3, 50.84],
        ],
      ],
    };
    for (const asked of ['4.3,50.84,4.4,50.9', written('area.geojson', JSON.stringify(area))]) {
      expect((await jalon('match', ...usual, '--area', asked, '--out', out)).code).toBe(0);
      expect(linesOf(out).map(line => [line['official'], line['community']])).toEqual([['A', 'node/1']]);
    }
  });

  it('warns of coordinates that look swapped against the other side, and guesses nothing', async () => {
    const swapped = written(
      'swapped.csv',
      'naam;lon;lat\nNoord;50.85;4.35\nZuid;50.80;4.40\nOost;50.83;4.45\n',
    );
    const out = join(folder, 'swapped.jsonl');
    const { code, err } = await jalon('match', '--official', swapped, '--community', community, '--out', out);
    expect(code).toBe(0);
    expect(err).toContain('longitude and latitude look swapped in 3 rows; nothing was changed');
  });
});

describe('what cannot be used ends with exit code 2, one line, and no output', () => {
  const out = join(folder, 'never.jsonl');
  const html = written('page.csv', '<!doctype html><title>404</title>');
  const empty = written('empty', '');
  const on = (file: string, ...more: string[]) => [
    'match',
    '--official',
    file,
    '--community',
    community,
    '--out',
    out,
    ...more,
  ];
  it.each([
    ['a missing file', on('/no/such/file'), '/no/such/file: file: there is no such file'],
    [
      'an address',
      on('https://data.example/stations.csv'),
      '--official https://data.example/stations.csv: match reads files; addresses are for npm run -s jalon -- run CHALLENGE --official https://data.example/stations.csv',
    ],
    [
      'an area of the map',
      ['match', '--official', official, '--community', 'overpass:LI', '--out', out],
      '--community overpass:LI: match reads files; addresses are for npm run -s jalon -- run CHALLENGE',
    ],
    ['an empty file', on(empty), `${empty}: byte 0: the file is empty`],
    ['an HTML page', on(html), `${html}: line 1: is an HTML page, not data`],
    ['an unknown system', on(official, '--crs', 'EPSG:99999'), 'EPSG:99999 is not a known coordinate system'],
    [
      'an official file for the community',
      ['match', '--official', official, '--community', html, '--out', out],
      'is an HTML page',
    ],
    [
      'a challenge that is not there',
      on(official, '--challenge', 'dragons'),
      '--challenge dragons: there is no such challenge; there are fire-stations, airports, hydrants,',
    ],
    ['a missing option', ['match', '--official', official], '--community and --out missing'],
    ['an unknown option', on(official, '--colour', 'red'), "Unknown option '--colour'"],
    ['a radius that is none', on(official, '--radius', 'far'), '--radius far: write metres'],
    ['half of a pair of columns', on(official, '--x', 'lon'), '--x and --y go together'],
    ['a filter that is none', on(official, '--filter', '=x'), '--filter =x: "=x" is not a tag filter'],
    ['a map that is none', on(official, '--map', 'name'), '--map name: write KEY=COLUMN'],
    ['an area that is none', on(official, '--area', '1,2,3'), '--area 1,2,3: write west,south,east,north'],
    ['an area in no file', on(official, '--area', '/no/area'), '/no/area: area: there is no such file'],
    [
      'a folder for the output',
      ['match', '--official', official, '--community', community, '--out', folder],
      'output: is a folder',
    ],
    [
      'an output in no folder',
      ['match', '--official', official, '--community', community, '--out', '/no/such/x'],
      'output: its folder does not exist',
    ],
  ])('%s', async (_, args, words) => {
    const { code, out: printed, err } = await jalon(...args);
    expect(code).toBe(2);
    expect(printed).toBe('');
    expect(err).toContain(words);
    expect(err.trim().split('\n')).toHaveLength(1);
    expect(existsSync(out)).toBe(false);
    expect(readdirSync(folder).filter(name => name.endsWith('.part'))).toEqual([]);
  });
});

describe('jalon', () => {
  it('prints its commands', async () => {
    const { code, out } = await jalon('help');
    expect(code).toBe(0);
    for (const command of ['match', 'run', 'export', 'doctor']) expect(out).toContain(`\n  ${command} `);
  });

  it('with an unknown command, or none, says how it is called', async () => {
    for (const args of [['frobnicate'], [], ['constructor']]) {
      const { code, out, err } = await jalon(...args);
      expect({ code, out }).toEqual({ code: 2, out: '' });
      expect(err).toContain('jalon COMMAND');
    }
  });

  it('match --help says all its options', async () => {
    const { code, out } = await jalon('match', '--help');
    expect(code).toBe(0);
    for (const option of [
      '--challenge',
      '--official-id',
      '--community-id',
      '--map',
      '--crs',
      '--filter',
      '--area',
      '--radius',
    ]) {
      expect(out).toContain(option);
    }
  });
});

describe.skipIf(!sharedData)('real data', () => {
  it('French fire stations against Brittany: 255 rows rejected, only Brittany compared', async () => {
    const out = join(folder, 'brittany.jsonl');
    const { code, err } = await jalon(
      'match',
      ...['--official', `${sharedData}/fire-stations-fr/official.geojson`, '--official-id', 'id'],
      ...[
        '--community',
        `${sharedData}/fire-stations-fr/osm-brittany.geojson`,
        '--filter',
        'amenity=fire_station',
      ],
      ...['--map', 'name=centre', '--out', out],
    );
    expect(code).toBe(0);
    expect(err).toContain('4716 rows read, 4461 places; GeoJSON');
    expect(err).toContain('255 rows rejected: 255 no coordinates');
    expect(err).toContain('the official file reaches beyond the community file');
    const lines = linesOf(out);
    const theirs = new Set(lines.map(line => line['community']).filter(id => id !== null));
    expect(theirs.size).toBeGreaterThan(300);
    const missing = lines.filter(line => line['community'] === null);
    expect(missing.length).toBeLessThan(250);
  });

  it.each([
    ['bixi', 0.975],
    ['avelo', 0.995],
  ])(
    'bike docks of %s: pairs of equal address within 300 m are found, F1 at least %d',
    async (city, least) => {
      const dir = `${sharedData}/bike-docks/${city}`;
      const out = join(folder, `${city}.jsonl`);
      const { code } = await jalon(
        'match',
        ...['--official', `${dir}/official.geojsonl`, '--official-id', 'address'],
        ...[
          '--community',
          `${dir}/osm.geojson`,
          '--community-id',
          'address',
          '--radius',
          '300',
          '--out',
          out,
        ],
      );
      expect(code).toBe(0);
      const { metres } = await import('../../backend/core/geo.ts');
      const { readOfficial } = await import('../../backend/sources/official/read-official.ts');
      const positions = async (file: string) =>
        new Map((await readOfficial(file, { id: 'address' })).features.map(f => [f.id, f.at]));
      const ours = await positions(`${dir}/official.geojsonl`);
      const map = await positions(`${dir}/osm.geojson`);
      const truth = [...ours]
        .filter(([id, at]) => map.has(id) && metres(at, map.get(id)!) <= 300)
        .map(([id]) => id);
      const said = linesOf(out).filter(line => line['verdict'] === 'match');
      const right = said.filter(
        line => line['official'] === line['community'] && truth.includes(String(line['official'])),
      );
      expect((2 * right.length) / (said.length + truth.length)).toBeGreaterThanOrEqual(least);
      const possible = linesOf(out).filter(line => line['verdict'] === 'possible').length;
      expect(possible).toBeLessThanOrEqual(0.03 * ours.size);
    },
  );
});
