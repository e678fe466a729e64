import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Store } from '../../backend/store/connect.ts';
import { settle } from '../../jobs/rounds/settle.ts';
import { DATABASES, emptyStore } from '../store/empty-store.ts';
import { movedFinding, seedChallenge, seedTask, testChallenge } from '../store/seed.ts';
import { type Clock, clock } from './clock.ts';
import { type Serving, serve, Visitor } from './serve.ts';
import { type Held, signedInVisitor } from './signed-in.ts';

const observed = { from: 'observation' };
const fix = (lon = 4.1001) => ({ say: 'fix', fix: { position: { at: [lon, 50.0001], origin: observed } } });

describe.each(DATABASES)('on %s', kind => {
  let store: Store;
  let close: () => Promise<void>;
  let app: Serving;
  let time: Clock;
  beforeAll(async () => {
    ({ store, close } = await emptyStore(kind, 10));
    time = clock();
    time.now = new Date();
    app = await serve({ store, now: () => time.now });
  });
  afterAll(async () => {
    await app.close();
    await close();
  });
  beforeEach(async () => {
    await store.deleteFrom('challenges').execute();
    await store.deleteFrom('organisations').execute();
    await store.deleteFrom('persons').execute();
    await store.insertInto('organisations').values({ id: 'wells', name: 'Wells', website: null }).execute();
    await seedChallenge(store, testChallenge('wells', { needed: 2 }));
    await store.updateTable('challenges').set({ organisation_id: 'wells' }).execute();
    await seedTask(store, 'wells', 't1', movedFinding('1', [4.1, 50]));
  });

  const visit = (...roles: Held[]) => signedInVisitor(app.url, store, roles);
  const reviewer = () => visit({ role: 'reviewer', organisation: 'wells' });
  const codeOf = ({ status, json }: { status: number; json: { code?: string } | null }) =>
    json?.code ?? String(status);
  const review = (visitor: Visitor, body: object) =>
    visitor.post('/api/v1/tasks/t1/review', { factsDigest: 'digest-t1', acceptTerms: true, ...body });
  const accept = (visitor: Visitor, answer: object, more: object = {}) =>
    review(visitor, { decide: 'accept', answer, ...more });
  const reject = (visitor: Visitor, comment?: string) => review(visitor, { decide: 'reject', comment });
  let requests = 0;
  async function answer(visitor: Visitor, said: object): Promise<number> {
    const { status } = await visitor.post('/api/v1/tasks/t1/answers', {
      requestId: `request-${++requests}`,
      factsDigest: 'digest-t1',
      acceptTerms: true,
      answer: said,
    });
    return status;
  }
  async function settleAll(): Promise<void> {
    time.now = new Date(time.now.getTime() + 61_000);
    await settle(store, time.now);
  }
  /** Three people say three things: nobody agrees. */
  async function inReview(): Promise<Visitor[]> {
    const people = [await visit(), await visit(), await visit()];
    for (const [n, person] of people.entries()) {
      expect(await answer(person, fix(4.1001 + n / 1000))).toBe(201);
      await settleAll();
    }
    expect((await row()).state).toBe('in-review');
    return people;
  }
  const row = () => store.selectFrom('tasks').selectAll().where('id', '=', 't1').executeTakeFirstOrThrow();
  const lastEvent = () =>
    store.selectFrom('task_events').selectAll().orderBy('id', 'desc').limit(1).executeTakeFirstOrThrow();

  it('lets a reviewer decide where people disagree; the answer is the task’s own, and in the export', async () => {
    await inReview();
    const rita = await reviewer();
    const done = await accept(rita, { ...fix(4.1003), comment: 'seen there' }, { imagery: [] });
    expect([done.status, done.json]).toEqual([200, { task: 't1', state: 'settled', outcome: 'fixed' }]);
    expect(await row()).toMatchObject({
      state: 'settled',
      outcome: 'fixed',
      settled_at: time.now,
      settlement: {
        say: 'fix',
        comment: 'seen there',
        fix: { position: { at: [4.1003, 50.0001], origin: { licence: 'observation' } } },
      },
    });
    expect(await lastEvent()).toMatchObject({
      event: 'review-accept',
      from_state: 'in-review',
      to_state: 'settled',
      person_id: rita.person,
      data: { outcome: 'fixed', comment: 'seen there' },
    });
    const { json } = await rita.get('/api/v1/challenges/wells/changes');
    expect(json.changes[0].tasks).toEqual(['t1']);
    const [logged] = await store.selectFrom('audit').selectAll().orderBy('id', 'desc').limit(1).execute();
    expect(logged).toMatchObject({
      action: 'reviewTask',
      person_id: rita.person,
      scope: 'organisation:wells',
      target: 'tasks/t1',
      data: { decide: 'accept', outcome: 'fixed' },
    });
  });

  it('lets a reviewer send a task back, to be asked of everybody again as if nothing had been said', async () => {
    const people = await inReview();
    const rita = await reviewer();
    expect((await reject(rita, 'look at the well, not at the pump')).json).toEqual({
      task: 't1',
      state: 'open',
      outcome: null,
    });
    expect((await lastEvent()).data).toEqual({ comment: 'look at the well, not at the pump' });
    for (const person of people) {
      const { json } = await person.get('/api/v1/tasks/t1');
      expect([json.state, json.answer]).toEqual(['open', null]);
    }
    expect(await answer(people[0]!, fix())).toBe(201);
    expect(await answer(people[1]!, fix())).toBe(201);
    await settleAll();
    expect(await row()).toMatchObject({ state: 'settled', outcome: 'fixed' });
  });

  it('lets a reviewer open again what was settled, and then it has no outcome', async () => {
    const [ann, bob] = [await visit(), await visit()];
    await answer(ann, fix());
    await answer(bob, fix());
    await settleAll();
    expect((await row()).state).toBe('settled');
    const rita = await reviewer();
    expect(codeOf(await accept(rita, { say: 'not-an-issue' }))).toBe('not-reviewable');
    expect((await reject(rita)).json.state).toBe('open');
    expect(await row()).toMatchObject({ state: 'open', outcome: null, settlement: null, settled_at: null });
    expect((await accept(rita, { say: 'not-an-issue' })).json.outcome).toBe('not-an-issue');
  });

  it('lists what waits, and what was said beside each other, by letter and without a name', async () => {
    const [ann] = await inReview();
    const { person_id: one } = await store
      .selectFrom('answers')
      .select('person_id')
      .executeTakeFirstOrThrow();
    const rita = await reviewer();
    const listed = (await rita.get('/api/v1/challenges/wells/review')).json;
    expect(listed).toMatchObject({ truncated: false, tasks: [{ id: 't1', state: 'in-review', own: false }] });
    const said = await rita.get('/api/v1/tasks/t1/answers');
    expect(said.json).toMatchObject({
      needed: 2,
      own: false,
      answers: [
        {
          letter: 'A',
          say: 'fix',
          weight: 1,
          guest: false,
          position: [4.1001, 50.0001],
          positionFrom: 'observation',
        },
        { letter: 'B' },
        { letter: 'C' },
      ],
    });
    expect(said.text).not.toContain(one);
    expect(said.text).not.toContain('Vera');
    expect((await ann!.get('/api/v1/tasks/t1/answers')).status).toBe(403);
  });

  it('shows a reviewer nothing of what was said while others may still answer', async () => {
    await answer(await visit(), { say: 'cant-tell', comment: 'too dark' });
    await settleAll();
    const rita = await reviewer();
    const said = await rita.get('/api/v1/tasks/t1/answers');
    expect([said.json.answers, said.text.includes('dark')]).toEqual([[], false]);
    expect((await rita.get('/api/v1/challenges/wells/review')).json.tasks).toEqual([]);
  });

  it('lets a reviewer take one of the answers as it was given', async () => {
    await inReview();
    const rita = await reviewer();
    const { answers } = (await rita.get('/api/v1/tasks/t1/answers')).json;
    const take = (id: string) => review(rita, { decide: 'take', answer: id, comment: 'as on the photo' });
    expect(codeOf(await take('none'))).toBe('no-such-answer');
    expect((await take(answers[1].id)).json).toEqual({ task: 't1', state: 'settled', outcome: 'fixed' });
    const { settlement } = await row();
    expect(settlement).toMatchObject({
      fix: { position: { at: answers[1].position, origin: { licence: 'observation' } } },
    });
    expect((await lastEvent()).data).toMatchObject({ took: answers[1].id, comment: 'as on the photo' });
    const [logged] = await store.selectFrom('audit').selectAll().orderBy('id', 'desc').limit(1).execute();
    expect(logged).toMatchObject({ action: 'reviewTask', data: { decide: 'take', outcome: 'fixed' } });
  });

  it('lets no reviewer decide what they answered themselves, either way', async () => {
    const rita = await reviewer();
    expect(await answer(rita, fix(4.1001))).toBe(201);
    expect(await answer(await visit(), fix(4.1011))).toBe(201);
    await settleAll();
    expect(await answer(await visit(), fix(4.1021))).toBe(201);
    await settleAll();
    expect((await row()).state).toBe('in-review');
    expect((await rita.get('/api/v1/challenges/wells/review')).json.tasks[0].own).toBe(true);
    const { answers } = (await rita.get('/api/v1/tasks/t1/answers')).json;
    for (const done of [
      await accept(rita, { say: 'not-an-issue' }),
      await review(rita, { decide: 'take', answer: answers[0].id }),
      await reject(rita),
    ])
      expect(codeOf(done)).toBe('own-word');
    expect((await reject(await reviewer())).status).toBe(200);
    // Her word was set aside, and is still hers.
    expect(codeOf(await accept(rita, { say: 'not-an-issue' }))).toBe('own-word');
  });

  it('sets an answer aside that is in its undo window, which cannot be taken back then', async () => {
    const ann = await visit();
    await answer(ann, fix());
    const { id } = await store.selectFrom('answers').select('id').executeTakeFirstOrThrow();
    expect((await reject(await reviewer())).json.state).toBe('open');
    expect(codeOf(await ann.delete(`/api/v1/answers/${id}`))).toBe('too-late');
    await settleAll();
    expect(await row()).toMatchObject({ state: 'open', outcome: null });
  });

  it('stands, whatever those say afterwards who were asked before', async () => {
    const [ann, bob] = [await visit(), await visit()];
    await answer(ann, fix());
    await answer(bob, fix());
    const rita = await reviewer();
    expect((await accept(rita, { say: 'official-wrong' })).json.outcome).toBe('official-wrong');
    await settleAll();
    expect(await row()).toMatchObject({ state: 'settled', outcome: 'official-wrong' });
    expect(await answer(await visit(), fix())).toBe(409);
  });

  it.each([
    ['exported', 'accept'],
    ['exported', 'reject'],
    ['stale', 'accept'],
    ['verified', 'accept'],
    ['open', 'reject'],
  ] as const)('has nothing to decide when a task is %s: %s', async (state, decide) => {
    await store.updateTable('tasks').set({ state }).execute();
    const rita = await reviewer();
    const answer = decide === 'accept' ? await accept(rita, fix()) : await reject(rita);
    expect([answer.status, answer.json.code]).toEqual([409, 'not-reviewable']);
    expect((await row()).state).toBe(state);
    const logged = await store
      .selectFrom('audit')
      .select('id')
      .where('person_id', '=', rita.person)
      .execute();
    expect(logged).toEqual([]);
  });

  it('says nothing to who may still answer: neither its comment nor who decided', async () => {
    await inReview();
    await reject(await reviewer(), 'the pump is not the well');
    for (const visitor of [new Visitor(app.url), await visit()]) {
      for (const path of [
        '/api/v1/tasks/t1',
        '/api/v1/challenges/wells/tasks?state=all',
        '/api/v1/challenges/wells',
      ])
        expect((await visitor.get(path)).text).not.toContain('the pump');
      expect((await visitor.get('/api/v1/tasks/t1')).json).toMatchObject({ state: 'open', answer: null });
    }
  });

  it('is checked as a volunteer’s answer is', async () => {
    const rita = await reviewer();
    expect(codeOf(await accept(rita, fix(8)))).toBe('does-not-fit');
    expect(codeOf(await accept(rita, { say: 'fix', fix: {} }))).toBe('does-not-fit');
    expect(codeOf(await accept(rita, { say: 'anything' }))).toBe('invalid');
    expect(codeOf(await accept(rita, fix(), { imagery: ['no-such-layer'] }))).toBe('unknown-layer');
    expect(codeOf(await accept(rita, fix(), { factsDigest: 'others' }))).toBe('facts-changed');
    expect(codeOf(await accept(rita, fix(), { acceptTerms: false }))).toBe('terms-needed');
    expect(codeOf(await review(rita, { decide: 'nothing' }))).toBe('invalid');
    expect((await row()).state).toBe('open');
  });

  it('is for reviewers of the organisation that the challenge belongs to', async () => {
    await store.insertInto('organisations').values({ id: 'rails', name: 'Rails', website: null }).execute();
    for (const roles of [
      [],
      [{ role: 'reviewer', organisation: 'rails' }],
      [{ role: 'admin', organisation: 'rails' }],
      [{ role: 'staff', organisation: 'wells' }],
      [{ role: 'maintainer' }],
    ] as Held[][])
      expect(codeOf(await accept(await visit(...roles), fix()))).toBe('not-allowed');
    expect(codeOf(await accept(new Visitor(app.url), fix()))).toBe('sign-in-needed');
    expect((await accept(await visit({ role: 'reviewer' }), fix())).status).toBe(200);
    expect((await (await reviewer()).post('/api/v1/tasks/none/review', {})).status).toBe(404);
  });

  it('is one decision when two reviewers decide at once', async () => {
    await inReview();
    const [one, two] = [await reviewer(), await reviewer()];
    const done = await Promise.all([
      accept(one, { say: 'not-an-issue' }),
      accept(two, { say: 'official-wrong' }),
    ]);
    expect(done.map(codeOf).sort()).toEqual(['200', 'not-reviewable']);
    const won = done.find(({ status }) => status === 200)!;
    expect((await row()).outcome).toBe(won.json.outcome);
  });
});
