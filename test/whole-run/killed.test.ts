import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as pause } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { saveChallenge } from '../../backend/store/challenges.ts';
import type { Store } from '../../backend/store/connect.ts';
import { seeded } from '../../bench/seeded.ts';
import { requestRun } from '../../jobs/enqueue.ts';
import { openJalon, tasksOf } from '../open-jalon.ts';
import { embeddedIn } from '../servers/setting.ts';
import { challengeOf, north, stations, writeCommunity, writeOfficial } from './sources.ts';

const program = fileURLToPath(new URL('./programs/work-on.ts', import.meta.url));
const STEPS = ['snapshot', 'compare', 'reconcile', 'ended'];

let root: string;
beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'jalon-killed-'));
});
afterAll(() => rm(root, { recursive: true, force: true }));

/** A data folder in which a run of 1,500 places has been asked for and nobody works. */
async function prepare(name: string): Promise<{ folder: string; run: string }> {
  const folder = join(root, name);
  const jalon = await openJalon(embeddedIn(folder));
  const all = stations(1500);
  await saveChallenge(jalon.store, challengeOf('stations'), {});
  const run = await requestRun(
    jalon.store,
    jalon.queues,
    'stations',
    {
      official: await writeOfficial(root, `${name}.csv`, all.slice(0, 1450)),
      community: await writeCommunity(
        root,
        `${name}.osm`,
        all.slice(100).map(station => (station.n % 10 === 0 ? north(station, 300) : station)),
      ),
    },
    new Date(),
  );
  await jalon.close();
  return { folder, run };
}

/** @returns how far it had come: the last step it said */
async function workOn(folder: string, run: string, until: string, wait: number): Promise<string> {
  const child: ChildProcess = spawn(process.execPath, ['--import', 'tsx', program, folder, run], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const exit = once(child, 'exit');
  let last = '';
  for await (const line of createInterface({ input: child.stdout! })) {
    last = line;
    if (!STEPS.includes(line)) break;
    if (STEPS.indexOf(line) < STEPS.indexOf(until)) continue;
    if (until === 'ended') continue;
    await pause(wait);
    break;
  }
  if (until !== 'ended') child.kill('SIGKILL');
  await exit;
  return last;
}

async function written(folder: string, run: string) {
  const jalon = await openJalon(embeddedIn(folder));
  const count = async (store: Store, table: string) =>
    (await sql<{ n: number }>`select count(*)::int as n from ${sql.table(table)}`.execute(store)).rows[0]!.n;
  try {
    const { rows } = await sql<{ state: string; attempt: number }>`
      select state, attempt from runs where id = ${run}`.execute(jalon.store);
    return {
      ...rows[0]!,
      tasks: await tasksOf(jalon.store, 'stations'),
      counts: Object.fromEntries(
        await Promise.all(
          ['places', 'tasks', 'task_events', 'snapshots', 'features', 'findings'].map(async table => [
            table,
            await count(jalon.store, table),
          ]),
        ),
      ),
    };
  } finally {
    await jalon.close();
  }
}

describe('a process that is killed in the middle of a run', () => {
  it('five times at any moment leaves the same tasks as one that was left alone, none twice', async () => {
    const [alone, killed] = [await prepare('alone'), await prepare('killed')];
    expect(await workOn(alone.folder, alone.run, 'ended', 0)).toBe('ended');

    const random = seeded(20);
    const reached: string[] = [];
    for (let kill = 0; kill < 5; kill++) {
      const step = STEPS[Math.floor(random() * 3)]!;
      reached.push(await workOn(killed.folder, killed.run, step, Math.floor(random() * 400)));
    }
    expect(await workOn(killed.folder, killed.run, 'ended', 0)).toBe('ended');

    const [undisturbed, finished] = [
      await written(alone.folder, alone.run),
      await written(killed.folder, killed.run),
    ];
    expect(finished.state).toBe('done');
    expect(finished.attempt, `killed at ${reached}`).toBeGreaterThan(2);
    expect(finished.tasks).toEqual(undisturbed.tasks);
    expect(finished.counts).toEqual(undisturbed.counts);
    expect(undisturbed.tasks.length).toBeGreaterThan(150);
  }, 300_000);
});
