import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { TaskView } from '../../backend/http/contract/task.ts';
import type { Store } from '../../backend/store/connect.ts';
import { emptyStore } from '../store/empty-store.ts';
import { movedFinding, seedChallenge, seedTask, testChallenge } from '../store/seed.ts';
import { type Clock, clock } from './clock.ts';
import { type Serving, serve, Visitor } from './serve.ts';

let store: Store;
let close: () => Promise<void>;
let app: Serving;
let time: Clock;
let ann: Visitor;
let bob: Visitor;
let task: TaskView;
beforeAll(async () => {
  ({ store, close } = await emptyStore());
  time = clock();
  app = await serve({ store, now: () => time.now });
});
afterAll(async () => {
  await app.close();
  await close();
});
beforeEach(async () => {
  await store.deleteFrom('challenges').execute();
  await store.deleteFrom('persons').execute();
  await seedChallenge(store, testChallenge('wells'));
  await seedTask(store, 'wells', 't1', movedFinding('1', [3, 51.3]));
  [ann, bob] = [new Visitor(app.url), new Visitor(app.url)];
  task = (await ann.post('/api/v1/challenges/wells/next', {})).json;
});

const fixAt = (at: readonly number[], tags: readonly object[] = []) => ({
  say: 'fix',
  fix: { position: { at, origin: { from: 'observation' } }, tags },
});
const answer = (visitor: Visitor, said: object, requestId = 'request-1') =>
  visitor.post(`/api/v1/tasks/t1/answers`, {
    requestId,
    factsDigest: task.factsDigest,
    acceptTerms: true,
    answer: said,
  });
const kept = () => store.selectFrom('answers').select(['answer', 'person_id']).execute();
/** Nothing was kept, the task still asks, and its holder can answer. */
async function nothingLost(): Promise<void> {
  expect(await kept()).toEqual([]);
  expect((await answer(ann, { say: 'cant-tell' }, 'request-after')).status).toBe(201);
}

describe('an answer that cannot be', () => {
  it('with a comment of a megabyte is refused, whole', async () => {
    const { status, json } = await answer(ann, { say: 'cant-tell', comment: 'x'.repeat(1_000_000) });
    expect([status, json.code]).toEqual([413, 'too-large']);
    await nothingLost();
  });

  it('with a comment that is too long for a reader says how long it may be', async () => {
    const { status, json } = await answer(ann, { say: 'cant-tell', comment: 'x'.repeat(2001) });
    expect([status, json.code]).toEqual([422, 'invalid']);
    expect(json.errors).toEqual([expect.objectContaining({ path: 'answer.comment' })]);
    expect(json.errors[0].message).toContain('2000');
    await nothingLost();
  });

  it('with a key of 300 characters names the tag', async () => {
    const tags = [{ key: 'k'.repeat(300), value: 'yes', origin: { from: 'observation' } }];
    const { status, json } = await answer(ann, fixAt([3, 51.3], tags));
    expect([status, json.code]).toEqual([422, 'invalid']);
    expect(json.errors[0]).toMatchObject({ path: 'answer.fix.tags.0.key' });
    await nothingLost();
  });

  it.each([
    ['in the middle of an ocean', [-30, 40], 422, 'does-not-fit'],
    ['at nought and nought', [0, 0], 422, 'does-not-fit'],
    ['off the Earth', [3, 91], 422, 'invalid'],
  ] as const)('with a position %s says that it is the position', async (_, at, status, code) => {
    const refused = await answer(ann, fixAt(at));
    expect([refused.status, refused.json.code]).toEqual([status, code]);
    expect(refused.json.errors[0].path).toContain('fix.position');
    await nothingLost();
  });

  it('to a task that somebody else holds says so', async () => {
    const refused = await answer(bob, { say: 'cant-tell' });
    expect([refused.status, refused.json.code]).toEqual([409, 'held']);
    await nothingLost();
  });
});

describe('an answer that comes late', () => {
  it('counts when its lease has ended and nobody else has the task', async () => {
    time.pass(3600);
    expect((await answer(ann, { say: 'cant-tell' })).status).toBe(201);
  });

  it('is refused when its lease has ended and somebody else has the task', async () => {
    time.pass(3600);
    expect((await bob.post('/api/v1/challenges/wells/next', {})).json.id).toBe('t1');
    const late = await answer(ann, { say: 'cant-tell' });
    expect([late.status, late.json.code]).toEqual([409, 'held']);
    expect((await answer(bob, { say: 'cant-tell' })).status).toBe(201);
  });

  it('is one answer, however often it is sent', async () => {
    const sent = await Promise.all([1, 2, 3].map(() => answer(ann, { say: 'cant-tell' })));
    expect(sent.map(({ status }) => status).sort()).toEqual([200, 200, 201]);
    expect(new Set(sent.map(({ json }) => json.id)).size).toBe(1);
    expect(await kept()).toHaveLength(1);
  });
});

it('a comment with a script in it is kept as it was typed, and never leaves as a page', async () => {
  const comment = '<script>alert(1)</script><img src=x onerror=alert(2)>';
  const { status, headers } = await answer(ann, { say: 'cant-tell', comment });
  expect(status).toBe(201);
  expect(headers.get('content-type')).toContain('application/json');
  expect(headers.get('x-content-type-options')).toBe('nosniff');
  expect((await kept())[0]!.answer).toMatchObject({ comment });
});
