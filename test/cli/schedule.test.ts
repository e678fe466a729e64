import { spawn } from 'node:child_process';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { findSchedule, saveSchedule } from '../../backend/store/schedules.ts';
import { ended, type Jalon, openJalon } from '../open-jalon.ts';
import { built } from '../servers/built.ts';
import { SETTINGS } from '../servers/setting.ts';
import { stations, writeCommunity, writeOfficial } from '../whole-run/sources.ts';

vi.setConfig({ testTimeout: 240_000 });

describe.each(SETTINGS)('jalon schedule beside a Jalon that runs on the %s setting', setting => {
  let running: Jalon;
  beforeAll(async () => {
    running = await openJalon(setting);
    await running.work();
  });
  afterAll(() => running?.close());

  async function jalon(...args: readonly string[]): Promise<{ code: number | null; told: string }> {
    const { place, url, folder } = running;
    const child = spawn(process.execPath, [built('backend/cli.js'), ...args], {
      env: {
        ...process.env,
        TZ: 'Asia/Tokyo',
        DATA_DIR: folder,
        DATABASE_URL: place.setting === 'embedded' ? '' : url,
        REDIS_URL: place.redisUrl ?? '',
        INIT_CWD: folder,
      },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let told = '';
    for (const stream of [child.stdout, child.stderr])
      stream.on('data', piece => {
        told += piece;
      });
    const code = await new Promise<number | null>(resolve => child.on('close', resolve));
    return { code, told };
  }

  it('keeps a schedule, says when it is due, how the last time ended, and lets it go', async () => {
    const none = await jalon('schedule');
    expect(none).toMatchObject({ code: 0, told: expect.stringContaining('no challenge has a schedule') });

    const early = await jalon('schedule', 'fire-stations', '--cron', '0 4 * * *');
    expect(early.code).toBe(2);
    expect(early.told).toContain('npm run -s jalon -- run fire-stations --official');

    const official = await writeOfficial(running.folder, 'official.csv', stations(20));
    const community = await writeCommunity(running.folder, 'community.osm', stations(20).slice(1));
    const run = await jalon('run', 'fire-stations', '--official', official, '--community', community);
    expect(run.code).toBe(0);

    const kept = await jalon(
      'schedule',
      'fire-stations',
      '--cron',
      '0 4 1 1 *',
      '--timezone',
      'Europe/Brussels',
    );
    expect(kept.told).toMatch(
      /^fire-stations {2}0 4 1 1 \* {2}Europe\/Brussels\n {2}next {2}\w+,? 1 Jan \d+, 04:00 CET\n( +\w+,? 1 Jan \d+, 04:00 CET\n){2}$/,
    );
    expect(kept.code).toBe(0);
    const row = (await findSchedule(running.store, 'fire-stations'))!;
    expect(row.due_at.toISOString()).toMatch(/-01-01T03:00:00\.000Z$/);

    await saveSchedule(running.store, { ...row, due_at: new Date(Date.now() - 1000) });
    const runId = async () => (await findSchedule(running.store, 'fire-stations'))!.run_id;
    await expect.poll(runId, { timeout: 60_000 }).not.toBeNull();
    await ended(running.store, (await runId())!);
    const listed = await jalon('schedule');
    expect(listed.told).toMatch(
      /^fire-stations .*\n {2}next .*\n {2}last {2}.*: done, the sources had not changed\n$/,
    );

    const other = await jalon('schedule', 'fire-stations', '--timezone', 'UTC');
    expect(other.told).toContain('fire-stations  0 4 1 1 *  UTC\n');
    const off = await jalon('schedule', 'fire-stations', '--off');
    expect(off).toEqual({ code: 0, told: 'fire-stations has no schedule any more\n' });
    expect(await findSchedule(running.store, 'fire-stations')).toBeNull();
    expect((await jalon('schedule', 'fire-stations', '--off')).told).toBe('fire-stations had no schedule\n');
  });

  it("goes by the machine's own clock unless told otherwise", async () => {
    const local = await jalon('schedule', 'fire-stations', '--cron', '0 4 * * *');
    expect(local.told).toContain('Asia/Tokyo');
    await jalon('schedule', 'fire-stations', '--off');
  });

  if (setting === 'embedded')
    it('refuses what it cannot keep, in words', async () => {
      const refused = async (words: string, ...args: readonly string[]) => {
        const { code, told } = await jalon('schedule', ...args);
        expect(told).toContain(words);
        expect(code).toBe(2);
      };
      await refused('there is no challenge bakeries', 'bakeries', '--cron', '0 4 * * *');
      await refused('put the pattern between quotes', 'fire-stations', '--cron', '0', '4', '*', '*', '*');
      await refused(
        'did you mean Europe/Brussels?',
        'fire-stations',
        '--cron',
        '0 4 * * *',
        '--timezone',
        'Brussels',
      );
      await refused('leave at least 15', 'fire-stations', '--cron', '*/5 * * * *');
      await refused('say when with --cron', 'fire-stations', '--timezone', 'UTC');
      await refused('--off goes alone', 'fire-stations', '--off', '--cron', '0 4 * * *');
      await refused('one challenge is needed', '--off');
    });
});
