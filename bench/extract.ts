import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { projectRoot } from '../backend/project-root.ts';
import { readCommunity } from '../backend/sources/community/read-community.ts';
import { copyExtract, shiftOf } from './copied-extract.ts';
import type { Flags } from './flags.ts';
import { type Measured, measuredRun } from './measured-run.ts';
import type { Report } from './show.ts';

/** Copies of the extract, which has 3 MB. */
const COPIES = 64;
const REPEAT = 3;
const FILTER = ['amenity=fire_station', 'emergency=defibrillator'] as const;

const sourceOf = (shared: string | undefined): string | null => {
  const file = join(shared ?? '', 'osm', 'liechtenstein-2024.osm.pbf');
  return shared !== undefined && existsSync(file) ? file : null;
};

const hasOsmium = (): boolean => {
  try {
    execFileSync('osmium', ['--version'], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
};

/** The fire stations of every copy, as an agency would list them. */
const writeOfficial = async (source: string, file: string, copies: number): Promise<void> => {
  const { features } = await readCommunity(source, { filter: [FILTER[0]] });
  const rows = Array.from({ length: copies }, (_, k) => {
    const [east, north] = shiftOf(k);
    return features.map(({ at, tags }, i) =>
      JSON.stringify({
        type: 'Feature',
        properties: { id: `${k}-${i}`, ...tags },
        geometry: { type: 'Point', coordinates: [at[0] + east / 1e9, at[1] + north / 1e9] },
      }),
    );
  });
  writeFileSync(file, `{"type":"FeatureCollection","features":[\n${rows.flat().join(',\n')}\n]}\n`);
};

const checked = async (words: string, run: Promise<Measured>): Promise<Measured> => {
  const done = await run;
  if (done.code !== 0) throw new Error(`${words} ended with ${done.code}: ${done.errors.slice(-2000)}`);
  return done;
};

/** The fastest of several: what else the machine does can only slow a run down. */
const fastest = (runs: readonly Measured[]): Measured =>
  runs.reduce((best, run) => (run.wall_s < best.wall_s ? run : best));

const most = (...runs: readonly Measured[]): number | null =>
  runs.some(run => run.peak_rss_mb === null) ? null : Math.max(...runs.map(run => run.peak_rss_mb ?? 0));

/** A large extract to a result by the command line, beside cutting it down with osmium first and comparing what is left. */
export const extract = async ({ copies = COPIES, repeat = REPEAT }: Flags): Promise<Report> => {
  const title = `Extract: ${FILTER.join(' or ')} out of ${copies} copies of Liechtenstein`;
  const source = sourceOf(process.env['JALON_SHARED_DATA']);
  if (source === null) {
    return {
      title,
      columns: ['way'],
      rows: [],
      notes: ['Nothing was measured: JALON_SHARED_DATA names no folder with osm/liechtenstein-2024.osm.pbf.'],
      figures: { benchmark: 'extract', copies, wall_s: null, ratio: null },
    };
  }
  const folder = mkdtempSync(join(tmpdir(), 'jalon-bench-extract-'));
  try {
    const file = (name: string): string => join(folder, name);
    const size = await copyExtract(source, file('large.osm.pbf'), copies);
    await writeOfficial(source, file('official.geojson'), copies);
    const jalon = (community: string, out: string): Promise<Measured> =>
      checked(
        'jalon match',
        measuredRun(
          [
            ...['scripts/jalon.mjs', 'match', '--official', file('official.geojson'), '--official-id', 'id'],
            ...['--community', file(community), '--out', file(out)],
            ...FILTER.flatMap(one => ['--filter', one]),
          ],
          projectRoot,
        ),
      );
    const withOsmium = hasOsmium();
    const whole: Measured[] = [];
    const cut: Measured[] = [];
    const small: Measured[] = [];
    for (let i = 0; i < repeat; i++) {
      // In turn, so that a busy minute of the machine meets both ways.
      whole.push(await jalon('large.osm.pbf', 'whole.jsonl'));
      if (!withOsmium) continue;
      const filters = FILTER.map(one => `nwr/${one}`);
      const args = [
        'tags-filter',
        '--overwrite',
        file('large.osm.pbf'),
        ...filters,
        '-o',
        file('small.osm.pbf'),
      ];
      cut.push(await checked('osmium', measuredRun(args, folder, 'osmium')));
      small.push(await jalon('small.osm.pbf', 'small.jsonl'));
    }
    const same = withOsmium
      ? readFileSync(file('whole.jsonl')).equals(readFileSync(file('small.jsonl')))
      : null;
    const own = fastest(whole);
    const [osmium, rest] = withOsmium ? [fastest(cut), fastest(small)] : [null, null];
    const other_s = osmium && rest && osmium.wall_s + rest.wall_s;
    return {
      title: `${title}, ${Math.round(size / 1e6)} MB`,
      columns: ['way', 'wall s', 'peak MB'],
      rows: [
        ['jalon match on the extract', own.wall_s, most(...whole) ?? '?'],
        ...(osmium && rest
          ? [
              ['osmium tags-filter', osmium.wall_s, most(...cut) ?? '?'],
              ['jalon match on what it leaves', rest.wall_s, most(...small) ?? '?'],
              ['both', osmium.wall_s + rest.wall_s, most(...cut, ...small) ?? '?'],
            ]
          : []),
      ],
      notes: [
        `The fastest of ${repeat}, the most memory of all; from the start of the process to its result.`,
        other_s === null
          ? 'osmium was left out: it is not installed (osmium-tool).'
          : `jalon alone takes ${(own.wall_s / other_s).toFixed(2)} times as long as both; osmium uses every core, jalon one. The results are ${same ? 'the same' : 'NOT the same'}.`,
      ],
      figures: {
        benchmark: 'extract',
        copies,
        bytes: size,
        wall_s: own.wall_s,
        peak_rss_mb: most(...whole),
        osmium_wall_s: osmium?.wall_s ?? null,
        osmium_peak_rss_mb: withOsmium ? most(...cut) : null,
        rest_wall_s: rest?.wall_s ?? null,
        ratio: other_s === null ? null : own.wall_s / other_s,
        same_result: same === null ? null : String(same),
      },
    };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
};
