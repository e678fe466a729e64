import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';

const DIST = join(import.meta.dirname, '../../dist/frontend');
const hasBuild = existsSync(join(DIST, 'index.html'));
/** bytes, gzipped */
const MOST = 250_000;

const read = (file: string) => readFileSync(join(DIST, file), 'utf8');
const gzipped = (file: string) => gzipSync(readFileSync(join(DIST, file))).length;
const all = (pattern: RegExp, text: string) => [...text.matchAll(pattern)].map(found => found[1]!);

/** A script with all that it imports before it runs. */
function withImports(file: string, known = new Set<string>()): Set<string> {
  if (known.has(file)) return known;
  known.add(file);
  for (const other of all(/(?:\bfrom|\bimport)\s*["']\.\/([^"']+\.js)["']/g, read(file)))
    withImports(`assets/${other}`, known);
  return known;
}

/** A part that is fetched when it is wanted: its script with imports, and its style sheet. */
function part(name: string): Set<string> {
  const files = readdirSync(join(DIST, 'assets')).filter(file => file.startsWith(`${name}-`));
  const script = files.find(file => file.endsWith('.js'));
  if (!script) throw new Error(`the build has no part ${name}`);
  const styles = files.filter(file => file.endsWith('.css')).map(file => `assets/${file}`);
  return new Set([...withImports(`assets/${script}`), ...styles]);
}

describe.skipIf(!hasBuild)('the first load of a task page', () => {
  it('is under 250 kB of our scripts and style sheets, with the map and the longest language', () => {
    const page = read('index.html');
    const entries = all(/<script[^>]+src="\/([^"]+\.js)"/g, page);
    const styles = all(/<link[^>]+rel="stylesheet"[^>]+href="\/([^"]+)"/g, page);
    expect(entries).toHaveLength(1);
    expect(styles.length).toBeGreaterThan(0);
    const language = ['en', 'fr', 'nl', 'de']
      .map(code => [...part(code)][0]!)
      .sort((a, b) => gzipped(b) - gzipped(a))[0]!;
    const files = [...new Set([...withImports(entries[0]!), ...styles, ...part('leaflet-map'), language])];
    const sizes = files.map(file => ({ file, size: gzipped(file) }));
    const sum = sizes.reduce((total, { size }) => total + size, 0);
    const words = sizes.map(({ file, size }) => `${(size / 1000).toFixed(1)} ${file.replace('assets/', '')}`);
    console.log(`First load of a task page: ${(sum / 1000).toFixed(1)} kB gzipped (${words.join(', ')})`);
    expect(sum).toBeLessThan(MOST);
  });
});
