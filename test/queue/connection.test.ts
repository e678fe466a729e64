import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Flow, openQueues, type Queues } from '../../backend/queue/connection.ts';
import { type OpenDatabase, openDatabase } from '../../backend/store/opening/open-database.ts';

describe('the queue on the embedded database', () => {
  let folder: string;
  let database: OpenDatabase;
  let queues: Queues;
  const done: string[] = [];
  let failures = 0;
  let worker: { close(): Promise<void> };

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'jalon-queue-'));
    database = await openDatabase({ dataDir: folder, databaseUrl: null });
    queues = await openQueues(database.url, null, true);
    worker = await queues.work(
      async (name, data) => {
        if ((data as { fail?: number }).fail && failures++ < 1) throw new Error('not yet');
        done.push(name);
      },
      4,
      () => {},
    );
  });
  afterAll(async () => {
    await worker?.close();
    await queues?.close();
    await database?.close();
    await rm(folder, { recursive: true, force: true });
  });

  const job = (name: string, after: readonly Flow[] = [], data: object = {}): Flow => ({
    name,
    data,
    id: `flow-${name}`,
    after,
  });

  it('works on a job only after those that it waits for', async () => {
    await queues.addFlow(job('last', [job('middle', [job('first'), job('other')])]));
    await expect.poll(() => done, { timeout: 30_000 }).toHaveLength(4);
    expect([...done.slice(0, 2)].sort()).toEqual(['first', 'other']);
    expect(done.slice(2)).toEqual(['middle', 'last']);
    expect(await queues.willHandOut(['flow-first', 'flow-last'])).toBe(false);
  });

  it('tries a job again that failed, and says meanwhile that it will hand it out', async () => {
    await queues.addFlow(job('again', [], { fail: 1 }));
    await expect.poll(() => failures, { timeout: 30_000 }).toBe(1);
    expect(await queues.willHandOut(['flow-unknown', 'flow-again'])).toBe(true);
    await expect.poll(() => done, { timeout: 30_000 }).toContain('again');
  });

  it('will not hand out what it never had', async () => {
    expect(await queues.willHandOut(['flow-unknown'])).toBe(false);
  });
});
