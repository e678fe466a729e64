import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import ts from 'typescript';
import { describe, expect, it } from 'vitest';

/** The import table of docs/architecture.md: what the files of a folder may import. The longest prefix that fits decides. */
const ROOMS: readonly Room[] = [
  {
    folder: 'backend/core',
    may: ['backend/core'],
    packages: ['zod', 'kdbush', 'fastest-levenshtein', 'any-ascii', 'libphonenumber-js', '@noble/hashes/'],
  },
  { folder: 'challenges', may: ['challenges', 'backend/core/challenge'], packages: [] },
  {
    folder: 'backend/config.ts',
    may: ['backend/layers.ts', 'backend/project-root.ts', 'backend/core'],
    packages: ['node:', 'zod'],
  },
  { folder: 'backend/project-root.ts', may: [], packages: ['node:'] },
  { folder: 'backend/layers.ts', may: ['backend/core'], packages: ['zod'] },
  { folder: 'backend/worker-file.ts', may: ['backend/project-root.ts'], packages: ['node:'] },
  { folder: 'backend/seal.ts', may: [], packages: ['node:'] },
  {
    folder: 'backend/matching',
    may: ['backend/matching', 'backend/core', 'backend/worker-file.ts'],
    packages: ['node:'],
  },
  { folder: 'backend/net', may: ['backend/net', 'backend/config.ts'], packages: [] },
  {
    folder: 'backend/sources',
    may: ['backend/sources', 'backend/core', 'backend/config.ts', 'backend/net'],
    packages: ['node:', 'csv-parse', 'proj4', 'saxes', 'undici'],
  },
  {
    folder: 'backend/store',
    may: ['backend/store', 'backend/core', 'backend/config.ts', 'backend/worker-file.ts'],
    packages: ['node:', 'kysely', 'pg', 'zod', '@electric-sql/'],
  },
  {
    folder: 'backend/queue',
    may: ['backend/queue', 'backend/core', 'backend/config.ts'],
    packages: ['bullmq', 'ioredis', 'pg'],
  },
  {
    folder: 'backend/osm',
    may: ['backend/osm', 'backend/core', 'backend/config.ts', 'backend/net'],
    packages: ['node:', 'saxes', 'undici', 'zod'],
  },
  {
    folder: 'backend/handover',
    may: [
      'backend/handover',
      'backend/core',
      'backend/config.ts',
      'backend/net',
      'backend/store',
      'backend/osm',
    ],
    packages: ['node:'],
  },
  {
    folder: 'backend/http/doors/limits',
    may: ['backend/http'],
    packages: ['node:', 'ioredis', 'koa', 'pg', 'rate-limiter-flexible'],
  },
  {
    folder: 'backend/http',
    may: [
      'backend/http',
      'backend/core',
      'backend/config.ts',
      'backend/store',
      'backend/queue',
      'backend/osm',
      'backend/handover',
      'backend/seal.ts',
      'challenges',
    ],
    packages: [
      'node:',
      'koa',
      '@koa/',
      'koa-compress',
      'koa-helmet',
      'koa-send',
      'pino',
      'prom-client',
      'rate-limiter-flexible',
      'zod',
      '@bull-board/',
    ],
  },
  {
    folder: 'jobs',
    may: [
      'jobs',
      'backend/core',
      'backend/config.ts',
      'backend/project-root.ts',
      'backend/matching',
      'backend/worker-file.ts',
      'challenges',
      'backend/net',
      'backend/sources',
      'backend/store',
      'backend/queue',
      'backend/osm',
      'backend/handover',
    ],
    packages: ['node:', 'cron-parser', 'piscina'],
  },
  {
    folder: 'frontend/src',
    may: [
      'frontend/src',
      'backend/http/contract',
      'backend/core/challenge/localised.ts',
      'backend/core/geo.ts',
      'backend/core/wind.ts',
      'backend/core/tags.ts',
      'backend/core/discrepancy/discrepancy.ts',
    ],
    packages: ['leaflet', 'svelte', 'topojson-client', 'topojson-specification', 'world-atlas'],
  },
  {
    folder: 'bench',
    // Of the tests what makes worlds, and no test.
    may: [
      ...['bench', 'backend', 'jobs', 'challenges', 'scripts', 'test/servers', 'test/browser'],
      ...['test/handover', 'test/store', 'test/core/change'],
    ],
    packages: 'own',
  },
];
type Room = Readonly<{ folder: string; may: readonly string[]; packages: readonly string[] | 'own' }>;
type Import = Readonly<{ file: string; to: string; typeOnly: boolean }>;

const root = resolve(import.meta.dirname, '..');
const SOURCES = ['backend', 'jobs', 'challenges', 'frontend/src', 'bench'];

function filesBelow(folder: string): string[] {
  return readdirSync(join(root, folder), { recursive: true, withFileTypes: true })
    .filter(entry => entry.isFile() && /\.(ts|svelte)$/.test(entry.name) && !entry.name.endsWith('.d.ts'))
    .map(entry => relative(root, join(entry.parentPath, entry.name)))
    .sort();
}

/** The TypeScript of a file: a Svelte file's script elements, else the whole text. */
function scriptOf(file: string, text: string): string {
  if (!file.endsWith('.svelte')) return text;
  return [...text.matchAll(/<script[^>]*>([\s\S]*?)<\/script>/g)].map(found => found[1]).join('\n');
}

/** Static, bare, dynamic and re-exported imports, `import('…')` types, and files that run in threads of their own. */
function importsOf(file: string): Import[] {
  const text = scriptOf(file, readFileSync(join(root, file), 'utf8'));
  const source = ts.createSourceFile(file, text, ts.ScriptTarget.Latest, true, ts.ScriptKind.TS);
  const found: Import[] = [];
  const add = (specifier: ts.Node | undefined, typeOnly: boolean) => {
    if (specifier && ts.isStringLiteralLike(specifier))
      found.push({ file, to: target(file, specifier.text), typeOnly });
    else if (specifier) found.push({ file, to: '(computed)', typeOnly: false });
  };
  const addThread = (name: ts.Node | undefined) => {
    if (name && ts.isStringLiteralLike(name)) found.push({ file, to: `${name.text}.ts`, typeOnly: false });
  };
  const visit = (node: ts.Node): void => {
    if (ts.isImportDeclaration(node)) add(node.moduleSpecifier, node.importClause?.isTypeOnly ?? false);
    else if (ts.isExportDeclaration(node)) add(node.moduleSpecifier, node.isTypeOnly);
    else if (ts.isCallExpression(node) && node.expression.kind === ts.SyntaxKind.ImportKeyword)
      add(node.arguments[0], false);
    else if (ts.isCallExpression(node) && node.expression.getText() === 'workerFile')
      addThread(node.arguments[0]);
    else if (ts.isImportTypeNode(node) && ts.isLiteralTypeNode(node.argument))
      add(node.argument.literal, true);
    ts.forEachChild(node, visit);
  };
  visit(source);
  return found;
}

/** A path from the root for a relative import, else the package's specifier. */
function target(file: string, specifier: string): string {
  return specifier.startsWith('.') ? relative(root, resolve(root, dirname(file), specifier)) : specifier;
}

const isOurs = (to: string) =>
  SOURCES.concat('scripts', 'test', 'package.json', 'frontend').some(
    top => to === top || to.startsWith(`${top}/`),
  );
const under = (path: string, allowed: string) =>
  path === allowed || path.startsWith(/[:/]$/.test(allowed) ? allowed : `${allowed}/`);
const roomOf = (file: string) => ROOMS.find(room => under(file, room.folder));

function isForbidden({ file, to, typeOnly }: Import): boolean {
  const room = roomOf(file);
  if (!room) return false;
  if (isOurs(to)) {
    if (room.folder === 'frontend/src' && under(to, 'backend/http/contract')) return !typeOnly;
    return !room.may.some(allowed => under(to, allowed));
  }
  if (room.packages === 'own') return to === '(computed)';
  return !room.packages.some(name => under(to, name));
}

/** Each cycle once, as the files on it, over imports that exist at run time. */
function cyclesIn(imports: readonly Import[]): string[] {
  const next = new Map<string, string[]>();
  for (const { file, to, typeOnly } of imports) {
    if (!typeOnly && isOurs(to)) next.set(file, [...(next.get(file) ?? []), to]);
  }
  const state = new Map<string, 'open' | 'done'>();
  const cycles: string[] = [];
  const walk = (file: string, path: readonly string[]): void => {
    if (state.get(file) === 'done') return;
    if (state.get(file) === 'open') {
      cycles.push([...path.slice(path.indexOf(file)), file].join(' → '));
      return;
    }
    state.set(file, 'open');
    for (const to of next.get(file) ?? []) walk(to, [...path, file]);
    state.set(file, 'done');
  };
  for (const file of next.keys()) walk(file, []);
  return cycles;
}

describe('the import table', () => {
  const files = SOURCES.flatMap(filesBelow);
  const imports = files.flatMap(importsOf);

  it('sees the tree', () => {
    expect(files.length).toBeGreaterThan(50);
    expect(imports.length).toBeGreaterThan(files.length);
  });

  it('is kept by every import', () => {
    const broken = imports.filter(isForbidden).map(({ file, to }) => `${file} imports ${to}`);
    expect(broken).toEqual([]);
  });

  it('has no cycles', () => {
    expect(cyclesIn(imports)).toEqual([]);
  });

  it('names each file that threads run to the build, which makes a file of it', () => {
    const started = [...readFileSync(join(root, 'scripts/started.mjs'), 'utf8').matchAll(/^ {2}'(.+)',$/gm)];
    const named = files.flatMap(file => [
      ...readFileSync(join(root, file), 'utf8').matchAll(/\bworkerFile\('([^']+)'\)/g),
    ]);
    expect(named.length).toBeGreaterThan(3);
    expect(started.map(([, file]) => file)).toEqual(expect.arrayContaining(named.map(([, file]) => file)));
    expect(started.filter(([, file]) => !existsSync(join(root, `${file}.ts`)))).toEqual([]);
  });

  it('has one importer of leaflet, the map', () => {
    const importers = imports.filter(({ to }) => under(to, 'leaflet')).map(({ file }) => file);
    expect(importers.length).toBeGreaterThan(0);
    expect(importers.filter(file => !file.startsWith('frontend/src/map/'))).toEqual([]);
  });

  it('has no barrels', () => {
    const passesOn = /^export (type )?(\*|\{[^}]*\}) from /m;
    const barrels = files.filter(
      file => /(^|\/)index\.ts$/.test(file) || passesOn.test(readFileSync(join(root, file), 'utf8')),
    );
    expect(barrels).toEqual([]);
  });

  it('keeps the core free of clock, randomness and environment', () => {
    const impure =
      /\bDate\.now\(|new Date\(\)|Math\.random\(|\bprocess\.|\bperformance\.now|\bfetch\(|globalThis\./;
    const found = files.filter(
      file => file.startsWith('backend/core/') && impure.test(readFileSync(join(root, file), 'utf8')),
    );
    expect(found).toEqual([]);
  });
});

describe('a dependency', () => {
  const { dependencies, devDependencies } = JSON.parse(
    readFileSync(join(root, 'package.json'), 'utf8'),
  ) as Record<'dependencies' | 'devDependencies', Record<string, string>>;

  it('of the server is imported there, not by tests or benchmarks alone', () => {
    const sources = ['backend', 'jobs', 'challenges'].flatMap(filesBelow);
    const text = sources.map(file => readFileSync(join(root, file), 'utf8')).join('\n');
    const idle = Object.keys(dependencies).filter(name => !new RegExp(`['"]${name}['"/]`).test(text));
    expect(idle).toEqual([]);
  });

  it('has a line in docs/decisions.md', () => {
    const decisions = readFileSync(join(root, 'docs/decisions.md'), 'utf8').replaceAll(/\s+/g, ' ');
    const bold = [...decisions.matchAll(/\*\*([^*]+)\*\*/g)].flatMap(([, names = '']) => names.split(', '));
    const silent = Object.keys({ ...dependencies, ...devDependencies }).filter(name => !bold.includes(name));
    expect(silent).toEqual([]);
  });
});

describe('the detector of this test', () => {
  it('forbids a node module in the core, whichever way it is imported', () => {
    expect(isForbidden({ file: 'backend/core/geo.ts', to: 'node:fs', typeOnly: false })).toBe(true);
    expect(isForbidden({ file: 'backend/core/geo.ts', to: '(computed)', typeOnly: false })).toBe(true);
  });

  it('forbids one shell to import another', () => {
    expect(isForbidden({ file: 'backend/sources/a.ts', to: 'backend/store/b.ts', typeOnly: true })).toBe(
      true,
    );
  });

  it('finds a cycle', () => {
    const found = cyclesIn([
      { file: 'jobs/a.ts', to: 'jobs/b.ts', typeOnly: false },
      { file: 'jobs/b.ts', to: 'jobs/a.ts', typeOnly: false },
    ]);
    expect(found).toEqual(['jobs/a.ts → jobs/b.ts → jobs/a.ts']);
  });
});
