import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Feature } from '../../backend/core/feature.ts';
import { projectRoot } from '../../backend/project-root.ts';
import { workerFile } from '../../backend/worker-file.ts';
import { type Measured, measuredRun } from '../measured-run.ts';
import { median } from '../median.ts';
import type { Again } from './again.ts';
import type { CitiesPair } from './cities.ts';
import { f1 } from './f1.ts';
import { askAlone } from './run-alone.ts';

export type FilesRun = Readonly<{
  runs: readonly Measured[];
  /** seconds of wall time in a process that has done the same before, as a worker has; median of its last runs */
  again_s: number;
  f1: number;
  /** Share of official places that people are asked about. */
  possible: number;
}>;

/** Runs after which V8 has compiled what is to be compiled, and those that are measured then. */
const AGAIN = { before: 4, measured: 3 };

const secondsAgain = async (args: readonly string[]): Promise<number> => {
  const task: Again = { args, times: AGAIN.before + AGAIN.measured };
  const seconds = (await askAlone(workerFile('bench/match/again'), task)) as number[];
  return median(seconds.slice(AGAIN.before));
};

const geojson = (features: readonly Feature[], key: string): string =>
  `{"type":"FeatureCollection","features":[\n${features
    .map(({ id, at, tags }) =>
      JSON.stringify({
        type: 'Feature',
        properties: { [key]: id, ...tags },
        geometry: { type: 'Point', coordinates: at },
      }),
    )
    .join(',\n')}\n]}\n`;

/** The command line from two GeoJSON files to its result, each run in a process of its own. @throws Error where it fails */
export const filesToResult = async (
  { official, community, truth }: CitiesPair,
  radius: number,
  repeat: number,
): Promise<FilesRun> => {
  const folder = mkdtempSync(join(tmpdir(), 'jalon-bench-'));
  try {
    const file = (name: string): string => join(folder, name);
    writeFileSync(file('official.geojson'), geojson(official, 'id'));
    writeFileSync(file('community.geojson'), geojson(community, '@id'));
    const runs: Measured[] = [];
    // Whatever the first call has to build is nobody's time.
    await measuredRun(['scripts/jalon.mjs', 'help'], projectRoot);
    const files = ['--official', file('official.geojson'), '--community', file('community.geojson')];
    const args = [...files, '--official-id', 'id', '--radius', String(radius), '--out', file('out.jsonl')];
    for (let n = 0; n < repeat; n++) {
      const run = await measuredRun(['scripts/jalon.mjs', 'match', ...args], projectRoot);
      if (run.code !== 0) throw new Error(`jalon match ended with ${run.code}: ${run.errors.slice(-2000)}`);
      runs.push(run);
    }
    const again_s = await secondsAgain(args);
    const lines: { verdict: string; official: string; community: string }[] = readFileSync(
      file('out.jsonl'),
      'utf8',
    )
      .split('\n')
      .filter(Boolean)
      .map(line => JSON.parse(line));
    const said = lines
      .filter(({ verdict }) => verdict === 'match')
      .map(line => [line.official, line.community] as const);
    const asked = new Set(lines.filter(({ verdict }) => verdict === 'possible').map(line => line.official));
    return { runs, again_s, f1: f1(truth, said), possible: asked.size / Math.max(1, official.length) };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
};
