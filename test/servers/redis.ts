import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { Redis } from 'ioredis';
import { freePort } from './free-port.ts';
import { guard } from './guard.ts';

export type RedisServer = Readonly<{
  url: string;
  /** @throws Error while it does not run */
  pid(): number;
  /** Everything in it is gone, as after FLUSHALL. */
  wipe(): Promise<void>;
  kill(): Promise<void>;
  /** Starts it again on the same files, and waits until it answers. */
  start(): Promise<void>;
  /** Ends it and removes its files. */
  stop(): Promise<void>;
}>;

/** A Redis server of its own on a free port of this machine, as Jalon wants it: noeviction, append-only file. */
export async function startRedis(settings: Readonly<Record<string, string>> = {}): Promise<RedisServer> {
  const folder = mkdtempSync(join(tmpdir(), 'jalon-redis-'));
  const port = await freePort();
  const url = `redis://127.0.0.1:${port}`;
  let child: ChildProcess | null = null;
  let letBe = () => {};
  const ask = async (command: 'ping' | 'flushall') => {
    const redis = new Redis(url, { maxRetriesPerRequest: 0, retryStrategy: () => null, lazyConnect: true });
    redis.on('error', () => {});
    try {
      await redis.connect();
      await (command === 'ping' ? redis.ping() : redis.flushall());
    } finally {
      redis.disconnect();
    }
  };
  const start = async () => {
    const asked = {
      bind: '127.0.0.1',
      dir: folder,
      'maxmemory-policy': 'noeviction',
      appendonly: 'yes',
      save: '',
      ...settings,
    };
    const flags = Object.entries(asked).flatMap(([name, value]) => [`--${name}`, value]);
    const begun = spawn('redis-server', ['--port', String(port), ...flags], { stdio: 'ignore' });
    child = begun;
    if (begun.pid) letBe = guard(begun.pid, folder);
    let failed: Error | null = null;
    begun.on('error', fault => {
      failed = fault;
    });
    for (let tries = 0; ; tries++) {
      if (failed) throw new Error('Redis is not there: apt-get install redis-server', { cause: failed });
      try {
        return await ask('ping');
      } catch (fault) {
        if (tries > 200) throw fault;
        await pause(25);
      }
    }
  };
  const end = async (signal: NodeJS.Signals) => {
    const ending = child;
    child = null;
    letBe();
    if (!ending || ending.exitCode !== null || ending.signalCode !== null) return;
    const gone = once(ending, 'exit');
    ending.kill(signal);
    await gone;
  };
  process.once('exit', () => {
    child?.kill('SIGKILL');
    rmSync(folder, { recursive: true, force: true });
  });
  await start();
  return {
    url,
    pid: () => {
      if (!child?.pid) throw new Error('Redis does not run');
      return child.pid;
    },
    start,
    wipe: () => ask('flushall'),
    kill: () => end('SIGKILL'),
    stop: async () => {
      await end('SIGTERM');
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
