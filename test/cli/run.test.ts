import { spawn } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { openJalon, tasksOf } from '../open-jalon.ts';
import { built } from '../servers/built.ts';
import { embeddedIn } from '../servers/setting.ts';
import { emptyData } from '../store/empty-data.ts';
import { stations, writeCommunity, writeOfficial } from '../whole-run/sources.ts';

// Each call opens the embedded database anew, as it does for a person.
vi.setConfig({ testTimeout: 240_000 });

let folder: string;
let data: string;
let official: string;
let community: string;
/** The first run of the challenge; every test below finds what it left. */
let first: { code: number | null; told: string };
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'jalon-cli-'));
  data = await emptyData();
  const all = stations(40);
  official = await writeOfficial(folder, 'official.csv', all);
  community = await writeCommunity(folder, 'community.osm', all.slice(3));
  first = await jalon(
    'run',
    'fire-stations',
    '--official',
    'official.csv',
    '--community',
    community,
    '--official-id',
    'CODE',
    '--map',
    'name=NOM',
  );
}, 240_000);
afterAll(async () => {
  for (const each of [folder, data]) await rm(each, { recursive: true, force: true });
});

/** Calls `jalon` as a person does. */
async function jalon(...args: readonly string[]): Promise<{ code: number | null; told: string }> {
  const child = spawn(process.execPath, [built('backend/cli.js'), ...args], {
    env: { ...process.env, DATA_DIR: data, DATABASE_URL: '', REDIS_URL: '', INIT_CWD: folder },
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  let told = '';
  child.stderr.on('data', piece => {
    told += piece;
  });
  const code = await new Promise<number | null>(resolve => child.on('close', resolve));
  return { code, told };
}

describe('jalon run', () => {
  it('takes --map as often as it is given, and says its options', async () => {
    const help = await jalon('run', '--help');
    expect(help.code).toBe(0);
    const maps = await jalon(
      'run',
      'airports',
      '--map',
      'name=A',
      '--map',
      'ref',
      '--official',
      official,
      '--community',
      community,
    );
    expect(maps.code).toBe(2);
    expect(maps.told).toContain('--map ref: write KEY=COLUMN');
  });

  it('says which challenges there are, and what a template needs', async () => {
    const unknown = await jalon('run', 'bakeries');
    expect(unknown.code).toBe(2);
    expect(unknown.told).toMatch(
      /there is no challenge bakeries; there are .*fire-stations, fire-stations-sample/,
    );
    const template = await jalon('run', 'airports', '--official', official);
    expect(template.code).toBe(2);
    expect(template.told).toContain('name --community');
    const half = await jalon('run', 'fire-stations', '--x', 'lon');
    expect(half.code).toBe(2);
    expect(half.told).toContain('--x and --y go together');
  });

  it('compares two files, says what it found, and remembers them', async () => {
    expect(first.told).toContain('40 rows, 40 places');
    expect(first.told).toContain('37 match, 0 possible; 3 places have no partner');
    expect(first.told).toMatch(/tasks +3 opened/);
    expect(first.code).toBe(0);
    const again = await jalon('run', 'fire-stations');
    expect(again.told).toContain('nothing to do');
    expect(again.code).toBe(0);
  });

  it('ends with code 2 and one line on a file that cannot be read, and changes nothing', async () => {
    const page = join(folder, 'page.csv');
    await writeFile(page, '<!doctype html><html></html>');
    const run = await jalon('run', 'fire-stations', '--official', page);
    expect(run.code).toBe(2);
    expect(run.told.split('\n').filter(line => line.includes(page))).toEqual([
      `${page}: line 1: is an HTML page, not data`,
    ]);
  });

  it('ends with code 3 on a source that has changed too much, and goes on with --accept', async () => {
    await writeOfficial(folder, 'official.csv', stations(40).slice(0, 20));
    const held = await jalon('run', 'fire-stations');
    expect(held.code).toBe(3);
    expect(held.told).toContain('--accept');
    const accepted = await jalon('run', 'fire-stations', '--accept');
    expect(accepted.code).toBe(0);
  });

  it('lets a Jalon that runs on the same data do the work', async () => {
    const running = await openJalon(embeddedIn(data));
    await running.work();
    try {
      await writeOfficial(folder, 'official.csv', stations(40).slice(0, 38));
      const run = await jalon('run', 'fire-stations');
      expect(run.told).toContain('38 rows');
      expect(run.code).toBe(0);
      const tasks = await tasksOf(running.store, 'fire-stations');
      expect(tasks.filter(({ kinds }) => kinds.includes('missing'))).toHaveLength(3);
    } finally {
      await running.close();
    }
  });
});

describe('jalon export', () => {
  it('writes what was settled, and refuses what it does not know', async () => {
    const out = join(folder, 'out.osc');
    const exported = await jalon('export', 'fire-stations', '--format', 'osc', '--out', 'out.osc');
    expect(exported.told).toContain('0 changes written');
    expect(exported.code).toBe(0);
    expect(await readFile(out, 'utf8')).toContain('<osmChange');
    expect((await jalon('export', 'fire-stations', '--format', 'pdf', '--out', 'x')).code).toBe(2);
    const unknown = await jalon('export', 'bakeries', '--format', 'csv', '--out', 'x');
    expect(unknown.told).toContain('there are fire-stations');
    expect(unknown.code).toBe(2);
  });
});
