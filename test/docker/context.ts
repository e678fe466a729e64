import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import dockerignore, { type Ignore } from '@balena/dockerignore';

/** Which paths of a folder Docker sends to a build, and which it leaves out. */
export function contextRules(folder: string): Ignore {
  const text = readFileSync(join(folder, '.dockerignore'), 'utf8');
  return ignoreOf().add(text);
}

/** Every file that Docker sends to a build, relative to the folder, in order. */
export function contextFiles(folder: string): string[] {
  const rules = contextRules(folder);
  const below = (path: string): string[] =>
    readdirSync(join(folder, path), { withFileTypes: true }).flatMap(entry => {
      const inside = path === '' ? entry.name : `${path}/${entry.name}`;
      // The rules take back whole top folders only, so what lies in an ignored folder is ignored.
      if (rules.ignores(inside)) return [];
      return entry.isDirectory() ? below(inside) : [inside];
    });
  return below('').sort();
}

/** The package is CommonJS whose types say otherwise. */
function ignoreOf(): Ignore {
  const made = dockerignore as unknown as (() => Ignore) & { default?: () => Ignore };
  return (made.default ?? made)();
}
