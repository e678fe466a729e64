import { createHash } from 'node:crypto';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Plugin } from 'vite';

const WORKER = 'service-worker.js';
const PAGE = 'index.html';

/** Tells the service worker which files make up this build, and both it and the page which build this is. */
export function nameBuild(out: string): Plugin {
  return {
    name: 'name-build',
    apply: 'build',
    closeBundle() {
      const files = readdirSync(out, { recursive: true, withFileTypes: true })
        .filter(entry => entry.isFile())
        .map(entry => join(entry.parentPath, entry.name).slice(out.length))
        .map(path => (path.startsWith('/') ? path : `/${path}`))
        .filter(path => path !== `/${WORKER}`)
        .sort();
      const hash = createHash('sha256');
      for (const file of [...files, `/${WORKER}`]) hash.update(file).update(readFileSync(join(out, file)));
      const build = hash.digest('hex').slice(0, 16);
      replace(join(out, PAGE), {
        '<meta name="build" content="" />': `<meta name="build" content="${build}" />`,
      });
      replace(join(out, WORKER), { __FILES__: JSON.stringify(files), __BUILD__: JSON.stringify(build) });
    },
  };
}

function replace(file: string, texts: Readonly<Record<string, string>>): void {
  let text = readFileSync(file, 'utf8');
  for (const [from, to] of Object.entries(texts)) {
    if (!text.includes(from)) throw new Error(`${file} has no ${from}`);
    text = text.replaceAll(from, to);
  }
  writeFileSync(file, text);
}
