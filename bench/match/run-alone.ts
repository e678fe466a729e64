import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { projectRoot } from '../../backend/project-root.ts';
import { workerFile } from '../../backend/worker-file.ts';
import type { Cities } from './cities.ts';
import type { PairsDigest } from './pairs-digest.ts';

/** What a process of its own is asked to do: to match, in one thread or as many as gain, or only to find the pairs worth comparing. */
export type Task = Readonly<{ what: 'match' | 'match-in-threads' | 'candidates'; cities: Cities }>;

/** Seconds of wall and processor time of the work; the most memory of the process meanwhile, its data included. */
export type Done = Readonly<{
  wall_s: number;
  cpu_s: number;
  peak_rss_mb: number;
  candidate_pairs: number;
  /** F1 of the matching against the truth; null for candidates. */
  f1: number | null;
  /** Share of official places that people are asked about; null for candidates. */
  possible: number | null;
  /** Of the candidates; null for the matching. */
  digest: PairsDigest | null;
  /** Places with as many candidates as are kept: there may be more. */
  full: number;
}>;

/**
 * Hands a task to a program in a process of its own, and gives what it says.
 * @param flags of Node.js
 * @param core the one that all its threads keep to; absent: any
 */
export const askAlone = async (
  { url, execArgv }: ReturnType<typeof workerFile>,
  task: unknown,
  flags: readonly string[] = [],
  core?: number,
): Promise<unknown> => {
  const command = [process.execPath, ...flags, ...execArgv, fileURLToPath(url), JSON.stringify(task)];
  const [file, ...args] = core === undefined ? command : ['taskset', '-c', String(core), ...command];
  const { stdout } = await promisify(execFile)(file!, args, { cwd: projectRoot });
  return JSON.parse(stdout);
};

/** Does the task in a process of its own, so that neither memory nor compiled code is another's; `core` as above. */
export const runAlone = async (task: Task, core?: number): Promise<Done> => {
  const heap = ['--expose-gc', '--max-old-space-size=12288'];
  return (await askAlone(workerFile('bench/match/alone'), task, heap, core)) as Done;
};
