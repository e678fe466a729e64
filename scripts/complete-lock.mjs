// Adds to package-lock.json what npm leaves out of it when the registry here has not every platform's package: without
// those lines `npm ci` refuses the file. Run it after a package was added: node scripts/complete-lock.mjs
import { readFileSync, realpathSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { root } from './root.mjs';

const SYSTEMS = [
  'aix',
  'android',
  'darwin',
  'freebsd',
  'linux',
  'netbsd',
  'openbsd',
  'openharmony',
  'sunos',
  'win32',
];
const PROCESSORS = [
  'arm',
  'arm64',
  'ia32',
  'loong64',
  'mips64el',
  'ppc64',
  'riscv64',
  's390x',
  'x64',
  'wasm32',
];

/** Optional packages that the lock file should list and does not, with the entry that each needs. */
export function missingEntries(lock) {
  const missing = {};
  for (const [path, { optionalDependencies = {}, dev }] of Object.entries(lock.packages)) {
    for (const [name, version] of Object.entries(optionalDependencies)) {
      const listed = [`${path}/node_modules/${name}`, `node_modules/${name}`].some(
        place => lock.packages[place],
      );
      if (listed || path === '') continue;
      const words = name.split(/[-/]/);
      const of = list => words.filter(word => list.includes(word));
      missing[`node_modules/${name}`] = {
        version,
        ...(of(PROCESSORS).length > 0 ? { cpu: of(PROCESSORS) } : {}),
        ...(dev ? { dev } : {}),
        ...(words.includes('musl') ? { libc: ['musl'] } : {}),
        optional: true,
        ...(of(SYSTEMS).length > 0 ? { os: of(SYSTEMS) } : {}),
      };
    }
  }
  return missing;
}

if (process.argv[1] && realpathSync(process.argv[1]) === fileURLToPath(import.meta.url)) {
  const file = join(root, 'package-lock.json');
  const lock = JSON.parse(readFileSync(file, 'utf8'));
  const missing = missingEntries(lock);
  const packages = { ...lock.packages, ...missing };
  lock.packages = Object.fromEntries(Object.entries(packages).sort(([a], [b]) => (a < b ? -1 : 1)));
  writeFileSync(file, `${JSON.stringify(lock, null, 2)}\n`);
  console.log(`${Object.keys(missing).length} added: ${Object.keys(missing).join(', ')}`);
}
