import { spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { existsSync, readdirSync, statSync, writeFileSync } from 'node:fs';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import type { Answer } from '../../backend/core/answer/answer.ts';
import { saveChallenge } from '../../backend/store/challenges.ts';
import type { Store } from '../../backend/store/connect.ts';
import { addAnswer } from '../../backend/store/tasks/answers.ts';
import { recover } from '../../jobs/rounds/recover.ts';
import { ended, type Jalon, openJalon, runOnce } from '../open-jalon.ts';
import { built } from '../servers/built.ts';
import { emptyPlace, type Place, type Setting } from '../servers/setting.ts';
import { rowsOf } from '../store/backup/rows.ts';
import { seedPerson } from '../store/seed.ts';
import { challengeOf, north, stations, writeCommunity, writeOfficial } from '../whole-run/sources.ts';

vi.setConfig({ testTimeout: 400_000, hookTimeout: 120_000 });

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'jalon-cli-backup-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

type Said = Readonly<{ code: number | null; told: string; out: Buffer }>;

/** Calls `jalon` as a person does, on a place. @param input of its standard input */
async function jalon(place: Place, args: readonly string[], input?: Buffer): Promise<Said> {
  const env = {
    DATA_DIR: place.dataDir,
    DATABASE_URL: place.databaseUrl ?? '',
    REDIS_URL: place.redisUrl ?? '',
  };
  const child = spawn(process.execPath, [built('backend/cli.js'), ...args], {
    env: { ...process.env, ...env, INIT_CWD: folder },
    stdio: ['pipe', 'pipe', 'pipe'],
  });
  child.stdin.on('error', () => {});
  child.stdin.end(input);
  let told = '';
  const out: Buffer[] = [];
  child.stderr.on('data', piece => {
    told += piece;
  });
  child.stdout.on('data', piece => out.push(piece));
  const code = await new Promise<number | null>(resolve => child.on('close', resolve));
  return { code, told, out: Buffer.concat(out) };
}

const ALL = stations(300);
const OFFICIAL = ALL.slice(0, 290);
/** Sixty that the map lacks, sixty that it has elsewhere. */
const COMMUNITY = ALL.slice(60).map(station => (station.n <= 120 ? north(station, 400) : station));

/** A challenge whose sources have been compared once. */
async function begin(jalon: Jalon, id: string) {
  await saveChallenge(jalon.store, challengeOf(id), {});
  const inputs = {
    official: await writeOfficial(folder, `${id}.csv`, OFFICIAL),
    community: await writeCommunity(folder, `${id}.osm`, COMMUNITY),
  };
  expect((await runOnce(jalon, id, inputs)).state).toBe('done');
  return inputs;
}

/** One volunteer answers one task after the other, until told to stop: about ten a second. */
async function answerOn(store: Store, challenge: string, until: AbortSignal): Promise<void> {
  for (let n = 0; !until.aborted; n++) {
    const { rows } = await sql<{ id: string; digest: string; at: [number, number] }>`
      select id, facts_digest as digest, array[ST_X(geom), ST_Y(geom)] as at from tasks
      where challenge_id = ${challenge} and state = 'open' order by id limit 1`.execute(store);
    const task = rows[0];
    const person = await seedPerson(store, randomUUID());
    if (!task) return;
    const position = { at: task.at, origin: { licence: 'observation' } } as const;
    const answer: Answer =
      n % 3 === 0
        ? { say: 'not-an-issue' }
        : { say: 'fix', fix: { position, tags: [] }, comment: 'seen\tthere\n' };
    const now = new Date();
    const more = { task: task.id, person, request: person, answer, factsDigest: task.digest, imagery: [] };
    await addAnswer(store, { ...more, now, pendingUntil: now });
    await pause(100);
  }
}

/** Sources that change all the time, and a run for each. */
async function runOn(jalon: Jalon, challenge: string, until: AbortSignal): Promise<void> {
  for (let n = 1; !until.aborted; n++) {
    const time = new Date(Date.parse('2026-01-01T00:00:00Z') + n * 3_600_000).toISOString();
    const community = await writeCommunity(folder, `${challenge}.osm`, COMMUNITY.slice(n % 7), { time });
    await runOnce(jalon, challenge, { official: join(folder, `${challenge}.csv`), community });
  }
}

const answerIds = async (store: Store) =>
  (await store.selectFrom('answers').select('id').execute()).map(({ id }) => id);

/** The file for the map that `jalon export` writes of a challenge. */
async function exportOf(place: Place, challenge: string): Promise<string> {
  const { code, out, told } = await jalon(place, ['export', challenge, '--format', 'osc', '--out', '-']);
  expect(code, told).toBe(0);
  return out.toString();
}

const PAIRS: readonly (readonly [Setting, Setting])[] = [
  ['embedded', 'redis'],
  ['redis', 'embedded'],
  ['postgres', 'embedded'],
];

describe.each(PAIRS)('a backup of the %s setting', (a, b) => {
  let from: Jalon;
  let to: Place;
  beforeAll(async () => {
    from = await openJalon(a);
    await from.work();
    to = await emptyPlace(b);
  });
  afterAll(async () => {
    await from?.close();
    await to?.remove();
  });

  it(`taken while runs and answers go on is restored into the ${b} setting as it was at one moment, and goes on there`, async () => {
    await begin(from, 'answered');
    await begin(from, 'compared');
    const stop = new AbortController();
    const busy = Promise.all([
      answerOn(from.store, 'answered', stop.signal),
      runOn(from, 'compared', stop.signal),
    ]);
    await vi.waitFor(async () => expect(await answerIds(from.store)).not.toEqual([]), 60_000);
    const before = await answerIds(from.store);
    const backup = await jalon(from.place, ['backup', 'busy']);
    stop.abort();
    await busy;
    const after = await answerIds(from.store);
    expect(backup.code, backup.told).toBe(0);
    expect(statSync(join(folder, 'busy')).mode & 0o777).toBe(0o600);
    expect(after.length).toBeGreaterThan(before.length);

    const restored = await jalon(to, ['restore', 'busy']);
    expect(restored.code, restored.told).toBe(0);
    const there = await openJalon(to);
    try {
      const kept = await answerIds(there.store);
      expect(kept).toEqual(expect.arrayContaining(before));
      expect(after).toEqual(expect.arrayContaining(kept));
      // An answer and its line in the history are written at once: one without the other was never there.
      const { rows } = await sql<{ answers: number; events: number }>`
        select (select count(*)::int from answers) as answers,
          (select count(*)::int from task_events where event = 'answer') as events`.execute(there.store);
      expect(rows[0]!.events).toBe(rows[0]!.answers);
      // What was under way when the backup was taken comes to its end here.
      await recover(there.store, there.queues, { silence: 0, evenReady: true });
      await there.work();
      for (const { id } of await there.store.selectFrom('runs').select('id').execute())
        expect(await ended(there.store, id)).toMatchObject({ state: 'done' });
    } finally {
      await there.close();
    }
  });

  it('has the same tasks, answers and export there, and the next run finds its sources unchanged', async () => {
    await from.rest();
    const backup = await jalon(from.place, ['backup', 'still']);
    expect(backup.code, backup.told).toBe(0);
    expect(backup.told).toMatch(
      /backed up: \d+ challenges, \d+ tasks, \d+ answers of \d+ persons; \d+ sources/,
    );
    const refused = await jalon(to, ['restore', 'still']);
    expect(refused.code).toBe(2);
    expect(refused.told).toContain('--replace');
    const unasked = await jalon(to, ['restore', 'still', '--replace']);
    expect(unasked.code).toBe(2);
    expect(unasked.told).toContain('--yes');
    const restored = await jalon(to, ['restore', 'still', '--replace', '--yes']);
    expect(restored.code, restored.told).toBe(0);

    const there = await openJalon(to);
    try {
      const { audit: log, ...rest } = await rowsOf(there.store);
      const { audit: before, ...same } = await rowsOf(from.store);
      expect(rest).toEqual(same);
      const told = (log ?? []).filter(row => row.includes(',restore,'));
      expect([log!.filter(row => !told.includes(row)), told.length]).toEqual([before, 1]);
      const { rows } = await sql<{ hash: string }>`
        select distinct hash from snapshots where state <> 'old' order by hash`.execute(there.store);
      expect(readdirSync(join(to.dataDir, 'snapshots'))).toEqual(
        expect.arrayContaining(rows.map(({ hash }) => hash)),
      );
    } finally {
      await there.close();
    }
    const exported = await exportOf(to, 'answered');
    expect(exported).toContain('<node');
    expect(exported).toEqual(await exportOf(from.place, 'answered'));
    const run = await jalon(to, ['run', 'compared']);
    expect(run.told).toContain('nothing to do');
    expect(run.code).toBe(0);
  });
});

describe('jalon backup and restore', () => {
  it('go through a pipe, leave nothing behind, and refuse what they cannot use before anything is touched', async () => {
    const from = await openJalon('embedded');
    const to = await emptyPlace('embedded');
    try {
      await saveChallenge(from.store, challengeOf('piped'), {});
      const { out, code, told } = await jalon(from.place, ['backup', '-', '--without-sources']);
      expect(code, told).toBe(0);
      expect(told).toContain('no sources');
      expect(readdirSync(from.folder)).not.toContain('copy');

      const held = await jalon(from.place, ['restore', '-', '--replace', '--yes'], out);
      expect(held.code).toBe(1);
      expect(held.told).toContain(`another Jalon (process ${process.pid}`);

      const none = { ...to, dataDir: join(folder, 'not', 'yet') };
      for (const bytes of [out.subarray(0, out.length - 30), Buffer.alloc(0), Buffer.from('code;name\n')]) {
        const damaged = await jalon(none, ['restore', '-'], bytes);
        expect(damaged.told).toMatch(/^jalon restore: .*: backup: it .*\n$/);
        expect(damaged.code).toBe(2);
        expect(existsSync(none.dataDir)).toBe(false);
      }
      writeFileSync(join(folder, 'cut'), out.subarray(0, out.length / 2));
      const before = readdirSync(join(to.dataDir, 'db'), { recursive: true }).length;
      expect((await jalon(to, ['restore', 'cut'])).told).toContain(`${join(folder, 'cut')}: backup: it`);
      expect(readdirSync(join(to.dataDir, 'db'), { recursive: true }).length).toBe(before);

      const restored = await jalon(none, ['restore', '-'], out);
      expect(restored.told).toContain('1 challenge, 0 tasks');
      expect(restored.code, restored.told).toBe(0);
    } finally {
      await from.close();
      await to.remove();
    }
  });

  it('say how they are used', async () => {
    const place = await emptyPlace('embedded');
    const nowhere = { ...place, dataDir: join(folder, 'nowhere') };
    for (const command of ['backup', 'restore']) {
      expect((await jalon(nowhere, [command, '--help'])).out.toString()).toContain(`jalon ${command} FILE`);
      expect(await jalon(nowhere, [command])).toMatchObject({ code: 2 });
    }
    const none = await jalon(nowhere, ['backup', 'x']);
    expect(none).toMatchObject({ code: 2 });
    expect(none.told).toContain('DATA_DIR');
    const missing = await jalon(nowhere, ['restore', 'missing']);
    expect(missing).toMatchObject({ code: 2 });
    expect(missing.told).toContain('there is no such file');
    expect(existsSync(nowhere.dataDir)).toBe(false);
    expect(await readFile(join(folder, 'x')).catch(() => null)).toBeNull();
    await place.remove();
  });
});
