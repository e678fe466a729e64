import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { projectRoot } from './project-root.ts';

/** Whether this is one of the sources (tests), and no part of what the build made of them. */
const fromSources = new URL(import.meta.url).pathname.endsWith('.ts');

/**
 * The file that a worker thread or a process of its own runs, and the Node options it needs: of the build, which makes a
 * file of each that is named here, plain JavaScript; of the sources (tests), TypeScript that the thread must load.
 *
 *     const { url, execArgv } = workerFile('backend/store/embedded/database-thread');
 *     new Worker(url, { execArgv });
 *     new Piscina({ filename: url.href, execArgv });
 *
 * @param path from the project's root, without an extension
 */
export function workerFile(path: string): { url: URL; execArgv: string[] } {
  if (!fromSources) {
    // A fault there is logged by the lines of the sources.
    const url = pathToFileURL(join(projectRoot, 'dist', `${path}.js`));
    return { url, execArgv: ['--enable-source-maps'] };
  }
  const loader = pathToFileURL(join(projectRoot, 'scripts', 'typescript-in-threads.mjs'));
  return { url: pathToFileURL(join(projectRoot, `${path}.ts`)), execArgv: ['--import', loader.href] };
}
