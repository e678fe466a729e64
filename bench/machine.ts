import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { cpus, totalmem } from 'node:os';
import { join } from 'node:path';
import { postgresPrograms } from '../test/servers/postgres.ts';

/** What a program says of itself; null: it is not installed. */
const said = (program: string, args: readonly string[]): string | null => {
  try {
    return execFileSync(program, args, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] });
  } catch {
    return null;
  }
};

const versionIn = (text: string | null): string | null => /\d+(?:\.\d+)+/u.exec(text ?? '')?.[0] ?? null;

/** What the PostGIS of Debian's package says; null: it is not installed. */
const postgisVersion = (programs: string): string | null => {
  const major = versionIn(said(join(programs, 'postgres'), ['--version']))?.split('.')[0];
  const control = `/usr/share/postgresql/${major}/extension/postgis.control`;
  return existsSync(control) ? versionIn(readFileSync(control, 'utf8')) : null;
};

/** What a benchmark ran on and what it compared with, by name. */
export const machine = (): Readonly<Record<string, string>> => {
  const programs = postgresPrograms();
  const turf: { version: string } = createRequire(import.meta.url)('@turf/turf/package.json');
  const [processor] = cpus();
  const versions = {
    'Node.js': process.version.slice(1),
    PostgreSQL: programs && versionIn(said(join(programs, 'postgres'), ['--version'])),
    PostGIS: programs && postgisVersion(programs),
    osmium: versionIn(said('osmium', ['--version'])),
    turf: turf.version,
  };
  return {
    processor: `${cpus().length} × ${processor?.model.trim() ?? 'unknown'}`,
    memory: `${(totalmem() / 2 ** 30).toFixed(1)} GB`,
    ...Object.fromEntries(
      Object.entries(versions).map(([name, version]) => [name, version ?? 'not installed']),
    ),
  };
};
