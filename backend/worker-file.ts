import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { projectRoot } from './project-root.ts';

/**
 * The file of a worker thread that lies beside the module that starts it, and the Node options it needs.
 * From dist/ that is plain JavaScript; from the sources (tests) the thread must load TypeScript.
 *
 *     const { url, execArgv } = workerFile(import.meta.url, './database-thread');
 *     new Worker(url, { execArgv });
 *     new Piscina({ filename: url.href, execArgv });
 *
 * @param beside import.meta.url of the caller
 * @param name relative, without an extension
 */
export function workerFile(beside: string, name: string): { url: URL; execArgv: string[] } {
  const fromSources = new URL(beside).pathname.endsWith('.ts');
  const url = new URL(`${name}${fromSources ? '.ts' : '.js'}`, beside);
  if (!fromSources) return { url, execArgv: [] };
  const loader = pathToFileURL(join(projectRoot, 'scripts', 'typescript-in-threads.mjs'));
  return { url, execArgv: ['--import', loader.href] };
}
