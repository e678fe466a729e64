import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** Debian's osmium-tool; CI installs it. */
export const hasOsmium = spawnSync('osmium', ['--version']).status === 0;

const inFolder = <T>(files: Readonly<Record<string, string>>, work: (folder: string) => T): T => {
  const folder = mkdtempSync(join(tmpdir(), 'jalon-osmium-'));
  try {
    for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text);
    return work(folder);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
};

/**
 * The words rather than the JSON: osmium 1.15 cannot write the JSON of a file without nodes, having no box to write.
 */
const counted = (path: string): Readonly<Record<string, number>> => {
  const said = execFileSync('osmium', ['fileinfo', '-e', path], { encoding: 'utf8' });
  return Object.fromEntries(
    [...said.matchAll(/Number of (nodes|ways|relations): (\d+)/g)].map(([, what, count]) => [
      what!,
      Number(count),
    ]),
  );
};

/** What osmium counts in a file; it fails on a file that it cannot read to the end. */
export const osmiumCount = (name: string, text: string): Readonly<Record<string, number>> =>
  inFolder({ [name]: text }, folder => counted(join(folder, name)));

/** What osmium counts in a file after a change. */
export const osmiumCountAfter = (file: string, change: string): Readonly<Record<string, number>> =>
  inFolder({ 'change.osc': change }, folder => {
    const after = join(folder, 'after.osm');
    execFileSync('osmium', ['apply-changes', file, join(folder, 'change.osc'), '-o', after]);
    return counted(after);
  });

/** OSM XML after `osmium apply-changes`. */
export const osmiumApply = (map: string, change: string): string =>
  inFolder({ 'map.osm': map, 'change.osc': change }, folder => {
    const [from, by, to] = ['map.osm', 'change.osc', 'after.osm'].map(name => join(folder, name)) as [
      string,
      string,
      string,
    ];
    execFileSync('osmium', ['apply-changes', from, by, '-o', to], { encoding: 'utf8' });
    return readFileSync(to, 'utf8');
  });
