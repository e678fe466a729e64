import { mkdtempSync, readFileSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { hostname, tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import {
  type Holder,
  type Lock,
  liveHolder,
  lockFile,
  takeLock,
} from '../../../backend/store/opening/lock.ts';
import { processStart } from '../../../backend/store/opening/process-start.ts';
import { StartFault } from '../../../backend/store/opening/start-fault.ts';
import { type Program, startProgram } from '../programs/start-program.ts';

let folder: string;
const programs: Program[] = [];
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'jalon-lock-'));
});
afterEach(async () => {
  await Promise.all(programs.splice(0).map(program => program.kill()));
  rmSync(folder, { recursive: true });
});

function start(): Program {
  const program = startProgram('hold-lock', folder);
  programs.push(program);
  return program;
}

async function take(): Promise<Lock> {
  const taken = await takeLock(folder);
  if ('holder' in taken) throw new Error(`held by ${taken.holder.pid}`);
  return taken.lock;
}

function leaveLock(holder: Partial<Holder>): void {
  const whole = { pid: 1, started: 'x', host: 'x', id: 'left', databaseUrl: null, ...holder };
  writeFileSync(lockFile(folder), JSON.stringify(whole));
}

describe('takeLock', () => {
  it('makes the folder, holds it, tells where its database is, and gives it back', async () => {
    folder = join(folder, 'a', 'b');
    const lock = await take();
    lock.publish('postgres://somewhere');
    expect(await liveHolder(folder)).toMatchObject({ pid: process.pid, databaseUrl: 'postgres://somewhere' });
    lock.release();
    expect(await liveHolder(folder)).toBeNull();
    (await take()).release();
  });

  it('is refused while another process lives, and taken over after that one was killed', async () => {
    const other = start();
    await other.line(/held/);
    expect(await takeLock(folder)).toMatchObject({ holder: { pid: other.child.pid } });
    await other.kill();
    (await take()).release();
  });

  it('takes over a lock whose process number belongs to another process by now', async () => {
    leaveLock({ pid: process.pid, started: 'another time', host: hostname() });
    (await take()).release();
  });

  it('takes over a lock that was never written to its end', async () => {
    writeFileSync(lockFile(folder), '{"pid":');
    (await take()).release();
  });

  it('goes by the signs of life where it cannot see the process: another container or machine', async () => {
    leaveLock({ host: 'elsewhere' });
    expect(await takeLock(folder)).toMatchObject({ holder: { host: 'elsewhere' } });
    const longAgo = new Date(Date.now() - 3_600_000);
    utimesSync(lockFile(folder), longAgo, longAgo);
    (await take()).release();
  });

  it('lets exactly one of six processes take over what a killed one left', async () => {
    const killed = start();
    await killed.line(/held/);
    await killed.kill();
    const six = Array.from({ length: 6 }, start);
    const said = await Promise.all(six.map(program => program.line(/held|refused/)));
    expect(said.filter(line => line === 'held')).toHaveLength(1);
    const holder = six[said.indexOf('held')]!.child.pid;
    expect(new Set(said)).toEqual(new Set(['held', `refused by ${holder}`]));
  });

  it('takes over although the one that was taking over before was killed at it', async () => {
    leaveLock({ pid: process.pid, started: 'another time', host: hostname() });
    const taking = `${lockFile(folder)}.taking`;
    writeFileSync(taking, '');
    const longAgo = new Date(Date.now() - 60_000);
    utimesSync(taking, longAgo, longAgo);
    (await take()).release();
  });

  it('never gives back a lock that is not its own any more', async () => {
    const lock = await take();
    leaveLock({ host: 'elsewhere' });
    lock.release();
    expect(readFileSync(lockFile(folder), 'utf8')).toContain('elsewhere');
  });

  it('says in one line that a folder cannot be written', async () => {
    const file = join(folder, 'file');
    writeFileSync(file, '');
    for (const unwritable of [file, join(file, 'below'), '/proc/jalon']) {
      const fault = await takeLock(unwritable).catch(error => error);
      expect(fault).toBeInstanceOf(StartFault);
      expect(fault.message).toMatch(/^the data folder \S+ cannot be used: [^\n]+$/);
    }
  });
});

describe('processStart', () => {
  it('is the same each time for a process, null once it has ended', async () => {
    expect(processStart(process.pid)).toBe(processStart(process.pid));
    const other = start();
    await other.line(/held/);
    expect(processStart(other.child.pid!)).not.toBe(processStart(process.pid));
    await other.kill();
    expect(processStart(other.child.pid!)).toBeNull();
  });
});
