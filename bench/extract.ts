import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { projectRoot } from '../backend/project-root.ts';
import { readCommunity } from '../backend/sources/community/read-community.ts';
import { barChart } from './chart/bar-chart.ts';
import { copyExtract, shiftOf } from './copied-extract.ts';
import { checkedRun } from './extract/checked-run.ts';
import { type TagFilterRun, tagFilter } from './extract/tag-filter.ts';
import type { Flags } from './flags.ts';
import { type Measured, measuredRun } from './measured-run.ts';
import { median } from './median.ts';
import type { Report } from './show.ts';

/** Copies of the extract, which has 3 MB. */
const COPIES = 64;
const REPEAT = 3;
/** What there is little of, nodes and areas, and what there is a lot of, nearly all of it areas and lines. */
const FILTERS = { few: ['amenity=fire_station', 'emergency=defibrillator'], many: ['leisure=*'] } as const;

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
  const { features } = await readCommunity(source, { filter: [FILTERS.few[0]] });
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

type Row = Readonly<{ wall_s: number; cpu_s: number | null; peak_rss_mb: number | null }>;

const most = (values: readonly (number | null)[]): number | null =>
  values.reduce((a, b) => (a === null || b === null ? null : Math.max(a, b)));

/** The run of the median wall time, with the most memory of all. */
const middle = (runs: readonly Measured[]): Row => {
  const wall = median(runs.map(run => run.wall_s));
  const run = runs.find(({ wall_s }) => wall_s === wall)!;
  return { ...run, peak_rss_mb: most(runs.map(one => one.peak_rss_mb)) };
};

const cells = (words: string, { wall_s, cpu_s, peak_rss_mb }: Row): (string | number)[] => [
  ...[words, wall_s, cpu_s ?? '?', peak_rss_mb ?? '?'],
];

/** Jalon and osmium, where it is there, on the same filter. */
const filtered = (which: keyof typeof FILTERS, run: TagFilterRun) => {
  const words = FILTERS[which].join(', ');
  const own = middle(run.jalon);
  const other = run.osmium.length > 0 ? middle(run.osmium) : null;
  const ways = [
    { name: 'Jalon', series: 0, row: own },
    ...(other ? [{ name: 'osmium tags-filter', series: 1, row: other }] : []),
  ];
  const same = run.keptByOsmium === null || run.keptByOsmium === run.kept;
  return {
    rows: ways.map(({ name, row }) => cells(`${name}: ${words}`, row)),
    figures: {
      [`filter_${which}_wall_s`]: own.wall_s,
      [`filter_${which}_cpu_s`]: own.cpu_s,
      [`filter_${which}_peak_rss_mb`]: own.peak_rss_mb,
      [`filter_${which}_osmium_wall_s`]: other?.wall_s ?? null,
      [`filter_${which}_osmium_cpu_s`]: other?.cpu_s ?? null,
      [`filter_${which}_osmium_peak_rss_mb`]: other?.peak_rss_mb ?? null,
      [`filter_${which}_ratio`]: other && own.wall_s / other.wall_s,
      [`filter_${which}_same_count`]: other && String(same),
    },
    wall: {
      label: words,
      bars: ways.map(({ name, series, row }) => ({ label: name, series, value: row.wall_s })),
    },
    memory: {
      label: words,
      bars: ways.map(({ name, series, row }) => ({ label: name, series, value: row.peak_rss_mb ?? 0 })),
      goal: 600,
    },
    note: `${words}: ${run.kept.toLocaleString('en')} elements, ${run.shapes.toLocaleString('en')} of them lines or areas${
      other
        ? `; Jalon takes ${(own.wall_s / other.wall_s).toFixed(2)} of osmium’s time, and keeps ${same ? 'as many' : `NOT as many: osmium ${run.keptByOsmium}`}.`
        : '.'
    }`,
  };
};

/** A tag filter on a large extract beside osmium's, and the way from the extract to a result beside cutting it down first. */
export const extract = async ({
  copies = COPIES,
  quick = false,
  repeat = quick ? 1 : REPEAT,
}: Flags): Promise<Report> => {
  const title = `Extract: ${copies} copies of Liechtenstein`;
  const columns = ['way', 'wall s', 'CPU s', 'peak MB'];
  const source = sourceOf(process.env['JALON_SHARED_DATA']);
  if (source === null) {
    const note =
      'Nothing was measured: JALON_SHARED_DATA names no folder with osm/liechtenstein-2024.osm.pbf.';
    return { title, columns, rows: [], notes: [note], figures: { benchmark: 'extract', copies } };
  }
  const folder = mkdtempSync(join(tmpdir(), 'jalon-bench-extract-'));
  try {
    const file = (name: string): string => join(folder, name);
    const size = await copyExtract(source, file('large.osm.pbf'), copies);
    const withOsmium = hasOsmium();
    const few = filtered(
      'few',
      await tagFilter(file('large.osm.pbf'), FILTERS.few, folder, repeat, withOsmium),
    );
    const dense = await numbered(file('large.osm.pbf'), file('numbered.osm.pbf'), withOsmium);
    const many = filtered('many', await tagFilter(dense, FILTERS.many, folder, repeat, withOsmium));
    await writeOfficial(source, file('official.geojson'), copies);
    const whole = await fileToResult(file, repeat, withOsmium);
    return {
      title: `${title}, ${Math.round(size / 1e6)} MB, medians of ${repeat}`,
      columns,
      rows: [...few.rows, ...many.rows, ...whole.rows],
      notes: [
        'From the start of a process to its end, on every core; the most memory of all runs. Both keep lines and areas with their positions.',
        few.note,
        many.note,
        withOsmium
          ? `For the second filter ids are numbered anew (${Math.round(statSync(dense).size / 1e6)} MB): osmium keeps a bit for each id up to the highest, and those of copies lie far apart.`
          : 'osmium was left out: it is not installed (osmium-tool).',
        ...whole.notes,
      ],
      figures: {
        benchmark: 'extract',
        copies,
        bytes: size,
        repeat,
        ...few.figures,
        ...many.figures,
        ...whole.figures,
      },
      charts: [
        barChart(
          'extract-time',
          `Tag filter on an extract of ${Math.round(size / 1e6)} MB`,
          { label: 'seconds of wall time' },
          [few.wall, many.wall],
        ),
        barChart(
          'extract-memory',
          `Tag filter on an extract of ${Math.round(size / 1e6)} MB`,
          { label: 'peak memory, MB', log: true },
          [few.memory, many.memory],
        ),
      ],
    };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
};

/** The extract with ids from 1 on, as osmium likes them; itself where osmium is not there. */
const numbered = async (large: string, to: string, withOsmium: boolean): Promise<string> => {
  if (!withOsmium) return large;
  await checkedRun('osmium renumber', measuredRun(['renumber', large, '-o', to], projectRoot, 'osmium'));
  return to;
};

/** The command line on the extract, beside osmium's filter and then the command line on what it leaves. */
const fileToResult = async (file: (name: string) => string, repeat: number, withOsmium: boolean) => {
  const jalon = (community: string, out: string): Promise<Measured> => {
    const files = [
      '--official',
      file('official.geojson'),
      '--official-id',
      'id',
      '--community',
      file(community),
    ];
    const filters = FILTERS.few.flatMap(one => ['--filter', one]);
    const args = ['scripts/jalon.mjs', 'match', ...files, '--out', file(out), ...filters];
    return checkedRun('jalon match', measuredRun(args, projectRoot));
  };
  const [whole, both]: [Measured[], Row[]] = [[], []];
  // Whatever the first call has to build is nobody's time.
  await measuredRun(['scripts/jalon.mjs', 'help'], projectRoot);
  for (let n = 0; n < repeat; n++) {
    whole.push(await jalon('large.osm.pbf', 'whole.jsonl'));
    if (!withOsmium) continue;
    const filters = FILTERS.few.map(one => `nwr/${one}`);
    const args = [
      'tags-filter',
      '--overwrite',
      file('large.osm.pbf'),
      ...filters,
      '-o',
      file('small.osm.pbf'),
    ];
    const cut = await checkedRun('osmium', measuredRun(args, projectRoot, 'osmium'));
    const rest = await jalon('small.osm.pbf', 'small.jsonl');
    both.push({
      wall_s: cut.wall_s + rest.wall_s,
      cpu_s: cut.cpu_s === null || rest.cpu_s === null ? null : cut.cpu_s + rest.cpu_s,
      peak_rss_mb: most([cut.peak_rss_mb, rest.peak_rss_mb]),
    });
  }
  const own = middle(whole);
  const other = both.find(({ wall_s }) => wall_s === median(both.map(run => run.wall_s))) ?? null;
  const same = other && readFileSync(file('whole.jsonl')).equals(readFileSync(file('small.jsonl')));
  return {
    rows: [
      cells('jalon match on the extract', own),
      ...(other ? [cells('osmium tags-filter, then jalon match', other)] : []),
    ],
    figures: {
      ...{ match_wall_s: own.wall_s, match_peak_rss_mb: own.peak_rss_mb },
      ...{ osmium_and_match_wall_s: other?.wall_s ?? null, same_result: same === null ? null : String(same) },
    },
    notes: same === null ? [] : [`The results of both ways are ${same ? 'the same' : 'NOT the same'}.`],
  };
};
