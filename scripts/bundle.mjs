// Makes dist/ of the server's sources: a file for each that is started, and the parts that these share. `jalon match` loads
// forty files instead of two hundred.
import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { stripVTControlCharacters } from 'node:util';
import { rolldown } from 'rolldown';
import { root } from './root.mjs';
import { STARTED } from './started.mjs';

/** Packages of many files that commands load. All others are found in node_modules, as they are. */
const WITHIN = ['libphonenumber-js', 'zod'];
const isWithin = name => WITHIN.some(one => name === one || name.startsWith(`${one}/`));

const MADE = ['backend', 'bench', 'challenges', 'jobs', 'test'];
/** milliseconds for which what is no longer made stays: whatever runs has perhaps not loaded all of it */
const KEPT = 60 * 60 * 1000;
/** The names of what the last build made. */
const LIST = join(root, 'dist', '.made');

async function generated() {
  // The image has neither benchmarks nor tests.
  const started = STARTED.filter(file => existsSync(join(root, `${file}.ts`)));
  const bundle = await rolldown({
    cwd: root,
    input: Object.fromEntries(started.map(file => [file, `${file}.ts`])),
    platform: 'node',
    tsconfig: 'tsconfig.json',
    external: (name, _from, isResolved) => !isResolved && /^[^./]/u.test(name) && !isWithin(name),
  });
  const { output } = await bundle.generate({
    format: 'esm',
    entryFileNames: '[name].js',
    chunkFileNames: 'backend/parts/[name]-[hash].js',
    sourcemap: true,
  });
  await bundle.close();
  return output;
}

/** Writes a file at once: never does anybody read half of it. */
function put(file, text) {
  const path = join(root, 'dist', file);
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(`${path}.new`, text);
  renameSync(`${path}.new`, path);
}

function madeBefore() {
  try {
    return JSON.parse(readFileSync(LIST, 'utf8'));
  } catch {
    return [];
  }
}

/** Removes what earlier builds have made and this one has not, an hour after the first that did not. */
function tidy(made) {
  const now = new Date();
  for (const path of madeBefore().map(file => join(root, 'dist', file)))
    if (!made.has(path) && existsSync(path)) utimesSync(path, now, now);
  for (const folder of MADE.map(name => join(root, 'dist', name)).filter(path => existsSync(path)))
    for (const entry of readdirSync(folder, { recursive: true, withFileTypes: true })) {
      const path = join(entry.parentPath ?? entry.path, entry.name);
      if (entry.isFile() && !made.has(path) && now.getTime() - statSync(path).mtimeMs > KEPT) rmSync(path);
    }
}

try {
  const output = await generated();
  // Those that are started last: the parts that they name are there by then.
  for (const one of output.toSorted((a, b) => Number(a.isEntry ?? false) - Number(b.isEntry ?? false)))
    put(one.fileName, one.code ?? one.source);
  const files = output.map(({ fileName }) => fileName);
  tidy(new Set(files.map(file => join(root, 'dist', file))));
  writeFileSync(LIST, JSON.stringify(files));
} catch (fault) {
  console.error(stripVTControlCharacters(fault.message));
  process.exitCode = 1;
}
