import { randomUUID } from 'node:crypto';
import { sql } from 'kysely';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { saveChallenge } from '../../backend/store/challenges.ts';
import { connect } from '../../backend/store/connect.ts';
import { insertRun, lockRun, startNextRun } from '../../backend/store/runs/runs.ts';
import { takeTurn } from '../../backend/store/sources/source-turns.ts';
import { lockTasks, markSent } from '../../backend/store/tasks/tasks.ts';
import { isUnreachable } from '../../backend/store/watch/unreachable.ts';
import { turnsInStore } from '../../jobs/bytes/turns-in-store.ts';
import { settle } from '../../jobs/rounds/settle.ts';
import { type EmptyStore, emptyStore } from './empty-store.ts';
import { later, missingFinding, NOW, seedPerson, seedTask, testChallenge } from './seed.ts';

vi.setConfig({ testTimeout: 60_000 });

let database: EmptyStore;
beforeAll(async () => {
  database = await emptyStore('postgres', 8);
});
afterAll(() => database?.close());

const waiting = async (count: number) => {
  const { rows } = await sql`
    select pid from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`.execute(
    database.store,
  );
  expect(rows).toHaveLength(count);
};

it('a process that stands still in a transaction holds nothing for ever', async () => {
  const { store, url } = database;
  await saveChallenge(store, testChallenge('still'), {});
  const inputs = { official: 'a.csv', community: 'b.osm' };
  await insertRun(store, randomUUID(), 'still', inputs, new Date());
  const mine = (await startNextRun(store, 'still'))!;
  const frozen = connect(url, { max: 1, standstill: 300 });
  try {
    let locked = () => {};
    const begun = new Promise<void>(resolve => {
      locked = resolve;
    });
    let thaw = () => {};
    const thawed = new Promise<void>(resolve => {
      thaw = resolve;
    });
    const cutOff = frozen
      .transaction()
      .execute(async transaction => {
        await lockRun(transaction, mine);
        locked();
        await thawed;
        await sql`select 1`.execute(transaction);
      })
      .catch((fault: Error) => fault);
    await begun;
    expect(await store.transaction().execute(other => lockRun(other, mine))).toMatchObject({ id: mine.run });
    thaw();
    expect(isUnreachable(await cutOff)).toBe(true);
  } finally {
    await frozen.destroy();
  }
  const { rows } = await sql`select current_setting('idle_in_transaction_session_timeout') as of`.execute(
    store,
  );
  expect(rows).toEqual([{ of: '1min' }]);
});

it('a run that locks the tasks and a download that marks them wait for each other in one order', async () => {
  const { store } = database;
  const challenge = testChallenge('order');
  await saveChallenge(store, challenge, {});
  const answer = { say: 'fixed' } as never;
  for (const id of ['t1', 't2', 't3']) await seedTask(store, 'order', id, missingFinding(id, [4, 50]));
  let run: Promise<unknown> = Promise.resolve();
  let download: Promise<unknown> = Promise.resolve();
  await store.transaction().execute(async blocking => {
    await sql`select 1 from tasks where id = 't2' for update`.execute(blocking);
    await sql`update tasks set state = 'settled', settlement = '{"say":"fixed"}' where id in ('t1', 't3')`.execute(
      store,
    );
    run = store.transaction().execute(transaction => lockTasks(transaction, 'order'));
    await vi.waitFor(() => waiting(1), 10_000);
    const sent = [
      { id: 't3', answer },
      { id: 't1', answer },
    ];
    download = store.transaction().execute(transaction => markSent(transaction, sent, NOW));
    await vi.waitFor(() => waiting(2), 10_000);
  });
  await Promise.all([run, download]);
  const { rows } = await sql`select id from tasks where sent_at is not null order by id`.execute(store);
  expect(rows).toEqual([{ id: 't1' }, { id: 't3' }]);
});

it('a turn whose renewal is never answered is given up before somebody else can have it', async () => {
  const { store, url } = database;
  // As many as a worker has.
  const asking = connect(url, { max: 3 });
  const turn = await turnsInStore(asking, 0, { lease: 3_000, renew: 500 }).take('server');
  if (typeof turn === 'number') throw new Error('the turn is not free');
  try {
    await store.transaction().execute(async blocking => {
      await sql`select 1 from source_turns for update`.execute(blocking);
      await vi.waitFor(() => expect(turn.lost.aborted).toBe(true), 10_000);
    });
  } finally {
    await turn.end(0);
    await asking.destroy();
  }
  expect(await takeTurn(store, { server: 'other', holder: 'h', lease: 1, pause: 0 })).toBe(0);
});

it('one task that cannot be settled keeps no other from it', async () => {
  const { store } = database;
  await saveChallenge(store, testChallenge('bad'), {});
  await seedPerson(store, 'ann');
  for (const id of ['a-bad', 'b-good']) {
    await seedTask(store, 'bad', id, missingFinding(id, [4, 50]), { state: 'pending' });
    await sql`
      insert into answers (id, task_id, person_id, request_id, answer, facts_digest, state, pending_until, at)
      values (${id}, ${id}, 'ann', ${id}, '{"say":"cant-tell"}', ${`digest-${id}`}, 'pending', ${NOW}, ${NOW})`.execute(
      store,
    );
  }
  await sql`update tasks set state = 'unheard of' where id = 'a-bad'`.execute(store);
  await expect(settle(store, later(60))).rejects.toThrow('task a-bad cannot be settled');
  const { rows } = await sql`select id, state from answers order by id`.execute(store);
  expect(rows).toEqual([
    { id: 'a-bad', state: 'pending' },
    { id: 'b-good', state: 'counted' },
  ]);
});
