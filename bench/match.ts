import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { projectRoot } from '../backend/config.ts';
import { measuredRun } from './measured-run.ts';
import { naiveMatch } from './naive-match.ts';
import { postgisMatch, whyNoPostgis } from './postgis-match.ts';
import type { Report } from './show.ts';
import { type SyntheticPair, type SyntheticPlace, syntheticPair } from './synthetic.ts';

/** Places a side, unless asked for otherwise. */
const COUNT = 100_000;
/** metres */
const RADIUS = 300;
/** Places a side that the naive way is tried on: its time grows with the square. */
const NAIVE = 2_000;

const geojson = (places: readonly SyntheticPlace[], properties: (place: SyntheticPlace) => object): string =>
  `{"type":"FeatureCollection","features":[\n${places
    .map(place =>
      JSON.stringify({
        type: 'Feature',
        properties: properties(place),
        geometry: { type: 'Point', coordinates: place.at },
      }),
    )
    .join(',\n')}\n]}\n`;

const f1 = (truth: ReadonlyMap<string, string>, said: Iterable<readonly [string, string]>): number => {
  let [all, right] = [0, 0];
  for (const [a, b] of said) {
    all++;
    if (truth.get(a) === b) right++;
  }
  return truth.size + all === 0 ? 0 : (2 * right) / (truth.size + all);
};

/** What the command line said: pairs of verdict `match`, and how many are possible. */
const readSaid = (
  file: string,
): Readonly<{ pairs: readonly (readonly [string, string])[]; possible: number }> => {
  const lines = readFileSync(file, 'utf8')
    .split('\n')
    .filter(Boolean)
    .map(line => JSON.parse(line));
  return {
    pairs: lines
      .filter(({ verdict }) => verdict === 'match')
      .map(({ official, community }) => [official, community]),
    possible: lines.filter(({ verdict }) => verdict === 'possible').length,
  };
};

/** The command line from files to result, in a process of its own. */
const runJalon = async ({ official, community, truth }: SyntheticPair) => {
  const folder = mkdtempSync(join(tmpdir(), 'jalon-bench-'));
  try {
    const file = (name: string): string => join(folder, name);
    writeFileSync(
      file('official.geojson'),
      geojson(official, ({ id, tags }) => ({ id, ...tags })),
    );
    writeFileSync(
      file('community.geojson'),
      geojson(community, ({ id, tags }) => ({ '@id': id, ...tags })),
    );
    const run = await measuredRun(
      [
        ...['scripts/jalon.mjs', 'match', '--official', file('official.geojson'), '--official-id', 'id'],
        ...['--community', file('community.geojson'), '--radius', String(RADIUS), '--out', file('out.jsonl')],
      ],
      projectRoot,
    );
    if (run.code !== 0) throw new Error(`jalon match ended with ${run.code}: ${run.errors.slice(-2000)}`);
    const { pairs, possible } = readSaid(file('out.jsonl'));
    return { ...run, f1: f1(truth, pairs), possible: possible / official.length };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
};

/** The westernmost official places, and what the community has as far east: as dense as the whole. */
const westOf = (pair: SyntheticPair, count: number): SyntheticPair => {
  const official = pair.official.toSorted((a, b) => a.at[0] - b.at[0]).slice(0, count);
  const east = official.at(-1)?.at[0] ?? 0;
  const community = pair.community.filter(({ at }) => at[0] <= east);
  const ids = new Set(community.map(({ id }) => id));
  const truth = official.flatMap(({ id }) => {
    const other = pair.truth.get(id);
    return other !== undefined && ids.has(other) ? [[id, other] as const] : [];
  });
  return { official, community, truth: new Map(truth) };
};

/** Files to result by the command line, beside what a user would do instead with turf and with PostGIS. */
export const match = async (count = COUNT): Promise<Report> => {
  const pair = syntheticPair(count);
  const jalon = await runJalon(pair);

  const few = westOf(pair, Math.min(count, NAIVE));
  const start = performance.now();
  const naive = naiveMatch(few.official, few.community, RADIUS);
  const naive_s = (performance.now() - start) / 1000;
  const naive_f1 = f1(few.truth, naive);
  const projected = naive_s * (count / few.official.length) ** 2;

  const missing = whyNoPostgis();
  const postgis = missing === null ? await postgisMatch(pair.official, pair.community, RADIUS) : null;
  const postgis_f1 = postgis && f1(pair.truth, postgis.pairs);

  const sizes = (n: number): string => `${n.toLocaleString('en')} × ${n.toLocaleString('en')}`;
  return {
    title: `Matching: made-up places with names, 70 % of them on both sides, ${RADIUS} m`,
    columns: ['way', 'places', 'wall s', 'peak MB', 'F1', 'possible'],
    rows: [
      [
        'jalon match, files to result',
        sizes(count),
        jalon.wall_s,
        jalon.peak_rss_mb ?? '?',
        jalon.f1,
        jalon.possible,
      ],
      ['turf, every pair, nearest first', sizes(few.official.length), naive_s, '', naive_f1, ''],
      ...(postgis
        ? [
            ['PostGIS load and index', sizes(count), postgis.load_s, '', '', ''],
            ['PostGIS ST_DWithin, nearest first', sizes(count), postgis.join_s, '', postgis_f1 ?? '', ''],
          ]
        : []),
    ],
    notes: [
      `turf at ${sizes(count)} would take about ${Math.round(projected).toLocaleString('en')} s by its square.`,
      postgis
        ? `PostGIS ${postgis.version} on a private cluster; points only, no names.`
        : `PostGIS was left out: ${missing}.`,
    ],
    figures: {
      benchmark: 'match',
      places: count,
      wall_s: jalon.wall_s,
      peak_rss_mb: jalon.peak_rss_mb,
      f1: jalon.f1,
      possible_share: jalon.possible,
      turf_places: few.official.length,
      turf_wall_s: naive_s,
      turf_f1: naive_f1,
      turf_projected_wall_s: projected,
      postgis_load_s: postgis?.load_s ?? null,
      postgis_wall_s: postgis?.join_s ?? null,
      postgis_f1,
    },
  };
};
