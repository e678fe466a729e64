import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { saveChallenge } from '../../backend/store/challenges.ts';
import { findSchedule } from '../../backend/store/schedules.ts';
import { requestRun } from '../../jobs/enqueue.ts';
import { fireSchedules } from '../../jobs/schedules/schedules.ts';
import { addVolunteer, type Held } from '../http/signed-in.ts';
import { ended, type Jalon, openJalon } from '../open-jalon.ts';
import { challengeOf, stations, writeCommunity, writeOfficial } from '../whole-run/sources.ts';

let jalon: Jalon;
beforeAll(async () => {
  jalon = await openJalon('postgres');
  for (const id of ['water', 'fire'])
    await jalon.store.insertInto('organisations').values({ id, name: id, website: null }).execute();
}, 120_000);
afterAll(() => jalon?.close());
beforeEach(() => jalon.rest());

let count = 0;
/** A run of a challenge of the water board, asked for by somebody with these roles while no worker is there. */
async function askedBy(roles: readonly Held[] | null) {
  const id = `wells-${++count}`;
  await saveChallenge(jalon.store, challengeOf(id), {});
  await jalon.store
    .updateTable('challenges')
    .set({ organisation_id: 'water' })
    .where('id', '=', id)
    .execute();
  const inputs = {
    official: await writeOfficial(jalon.folder, `${id}.csv`, stations(20)),
    community: await writeCommunity(jalon.folder, `${id}.osm`, stations(20)),
  };
  const person = roles && (await addVolunteer(jalon.store, 'Wim Example', roles));
  const ask = (by: string | null) => requestRun(jalon.store, jalon.queues, id, inputs, new Date(), { by });
  const run = await ask(person);
  return { id, inputs, run, person, ask };
}
const worked = async (run: string) => {
  await jalon.work();
  return ended(jalon.store, run);
};

describe('a step of a run', { timeout: 120_000 }, () => {
  it.each([
    ['staff of the organisation', [{ role: 'staff', organisation: 'water' }]],
    ['an admin of the installation', [{ role: 'admin' }]],
    ['the system', null],
  ] as const)('is worked on for %s', async (_, roles) => {
    const { run } = await askedBy(roles);
    expect(await worked(run)).toMatchObject({ state: 'done', error: null });
  });

  it.each([
    ['staff of another organisation', [{ role: 'staff', organisation: 'fire' }]],
    ['a maintainer', [{ role: 'maintainer', organisation: 'water' }]],
    ['a volunteer', []],
  ] as const)('is refused to %s, and leaves nothing', async (_, roles) => {
    const { run } = await askedBy(roles);
    expect(await worked(run)).toMatchObject({
      state: 'failed',
      error: 'whoever asked for this run may not compare this challenge any more',
      summary: { fault: 'not-allowed' },
    });
    const left = await jalon.store.selectFrom('snapshots').select('id').where('run_id', '=', run).execute();
    expect(left).toEqual([]);
  });

  it('is refused when the role was taken away after the run was asked for', async () => {
    const { run, person } = await askedBy([{ role: 'staff', organisation: 'water' }]);
    await jalon.store.deleteFrom('grants').where('person_id', '=', person!).execute();
    expect(await worked(run)).toMatchObject({ state: 'failed', summary: { fault: 'not-allowed' } });
  });

  describe('when whoever asked first may not any more', () => {
    const loses = (person: string | null) =>
      jalon.store.deleteFrom('grants').where('person_id', '=', person!).execute();

    it('is worked on for somebody else who asked for the same after them', async () => {
      const { run, person, ask } = await askedBy([{ role: 'staff', organisation: 'water' }]);
      const mine = await ask(person);
      const other = await addVolunteer(jalon.store, 'Olga Example', [{ role: 'admin' }]);
      const others = await ask(other);
      expect([await ask(person), await ask(other)]).toEqual([mine, others]);
      await loses(person);
      await jalon.work();
      expect(await ended(jalon.store, run)).toMatchObject({ summary: { fault: 'not-allowed' } });
      expect(await ended(jalon.store, mine)).toMatchObject({ summary: { fault: 'not-allowed' } });
      expect(await ended(jalon.store, others)).toMatchObject({ state: 'done', requested_by: other });
    });

    it('is worked on for the schedule that fell due meanwhile', async () => {
      const { id, run, person, ask } = await askedBy([{ role: 'staff', organisation: 'water' }]);
      const waiting = await ask(person);
      await jalon.store
        .insertInto('schedules')
        .values({ challenge_id: id, pattern: '0 4 * * *', timezone: 'UTC', due_at: new Date(0) })
        .execute();
      // What a schedule reads is what the last run read.
      await jalon.store.updateTable('runs').set({ state: 'done' }).where('id', '=', run).execute();
      await fireSchedules(jalon.store, jalon.queues);
      const schedule = await findSchedule(jalon.store, id);
      expect(schedule!.run_id).not.toBe(waiting);
      await loses(person);
      expect(await worked(schedule!.run_id!)).toMatchObject({ state: 'done', requested_by: null });
      expect(await ended(jalon.store, waiting)).toMatchObject({ summary: { fault: 'not-allowed' } });
    });
  });

  it('lends nobody the rights of the system', async () => {
    const { run, ask } = await askedBy(null);
    const waiting = await ask(null);
    const stranger = await addVolunteer(jalon.store, 'Vera Example', []);
    const theirs = await ask(stranger);
    expect(theirs).not.toBe(waiting);
    await jalon.work();
    expect(await ended(jalon.store, run)).toMatchObject({ state: 'done' });
    expect(await ended(jalon.store, theirs)).toMatchObject({ summary: { fault: 'not-allowed' } });
  });

  it('is refused when the account has gone', async () => {
    const { run, person } = await askedBy([{ role: 'admin' }]);
    await jalon.store.deleteFrom('accounts').where('person_id', '=', person!).execute();
    expect(await worked(run)).toMatchObject({ state: 'failed', summary: { fault: 'not-allowed' } });
  });
});
