import { spawn } from 'node:child_process';
import { peakMemory, processorTime } from './proc.ts';

/** Processor time (of all threads) and memory are null where the system has no /proc. */
export type Measured = Readonly<{
  code: number;
  wall_s: number;
  cpu_s: number | null;
  peak_rss_mb: number | null;
  errors: string;
}>;

/** Milliseconds between looks; the kernel counts and keeps the peak itself, only the last look must not be too early. */
const LOOK = 20;

/** What the process has used so far; null: it has ended, or the system has no /proc. */
const usedBy = (pid: number | undefined): Readonly<{ cpu: number; peak: number }> | null => {
  try {
    return { cpu: processorTime(pid ?? 0), peak: peakMemory(pid ?? 0) };
  } catch {
    return null;
  }
};

/** Runs a program (of Node.js, unless another one is named) to its end, with what it took. */
export const measuredRun = (
  args: readonly string[],
  cwd: string,
  program = process.execPath,
): Promise<Measured> =>
  new Promise((resolve, reject) => {
    const start = performance.now();
    const child = spawn(program, args, { cwd, stdio: ['ignore', 'ignore', 'pipe'] });
    let used: ReturnType<typeof usedBy> = null;
    let errors = '';
    const look = setInterval(() => {
      const now = usedBy(child.pid);
      // Of a process that has ended and was not waited for yet there is no memory any more.
      if (now && now.peak > 0) used = now;
    }, LOOK);
    child.stderr.on('data', chunk => {
      errors += chunk;
    });
    child.on('error', reject);
    child.on('close', code => {
      clearInterval(look);
      const wall_s = (performance.now() - start) / 1000;
      resolve({
        code: code ?? -1,
        wall_s,
        cpu_s: used?.cpu ?? null,
        peak_rss_mb: used?.peak ?? null,
        errors,
      });
    });
  });
