import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Store } from '../../backend/store/connect.ts';
import { settle } from '../../jobs/rounds/settle.ts';
import { DATABASES, emptyStore } from '../store/empty-store.ts';
import { movedFinding, seedChallenge, seedTask, startOver, testChallenge } from '../store/seed.ts';
import { type Clock, clock } from './clock.ts';
import { comesBack, guestVisitor, serveWithOsm, signedInAs, signIn } from './osm-visitor.ts';
import { Visitor } from './serve.ts';

describe.each(DATABASES)('on %s', kind => {
  let store: Store;
  let close: () => Promise<void>;
  let app: Awaited<ReturnType<typeof serveWithOsm>>;
  let time: Clock;
  beforeAll(async () => {
    ({ store, close } = await emptyStore(kind));
  });
  afterAll(() => close());
  beforeEach(async () => {
    await startOver(store, []);
    time = clock();
    app = await serveWithOsm({ store, now: () => time.now });
    await seedChallenge(store, testChallenge('wells', { needed: 2, guestWeight: 0.5 }));
    for (const [i, id] of ['t1', 't2', 't3'].entries())
      await seedTask(store, 'wells', id, movedFinding(String(i), [4 + i, 50]), { digest: 'd' });
  });
  afterEach(() => app.close());

  const me = async (visitor: Visitor) => (await visitor.get('/api/v1/me')).json;
  let requests = 0;
  const answers = async (visitor: Visitor, ...tasks: string[]) => {
    for (const task of tasks) {
      const { json } = await visitor.get(`/api/v1/tasks/${task}`);
      const said = await visitor.post(`/api/v1/tasks/${task}/answers`, {
        requestId: `request-${++requests}`,
        factsDigest: json.factsDigest,
        acceptTerms: true,
        answer: { say: 'not-an-issue' },
      });
      expect(said.status).toBe(201);
    }
  };
  const windowsEnd = async () => {
    time.pass(61);
    await settle(store, time.now);
  };
  const living = async () =>
    (
      await store
        .selectFrom('answers')
        .select(['task_id', 'person_id'])
        .where('state', 'in', ['pending', 'counted'])
        .orderBy('task_id')
        .orderBy('person_id')
        .execute()
    ).map(({ task_id, person_id }) => `${task_id} ${person_id}`);

  it('a guest who signs in for the first time is the same person, with all their answers', async () => {
    const ann = new Visitor(app.url);
    await answers(ann, 't1', 't2');
    await windowsEnd();
    const before = await me(ann);
    expect(before).toMatchObject({ account: null, answers: 2, termsAccepted: true });
    await signIn(ann);
    await windowsEnd();
    expect(await me(ann)).toMatchObject({
      id: before.id,
      account: { name: 'Ann Mapper' },
      answers: 2,
      termsAccepted: true,
    });
  });

  it('a guest who has signed in elsewhere before takes their answers to that account', async () => {
    const laptop = await signedInAs(app.url, 101);
    await answers(laptop, 't1');
    const phone = new Visitor(app.url);
    await answers(phone, 't1', 't2');
    const guest = await me(phone);
    await signIn(phone, { as: 101 });
    await windowsEnd();
    const account = await me(laptop);
    expect(account.id).not.toBe(guest.id);
    expect(await me(phone)).toEqual(account);
    expect(account.answers).toBe(2);
    // Of the two about t1 the account's stands.
    expect(await living()).toEqual([`t1 ${account.id}`, `t2 ${account.id}`]);
    expect((await phone.get('/api/v1/tasks/t1')).json.answer).not.toBeNull();
  });

  it('two who agree settle a task only where they are two people', async () => {
    const laptop = await signedInAs(app.url, 101);
    await answers(laptop, 't1');
    const phone = new Visitor(app.url);
    await answers(phone, 't1');
    await signIn(phone, { as: 101 });
    await windowsEnd();
    const state = async () =>
      (await store.selectFrom('tasks').select('state').where('id', '=', 't1').executeTakeFirstOrThrow())
        .state;
    expect(await state()).toBe('agreed-so-far');
    await answers(await signedInAs(app.url, 102), 't1');
    await windowsEnd();
    expect(await state()).toBe('settled');
  });

  it('who wants nothing kept starts anew, and the answers stay a guest’s', async () => {
    const phone = new Visitor(app.url);
    await answers(phone, 't1');
    const guest = await me(phone);
    await signIn(phone, { keepAnswers: false });
    const account = await me(phone);
    expect(account.id).not.toBe(guest.id);
    expect(account).toMatchObject({ account: { name: 'Ann Mapper' }, termsAccepted: false });
    expect(await living()).toEqual([`t1 ${guest.id}`]);
    const other = new Visitor(app.url);
    await answers(other, 't2');
    await signIn(other, { keepAnswers: false });
    await windowsEnd();
    expect(await me(other)).toMatchObject({ id: account.id, answers: 0 });
  });

  it('a guest who denies, or comes back too late, stays the guest', async () => {
    const ann = new Visitor(app.url);
    await answers(ann, 't1');
    const before = await me(ann);
    await signIn(ann, { press: 'deny' });
    expect(await me(ann)).toEqual(before);
    const back = await comesBack(ann);
    time.pass(601);
    await ann.get(back);
    expect((await me(ann)).id).toBe(before.id);
    app.oauth.faults.details = { kind: 'status', status: 500 };
    await signIn(ann);
    expect((await me(ann)).id).toBe(before.id);
  });

  it('who is signed in as somebody takes nothing along to another account', async () => {
    const shared = await signedInAs(app.url, 101);
    await answers(shared, 't1');
    const ann = await me(shared);
    await signIn(shared, { as: 102 });
    expect((await me(shared)).id).not.toBe(ann.id);
    expect(await living()).toEqual([`t1 ${ann.id}`]);
  });

  it('two callbacks of one browser at once end in one account with all answers, each once', async () => {
    const ann = new Visitor(app.url);
    await answers(ann, 't1', 't2');
    const before = await me(ann);
    const [first, second] = [await comesBack(ann), await comesBack(ann)];
    const done = await Promise.all([ann.get(first), ann.get(second)]);
    expect(done.map(answer => answer.headers.get('location'))).toEqual(['/', '/']);
    expect((await me(ann)).id).toBe(before.id);
    expect(await living()).toEqual([`t1 ${before.id}`, `t2 ${before.id}`]);
    expect(await store.selectFrom('accounts').select('person_id').execute()).toEqual([
      { person_id: before.id },
    ]);
  });

  it('one callback sent twice at once signs in once', async () => {
    const ann = await guestVisitor(app.url, store);
    const back = await comesBack(ann);
    const done = await Promise.all([ann.get(back), ann.get(back)]);
    const locations = done.map(answer => answer.headers.get('location')).sort();
    expect(locations).toEqual(['/', '/sign-in?problem=forged']);
    expect(await store.selectFrom('sessions').select('person_id').execute()).toEqual([
      { person_id: ann.person },
    ]);
    expect(app.oauth.asked.filter(({ path }) => path === '/oauth2/token')).toHaveLength(1);
  });

  it('two guests who sign in as one person at once end as that person', async () => {
    const [laptop, phone] = [new Visitor(app.url), new Visitor(app.url)];
    await answers(laptop, 't1', 't2');
    await answers(phone, 't2', 't3');
    const backs = [await comesBack(laptop), await comesBack(phone)];
    await Promise.all([laptop.get(backs[0]!), phone.get(backs[1]!)]);
    const account = await me(laptop);
    expect(await me(phone)).toEqual(account);
    expect(await living()).toEqual(['t1', 't2', 't3'].map(task => `${task} ${account.id}`));
  });
});
