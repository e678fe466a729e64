// Makes dist/ of the server's sources: a file for each that is started, and the parts that these share. A command that
// matches loads some ten files instead of two hundred.
import { existsSync, readdirSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { rolldown } from 'rolldown';
import { root } from './root.mjs';
import { STARTED } from './started.mjs';

const PARTS = 'backend/parts';

/** Packages of many files that commands load. All others are found in node_modules, as they are. */
const WITHIN = ['libphonenumber-js', 'zod'];
const isWithin = name => WITHIN.some(one => name === one || name.startsWith(`${one}/`));

const timeOf = file => statSync(join(root, 'dist', file), { throwIfNoEntry: false })?.mtimeMs ?? 0;

// The image has neither benchmarks nor tests.
const started = STARTED.filter(file => existsSync(join(root, `${file}.ts`)));
const before = timeOf('backend/main.js');
const bundle = await rolldown({
  cwd: root,
  input: Object.fromEntries(started.map(file => [file, `${file}.ts`])),
  platform: 'node',
  tsconfig: 'tsconfig.json',
  external: (name, _from, isResolved) => !isResolved && /^[^./]/u.test(name) && !isWithin(name),
});
await bundle.write({
  dir: 'dist',
  format: 'esm',
  entryFileNames: '[name].js',
  chunkFileNames: `${PARTS}/[name]-[hash].js`,
  sourcemap: true,
});
await bundle.close();
// The parts of the build before this one stay: what runs has perhaps not loaded all of them.
for (const part of readdirSync(join(root, 'dist', PARTS)))
  if (timeOf(`${PARTS}/${part}`) < before) rmSync(join(root, 'dist', PARTS, part));
