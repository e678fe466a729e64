import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { BUDGETS } from '../../backend/http/doors/limits/budgets.ts';
import { memoryCounters } from '../../backend/http/doors/limits/counters.ts';
import { makeLimits } from '../../backend/http/doors/limits/limits.ts';
import type { Store } from '../../backend/store/connect.ts';
import { settle } from '../../jobs/rounds/settle.ts';
import { useStore } from '../store/empty-store.ts';
import { movedFinding, seedChallenge, seedTask, testChallenge } from '../store/seed.ts';
import { type Clock, clock } from './clock.ts';
import { type Serving, serve, Visitor } from './serve.ts';
import { type Held, signedInVisitor } from './signed-in.ts';

let store: Store;
useStore('embedded', opened => {
  store = opened;
});
let app: Serving;
let time: Clock;
beforeAll(async () => {
  time = clock();
  time.now = new Date();
  app = await serve({ store, now: () => time.now });
});
afterAll(() => app.close());
beforeEach(async () => {
  for (const table of ['challenges', 'organisations', 'teams', 'persons'] as const)
    await store.deleteFrom(table).execute();
  await store.insertInto('organisations').values({ id: 'wells', name: 'Wells', website: null }).execute();
  await seedChallenge(store, testChallenge('wells', { needed: 2 }));
  await store.updateTable('challenges').set({ organisation_id: 'wells' }).execute();
  await seedTask(store, 'wells', 't1', movedFinding('1', [4.1, 50]));
});

type Somebody = Visitor & { person: string };
const visit = (name: string, ...roles: Held[]): Promise<Somebody> =>
  signedInVisitor(app.url, store, roles, name);
const rita = () => visit('Rita', { role: 'reviewer', organisation: 'wells' });

async function team(...people: readonly Somebody[]): Promise<void> {
  const id = randomUUID();
  await store.insertInto('teams').values({ id, name: 'Well seekers' }).execute();
  for (const { person } of people)
    await store.insertInto('team_members').values({ team_id: id, person_id: person }).execute();
}
const place = (lon: number) => ({
  say: 'fix',
  fix: { position: { at: [lon, 50.0001], origin: { from: 'observation' } } },
});
async function answer(visitor: Visitor, comment?: string, said: object = place(4.1001)): Promise<number> {
  pass(1);
  const { status } = await visitor.post('/api/v1/tasks/t1/answers', {
    requestId: randomUUID(),
    factsDigest: 'digest-t1',
    acceptTerms: true,
    answer: { ...said, comment },
  });
  return status;
}
async function count(): Promise<void> {
  pass(61);
  await settle(store, time.now);
}
function say(visitor: Visitor, text: string, requestId: string = randomUUID()) {
  pass(1);
  return visitor.post('/api/v1/tasks/t1/comments', { requestId, text });
}
const codeOf = ({ status, json }: { status: number; json: { code?: string } | null }) =>
  json?.code ?? String(status);
const listOf = async (visitor: Visitor) => (await visitor.get('/api/v1/tasks/t1/comments')).json;
const wordsOf = (text: readonly (string | { name: string | null; letter: string | null })[]) =>
  text.map(one => (typeof one === 'string' ? one : `[${one.name ?? one.letter}]`)).join('');
const offeredTo = async (visitor: Visitor) => {
  const { json } = await visitor.get('/api/v1/tasks/t1/mentionable');
  return json as { mentioned: string; name: string | null; letter: string | null; as: string }[];
};
const unreadOf = async (visitor: Visitor) => (await visitor.get('/api/v1/me')).json.mentions as number;
const mentionsOf = async (visitor: Visitor, read = 'no') =>
  (await visitor.get(`/api/v1/me/mentions?read=${read}`)).json.mentions;

const pass = (seconds: number): void => {
  time.now = new Date(time.now.getTime() + seconds * 1000);
};
/** Ann and Bob agree, Ann with a comment. */
async function settled(): Promise<Readonly<{ ann: Somebody; bob: Somebody }>> {
  const [ann, bob] = [await visit('Ann'), await visit('Bob')];
  expect(await answer(ann, 'there is a pump, too')).toBe(201);
  expect(await answer(bob)).toBe(201);
  await count();
  return { ann, bob };
}

describe('what is said about a task', () => {
  it('is told to nobody while somebody may still answer, not to those who answered and not to reviewers', async () => {
    const [ann, cleo, reviewer] = [await visit('Ann'), await visit('Cleo'), await rita()];
    await answer(ann, 'there is a pump, too');
    await count();
    for (const person of [ann, cleo, reviewer]) {
      const got = await person.get('/api/v1/tasks/t1/comments');
      expect([got.json, got.text.includes('pump')]).toEqual([{ open: false, comments: [] }, false]);
    }
    expect(codeOf(await say(ann, 'psst'))).toBe('still-asked');
    expect(codeOf(await say(cleo, 'psst'))).toBe('not-taken-part');
  });

  it('is theirs who took part once it is settled, by letter where it came with an answer', async () => {
    const { ann, bob } = await settled();
    const [seen, own] = [await listOf(bob), await listOf(ann)];
    expect(seen).toMatchObject({
      open: true,
      comments: [
        { with: 'answer', by: { name: null, letter: 'A', self: false }, text: ['there is a pump, too'] },
      ],
    });
    expect(own.comments[0].by).toEqual({ name: null, letter: 'A', self: true });
    expect(JSON.stringify(seen)).not.toContain(ann.person);
    expect(JSON.stringify(seen)).not.toContain('Ann');
    for (const other of [await visit('Cleo'), new Visitor(app.url)]) {
      const got = await other.get('/api/v1/tasks/t1/comments');
      expect(got.text).not.toContain('pump');
    }
  });

  it('goes on among them and the reviewers, each with the name that they have now', async () => {
    const { ann, bob } = await settled();
    const reviewer = await rita();
    expect((await say(ann, 'I took a photo')).status).toBe(201);
    expect((await say(reviewer, 'thank you')).status).toBe(201);
    await store.updateTable('accounts').set({ name: 'Ann Well' }).where('name', '=', 'Ann').execute();
    const { comments } = await listOf(bob);
    expect(comments.slice(1)).toMatchObject([
      { with: 'nothing', by: { name: 'Ann Well' }, text: ['I took a photo'], mayRemove: false },
      { by: { name: 'Rita' }, text: ['thank you'] },
    ]);
    expect(codeOf(await say(await visit('Cleo'), 'me too'))).toBe('not-taken-part');
  });

  it('is hidden again when the task is asked again', async () => {
    const { ann } = await settled();
    await say(ann, 'I took a photo');
    const reviewer = await rita();
    await reviewer.post('/api/v1/tasks/t1/review', { decide: 'reject', factsDigest: 'digest-t1' });
    expect(await listOf(ann)).toEqual({ open: false, comments: [] });
    expect(codeOf(await say(ann, 'still here'))).toBe('still-asked');
  });

  it('is kept once, however often it is sent', async () => {
    const { ann } = await settled();
    const request = randomUUID();
    expect((await say(ann, 'once', request)).status).toBe(201);
    const again = await say(ann, 'once', request);
    expect([again.status, again.json.comments.length]).toEqual([200, 2]);
  });

  it('is cleaned, bounded, and never empty', async () => {
    const { ann } = await settled();
    expect(codeOf(await say(ann, ' \u200b\n '))).toBe('nothing-said');
    expect(codeOf(await say(ann, 'x'.repeat(2001)))).toBe('invalid');
    expect((await say(ann, 'x'.repeat(1_000_000))).status).toBe(413);
    const { json } = await say(ann, '<img src=x onerror=alert(1)>\u202egnp.exe\u0000');
    expect(json.comments.at(-1).text).toEqual(['<img src=x onerror=alert(1)>gnp.exe']);
  });

  it('is taken away by who wrote it, or by a reviewer, which is written down', async () => {
    const { ann, bob } = await settled();
    const idOf = async () => (await listOf(ann)).comments.at(-1).id as string;
    await say(ann, 'first');
    expect((await bob.delete(`/api/v1/comments/${await idOf()}`)).status).toBe(404);
    expect((await ann.delete(`/api/v1/comments/${await idOf()}`)).status).toBe(204);
    await say(ann, 'second');
    const reviewer = await rita();
    expect((await reviewer.delete(`/api/v1/comments/${await idOf()}`)).status).toBe(204);
    expect((await listOf(ann)).comments).toHaveLength(1);
    const logged = await store
      .selectFrom('audit')
      .selectAll()
      .where('action', '=', 'deleteComment')
      .execute();
    expect(logged).toMatchObject([
      { person_id: reviewer.person, about_person: ann.person, target: 'tasks/t1' },
    ]);
  });

  it('says no name of somebody who has left, and what they wrote stays', async () => {
    const { ann, bob } = await settled();
    await say(ann, 'I took a photo');
    expect((await ann.ask('DELETE', '/api/v1/me', { confirm: 'Ann' })).status).toBe(204);
    const { comments } = await listOf(bob);
    expect(comments.at(-1)).toMatchObject({ by: { name: null, letter: null }, text: ['I took a photo'] });
  });
});

describe('whom one may mention', () => {
  it('are those of one’s teams and the organisation’s reviewers and staff, and nobody else', async () => {
    const [ann, bob, cleo] = [await visit('Ann'), await visit('Bob'), await visit('Cleo')];
    await team(ann, bob);
    await team(bob, cleo);
    await rita();
    await visit('Stan', { role: 'staff', organisation: 'wells' });
    await visit('Mia', { role: 'maintainer', organisation: 'wells' });
    const offered = await offeredTo(ann);
    expect(offered.map(({ name, as }) => `${name}: ${as}`)).toEqual([
      'Bob: team',
      'Rita: organisation',
      'Stan: organisation',
    ]);
    expect(await offeredTo(cleo)).toHaveLength(3);
  });

  it('are, while the task is asked, nobody for having answered', async () => {
    const [ann, bob] = [await visit('Ann'), await visit('Bob')];
    await answer(ann);
    await count();
    expect([await offeredTo(ann), await offeredTo(bob)]).toEqual([[], []]);
    expect((await new Visitor(app.url).get('/api/v1/tasks/t1/mentionable')).status).toBe(401);
  });

  it('are, once it is settled, those who answered, as letters, and who wrote about it, by name', async () => {
    const { ann, bob } = await settled();
    expect(await offeredTo(ann)).toMatchObject([{ name: null, letter: 'B', as: 'answer' }]);
    await say(bob, 'hello');
    expect(await offeredTo(ann)).toMatchObject([
      { name: 'Bob', as: 'comment' },
      { letter: 'B', as: 'answer' },
    ]);
    expect(await offeredTo(await visit('Cleo'))).toEqual([]);
  });

  it('is the same whether somebody unknown is there or not: the mention says nothing', async () => {
    const { ann } = await settled();
    const cleo = await visit('Cleo');
    const texts = [`<@person:${cleo.person}>`, `<@person:${randomUUID()}>`, '<@answer:none>'];
    for (const text of texts) {
      const { json } = await say(ann, text);
      expect(json.comments.at(-1).text).toEqual(['@…']);
    }
    expect(await store.selectFrom('mentions').selectAll().execute()).toEqual([]);
  });
});

describe('a mention', () => {
  it('in a comment reaches who is mentioned, is read, and unread again', async () => {
    const { ann, bob } = await settled();
    const [one] = await offeredTo(ann);
    await say(ann, `<@${one!.mentioned}> come and look`);
    expect([await unreadOf(bob), await unreadOf(ann)]).toEqual([1, 0]);
    const [mention] = await mentionsOf(bob);
    expect(mention).toMatchObject({
      by: { name: 'Ann' },
      read: false,
      task: { id: 't1', challenge: 'wells', state: 'settled', outcome: 'fixed' },
    });
    expect(wordsOf(mention.text)).toBe('[B] come and look');
    expect(mention.text[0]).toMatchObject({ self: true });
    expect((await ann.put(`/api/v1/me/mentions/${mention.id}`, { read: true })).status).toBe(404);
    expect((await bob.put(`/api/v1/me/mentions/${mention.id}`, { read: true })).status).toBe(204);
    expect([await unreadOf(bob), await mentionsOf(bob)]).toEqual([0, []]);
    expect(await mentionsOf(bob, 'yes')).toHaveLength(1);
    await bob.put(`/api/v1/me/mentions/${mention.id}`, { read: false });
    expect(await unreadOf(bob)).toBe(1);
    await bob.put('/api/v1/me/mentions', { read: true });
    expect(await unreadOf(bob)).toBe(0);
  });

  it('in an answer waits until who is mentioned can no longer answer', async () => {
    const [ann, bob, cleo] = [await visit('Ann'), await visit('Bob'), await visit('Cleo')];
    await team(ann, bob, cleo);
    const [first, second] = await offeredTo(ann);
    await answer(ann, `<@${first!.mentioned}> <@${second!.mentioned}> I am sure`);
    expect(await unreadOf(bob)).toBe(0);
    await count();
    expect([await unreadOf(bob), await unreadOf(cleo)]).toEqual([0, 0]);
    // Bob says something else: it counts only when he cannot take it back.
    await answer(bob, undefined, place(4.1021));
    expect(await unreadOf(bob)).toBe(0);
    await count();
    expect([await unreadOf(bob), await unreadOf(cleo)]).toEqual([1, 0]);
    expect(wordsOf((await mentionsOf(bob))[0].text)).toBe('[Bob] [Cleo] I am sure');
    await answer(await visit('Dan'));
    await count();
    expect([await unreadOf(bob), await unreadOf(cleo)]).toEqual([1, 1]);
  });

  it('in an answer that was taken back reaches nobody', async () => {
    const [ann, bob] = [await visit('Ann'), await visit('Bob')];
    await team(ann, bob);
    const [one] = await offeredTo(ann);
    await answer(ann, `<@${one!.mentioned}> look`);
    const { id } = await store.selectFrom('answers').select('id').executeTakeFirstOrThrow();
    await ann.delete(`/api/v1/answers/${id}`);
    await answer(ann);
    await answer(bob);
    await count();
    expect((await ann.get('/api/v1/tasks/t1')).json.state).toBe('settled');
    expect(await unreadOf(bob)).toBe(0);
  });

  it('in a discussion waits for a reviewer’s word, but for a reviewer', async () => {
    const [ann, bob, cleo] = [await visit('Ann'), await visit('Bob'), await visit('Cleo')];
    const [dan, reviewer] = [await visit('Dan'), await rita()];
    await team(ann, dan);
    await answer(ann, undefined, place(4.1001));
    await answer(bob, undefined, place(4.1021));
    await count();
    await answer(cleo, undefined, place(4.1041));
    await count();
    expect((await ann.get('/api/v1/tasks/t1')).json.state).toBe('in-review');
    const named = (await offeredTo(ann)).filter(({ name }) => name === 'Dan' || name === 'Rita');
    await say(ann, named.map(({ mentioned }) => `<@${mentioned}>`).join(' '));
    expect([await unreadOf(dan), await unreadOf(reviewer)]).toEqual([0, 1]);
    pass(1);
    await reviewer.post('/api/v1/tasks/t1/review', {
      ...{ decide: 'accept', factsDigest: 'digest-t1', acceptTerms: true },
      answer: { say: 'not-an-issue', comment: 'it is a pump' },
    });
    expect(await unreadOf(dan)).toBe(1);
    expect((await listOf(ann)).comments.at(-1)).toMatchObject({
      with: 'decision',
      by: { name: 'Rita' },
      text: ['it is a pump'],
    });
  });

  it('goes when who was mentioned leaves, and reads as somebody', async () => {
    const { ann, bob } = await settled();
    await say(bob, 'hello');
    const bobs = (await offeredTo(ann)).find(({ name }) => name === 'Bob');
    await say(ann, `<@${bobs!.mentioned}> hi`);
    await bob.ask('DELETE', '/api/v1/me', { confirm: 'Bob' });
    expect(await store.selectFrom('mentions').selectAll().execute()).toEqual([]);
    expect((await listOf(ann)).comments.at(-1).text[0]).toEqual({ name: null, letter: null, self: false });
  });

  it('leaves in no file and in no export of an account', async () => {
    const [ann, bob] = [await visit('Ann'), await visit('Bob')];
    await team(ann, bob);
    const [one] = await offeredTo(ann);
    await answer(ann, `<@${one!.mentioned}> the map is right`, { say: 'official-wrong' });
    await answer(bob, undefined, { say: 'official-wrong' });
    await count();
    const csv = await ann.get('/api/v1/challenges/wells/export?format=csv');
    expect(csv.text).toContain('@… the map is right');
    for (const address of ['/api/v1/challenges/wells/export?format=geojson', '/api/v1/me/export']) {
      const { text } = await ann.get(address);
      expect(text).toContain('@… the map is right');
      expect(text).not.toContain(bob.person);
    }
  });

  it('is one of ten at most, and so many in a while', async () => {
    const { ann, bob } = await settled();
    await team(ann, ...(await Promise.all(Array.from({ length: 12 }, (_, i) => visit(`Member ${i}`)))));
    const all = await offeredTo(ann);
    await say(ann, all.map(({ mentioned }) => `<@${mentioned}>`).join(' '));
    expect(await store.selectFrom('mentions').selectAll().execute()).toHaveLength(10);
    const limits = makeLimits(memoryCounters, {
      ...BUDGETS,
      comments: { seconds: 60, each: 1, together: 9, shared: false },
    });
    const strict = await serve({ store, limits, now: () => time.now });
    const again = Object.assign(new Visitor(strict.url), { cookie: bob.cookie });
    expect([(await say(again, 'one')).status, (await say(again, 'two')).status]).toEqual([201, 429]);
    await strict.close();
  });
});

describe('in a challenge that may not be copied from', () => {
  it('values of the agency are blacked out of comments and mentions', async () => {
    await store.deleteFrom('challenges').execute();
    await seedChallenge(store, testChallenge('wells', { needed: 2, licence: 'unknown' }));
    await store.updateTable('challenges').set({ organisation_id: 'wells' }).execute();
    await seedTask(store, 'wells', 't1', movedFinding('734', [4.1, 50]));
    const [ann, bob] = [await visit('Ann'), await visit('Bob')];
    await team(ann, bob);
    const digest = (await ann.get('/api/v1/tasks/t1')).json.factsDigest;
    const [one] = await offeredTo(ann);
    for (const [visitor, comment] of [
      [ann, `<@${one!.mentioned}> it is Official well 734 at 4.10000, 50.00000`],
      [bob, undefined],
    ] as const) {
      const done = await visitor.post('/api/v1/tasks/t1/answers', {
        ...{ requestId: randomUUID(), factsDigest: digest, acceptTerms: true },
        answer: { say: 'not-an-issue', comment },
      });
      expect(done.status).toBe(201);
    }
    await count();
    const [listed, told] = [await bob.get('/api/v1/tasks/t1/comments'), await bob.get('/api/v1/me/mentions')];
    for (const { text } of [listed, told]) {
      expect(text).toContain('it is …');
      expect(text).not.toMatch(/Official well|4\.10000/);
    }
  });
});
