import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { folderId, signsOfLife } from '../../backend/start/sign-of-life.ts';
import type { Store } from '../../backend/store/connect.ts';
import {
  beatProcess,
  liveProcesses,
  sweepProcesses,
  workersAlive,
} from '../../backend/store/watch/processes.ts';
import { emptyStore } from '../store/empty-store.ts';

let store: Store;
let close: () => Promise<void>;
let folder: string;
beforeAll(async () => {
  ({ store, close } = await emptyStore());
  folder = mkdtempSync(join(tmpdir(), 'jalon-life-'));
});
afterAll(async () => {
  await close();
  rmSync(folder, { recursive: true });
});
beforeEach(async () => {
  await store.deleteFrom('processes').execute();
});
const options = {
  version: '1.2.3',
  alone: false,
  onFault: (fault: Error) => {
    throw fault;
  },
};
const self = { id: 'me', role: 'worker', host: 'here', pid: 1, version: '1', folder_id: null } as const;
const silentFor = (id: string, seconds: number) =>
  store
    .updateTable('processes')
    .set({ beat_at: new Date(Date.now() - seconds * 1000) })
    .where('id', '=', id)
    .execute();

describe('a process', () => {
  it('is there from its start to its clean stop', async () => {
    const leave = await signsOfLife(store, { role: 'worker', dataDir: folder }, options);
    expect(await liveProcesses(store)).toMatchObject([
      { role: 'worker', pid: process.pid, version: '1.2.3', folder_id: folderId(folder) },
    ]);
    expect(await workersAlive(store)).toBe(1);
    await leave();
    expect(await liveProcesses(store)).toEqual([]);
  });

  it('is gone a minute after its last sign of life, and back with the next', async () => {
    await beatProcess(store, self);
    await silentFor('me', 61);
    expect(await workersAlive(store)).toBe(0);
    await beatProcess(store, self);
    expect(await workersAlive(store)).toBe(1);
  });

  it('is forgotten after an hour, and comes back if it only slept', async () => {
    await beatProcess(store, self);
    await silentFor('me', 3601);
    await sweepProcesses(store);
    expect(await store.selectFrom('processes').selectAll().execute()).toEqual([]);
    await beatProcess(store, self);
    expect(await workersAlive(store)).toBe(1);
  });

  it('that has a database of its own takes away what an earlier one left', async () => {
    await beatProcess(store, self);
    const leave = await signsOfLife(store, { role: 'all', dataDir: folder }, { ...options, alone: true });
    expect((await liveProcesses(store)).map(({ role }) => role)).toEqual(['all']);
    await leave();
  });

  it('that only serves the web is no worker', async () => {
    await beatProcess(store, { ...self, role: 'api' });
    expect(await workersAlive(store)).toBe(0);
  });
});

describe('a data folder', () => {
  it('has one name for everybody who uses it', () => {
    const name = folderId(folder);
    expect(name).toBe(readFileSync(join(folder, 'folder-id'), 'utf8'));
    expect(folderId(folder)).toBe(name);
    expect(folderId(join(folder, 'another'))).not.toBe(name);
  });

  it('that cannot be made has none', () => {
    expect(folderId(join(folder, 'folder-id', 'below-a-file'))).toBeNull();
  });
});
