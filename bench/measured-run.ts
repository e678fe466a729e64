import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';

/** `peak_rss_mb` is null where the system has no /proc. */
export type Measured = Readonly<{ code: number; wall_s: number; peak_rss_mb: number | null; errors: string }>;

/** Milliseconds between looks at the memory; the kernel keeps the peak itself, only the last look must not be too early. */
const LOOK = 20;

const peakOf = (pid: number): number => {
  try {
    return Number(/^VmHWM:\s+(\d+) kB/mu.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1] ?? 0) / 1024;
  } catch {
    // The process has ended, or the system has no /proc.
    return 0;
  }
};

/** Runs a program (of Node.js, unless another one is named) to its end, with its wall time and the most memory it held. */
export const measuredRun = (
  args: readonly string[],
  cwd: string,
  program = process.execPath,
): Promise<Measured> =>
  new Promise((resolve, reject) => {
    const start = performance.now();
    const child = spawn(program, args, { cwd, stdio: ['ignore', 'ignore', 'pipe'] });
    let peak = 0;
    let errors = '';
    const look = setInterval(() => {
      peak = Math.max(peak, peakOf(child.pid ?? 0));
    }, LOOK);
    child.stderr.on('data', chunk => {
      errors += chunk;
    });
    child.on('error', reject);
    child.on('close', code => {
      clearInterval(look);
      const wall_s = (performance.now() - start) / 1000;
      resolve({ code: code ?? -1, wall_s, peak_rss_mb: peak > 0 ? peak : null, errors });
    });
  });
