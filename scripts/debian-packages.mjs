import { existsSync, readdirSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { run } from './run.mjs';

/** Programs that the tests start, and the Debian packages that have them. */
const NEEDED = {
  chromium: 'chromium',
  josm: 'josm',
  osmium: 'osmium-tool',
  postgres: 'postgresql-postgis',
  'redis-server': 'redis-server',
};

const DEBIAN_POSTGRES = '/usr/lib/postgresql';

const isThere = program => folders().some(folder => existsSync(join(folder, program)));

/** Debian keeps PostgreSQL's own programs outside the path. */
function folders() {
  const versions = existsSync(DEBIAN_POSTGRES) ? readdirSync(DEBIAN_POSTGRES) : [];
  return [
    ...(process.env.PATH ?? '').split(delimiter).filter(folder => folder !== ''),
    ...versions.map(version => join(DEBIAN_POSTGRES, version, 'bin')),
  ];
}

/** Installs what is missing where it may; else says how to get it. Tests that need it skip themselves. */
export async function debianPackagesIfNeeded({ say, stdio }) {
  const missing = Object.keys(NEEDED).filter(program => !isThere(program));
  if (missing.length === 0) return;
  const packages = missing.map(program => NEEDED[program]);
  const mayInstall = process.getuid?.() === 0 && isThere('apt-get');
  if (mayInstall) {
    say(`Installing the Debian packages that tests use: ${packages.join(', ')} …`);
    const env = { DEBIAN_FRONTEND: 'noninteractive' };
    const quiet = ['-q', '-y', '--no-install-recommends', 'install', ...packages];
    if (
      (await run('apt-get', ['-q', 'update'], { stdio, env })) === 0 &&
      (await run('apt-get', quiet, { stdio, env })) === 0
    )
      return;
  }
  say(
    `Not there: ${missing.join(', ')}. Tests that need them are skipped. On Debian: apt-get install ${packages.join(' ')}`,
  );
}
