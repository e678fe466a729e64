import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { projectRoot } from '../../backend/project-root.ts';
import { workerFile } from '../../backend/worker-file.ts';
import { type Measured, measuredRun } from '../measured-run.ts';
import { checkedRun } from './checked-run.ts';

/** One filter by both programs, on every core; runs in turn, so that a busy minute of the machine meets both. */
export type TagFilterRun = Readonly<{
  jalon: readonly Measured[];
  /** Empty where osmium is not installed. */
  osmium: readonly Measured[];
  /** Elements that Jalon keeps, those without a usable position included, and how many of them are lines or areas. */
  kept: number;
  shapes: number;
  /** Elements that osmium keeps, without what they refer to; null where it is not installed. */
  keptByOsmium: number | null;
}>;

/** Elements that a filter keeps, counted by osmium. */
const countByOsmium = (file: string, filters: readonly string[], out: string): number => {
  execFileSync('osmium', ['tags-filter', '--overwrite', '-R', file, ...filters, '-o', out], {
    stdio: 'ignore',
  });
  const told = execFileSync('osmium', ['fileinfo', '-e', '-j', out], { encoding: 'utf8' });
  const { nodes, ways, relations } = JSON.parse(told).data.count;
  return nodes + ways + relations;
};

/**
 * @param filters as Jalon writes them, one key each (`amenity=fire_station`, `leisure=*`)
 * @param folder for what osmium writes
 */
export const tagFilter = async (
  file: string,
  filters: readonly string[],
  folder: string,
  repeat: number,
  withOsmium: boolean,
): Promise<TagFilterRun> => {
  const { url, execArgv } = workerFile('bench/extract/filter-alone');
  const theirs = filters.map(filter => `nwr/${filter.replace(/=\*$/u, '')}`);
  const out = join(folder, 'filtered.osm.pbf');
  const [jalon, osmium]: [Measured[], Measured[]] = [[], []];
  for (let n = 0; n < repeat; n++) {
    const own = measuredRun([...execArgv, fileURLToPath(url), file, ...filters], projectRoot);
    jalon.push(await checkedRun('Jalon’s filter', own));
    if (!withOsmium) continue;
    const args = ['tags-filter', '--overwrite', file, ...theirs, '-o', out];
    osmium.push(await checkedRun('osmium', measuredRun(args, folder, 'osmium')));
  }
  const said: { features: number; shapes: number; rejected: number } = JSON.parse(
    jalon[0]!.errors.split('\n').at(-1)!,
  );
  return {
    jalon,
    osmium,
    kept: said.features + said.rejected,
    shapes: said.shapes,
    keptByOsmium: withOsmium ? countByOsmium(file, theirs, join(folder, 'count.osm.pbf')) : null,
  };
};
