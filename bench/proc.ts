import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { loadavg } from 'node:os';

/** Linux counts processor time in hundredths of a second, whatever the machine (USER_HZ). */
const TICKS = 100;

/** Numbers from the 4th column of /proc/PID/stat on: what stands before may hold spaces. */
function statOf(pid: number): number[] {
  const text = readFileSync(`/proc/${pid}/stat`, 'utf8');
  return text
    .slice(text.lastIndexOf(')') + 4)
    .split(' ')
    .map(Number);
}

/** Seconds of processor time (user and system) of a process with all its threads. */
export function processorTime(pid: number): number {
  const stat = statOf(pid);
  return (stat[10]! + stat[11]!) / TICKS;
}

/** The same of a process, of its children, and of the children that have ended: a PostgreSQL server. */
export function processorTimeOfAll(parent: number): number {
  const own = statOf(parent);
  let ticks = own[10]! + own[11]! + own[12]! + own[13]!;
  for (const name of readdirSync('/proc').filter(one => /^\d+$/u.test(one)))
    try {
      const stat = statOf(Number(name));
      if (stat[0] === parent) ticks += stat[10]! + stat[11]!;
    } catch {
      // It has ended since the folder was read.
    }
  return ticks / TICKS;
}

export const parentOf = (pid: number): number => statOf(pid)[0]!;

/** Megabytes of memory that a process holds at most since its start, or since `forgetPeak`. */
export function peakMemory(pid: number): number {
  return Number(/^VmHWM:\s+(\d+) kB/mu.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1] ?? 0) / 1024;
}

export function forgetPeak(pid: number): void {
  writeFileSync(`/proc/${pid}/clear_refs`, '5');
}

/** Of the last minute: what else this machine did while something was measured. */
export const load = (): number => loadavg()[0]!;
