import { randomUUID } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { hashOf } from '../../backend/http/people/token.ts';
import type { Store } from '../../backend/store/connect.ts';
import { useStore } from '../store/empty-store.ts';
import { movedFinding, seedChallenge, seedTask, startOver, testChallenge } from '../store/seed.ts';
import { type Clock, clock } from './clock.ts';
import { guestVisitor, serveWithOsm, signedInAs } from './osm-visitor.ts';
import { Visitor } from './serve.ts';
import { addKey } from './signed-in.ts';

let store: Store;
useStore('embedded', opened => {
  store = opened;
});
let app: Awaited<ReturnType<typeof serveWithOsm>>;
let time: Clock;
beforeEach(async () => {
  await startOver(store, []);
  await seedChallenge(store, testChallenge('wells', { needed: 2 }));
  await seedTask(store, 'wells', 't', movedFinding('1', [4, 50]));
  time = clock();
  app = await serveWithOsm({ store, now: () => time.now });
});
afterEach(() => app.close());

const EXPORT = '/api/v1/me/export';

describe('the export of an account', () => {
  it('is a file with all that the person did and is', async () => {
    const ann = await signedInAs(app.url, 101);
    const task = (await ann.post('/api/v1/challenges/wells/next', {})).json;
    await ann.post(`/api/v1/tasks/${task.id}/answers`, {
      requestId: randomUUID(),
      factsDigest: task.factsDigest,
      acceptTerms: true,
      answer: { say: 'not-an-issue', comment: 'A barn, not a well' },
    });
    const { status, headers, json, text } = await ann.get(EXPORT);
    expect(status).toBe(200);
    expect(headers.get('content-type')).toContain('application/json');
    expect(headers.get('content-disposition')).toMatch(
      /^attachment; filename="jalon-account-\d{4}-\d\d-\d\d\.json"$/,
    );
    expect(headers.get('cache-control')).toBe('no-store');
    expect(json).toMatchObject({
      format: 'jalon-account',
      writtenAt: time.now.toISOString(),
      account: { name: 'Ann Mapper', server: app.oauth.url, tokenKept: true, scopes: ['read_prefs'] },
      sessions: [{ agent: expect.any(String) }],
      answers: [
        {
          task: 't',
          challenge: 'wells',
          state: 'pending',
          answer: { say: 'not-an-issue', comment: 'A barn, not a well' },
        },
      ],
      taskEvents: [{ task: 't', event: 'answer' }],
    });
    const [token] = app.oauth.tokens.keys();
    expect(text).not.toContain(token);
    expect(text).not.toContain(hashOf(ann.cookie.replace('jalon=', '')));
  });

  it('is nobody’s but one’s own', async () => {
    const [ann, bob] = [await signedInAs(app.url, 101), await signedInAs(app.url, 102)];
    const [{ id: annsId }, text] = [(await ann.get('/api/v1/me')).json, (await bob.get(EXPORT)).text];
    expect(text).not.toContain(annsId);
    expect(text).not.toContain('Ann Mapper');
  });

  it('is a guest’s, too, and no visitor’s', async () => {
    const guest = await guestVisitor(app.url, store);
    expect((await guest.get(EXPORT)).json).toMatchObject({ person: { id: guest.person }, account: null });
    expect((await new Visitor(app.url).get(EXPORT)).status).toBe(401);
  });

  it('is given to no key', async () => {
    const ann = await signedInAs(app.url, 101);
    const { id } = (await ann.get('/api/v1/me')).json;
    const token = await addKey(store, id, ['read', 'export']);
    const withKey = await new Visitor(app.url).get(EXPORT, { authorization: `Bearer ${token}` });
    expect(withKey).toMatchObject({ status: 403, json: { code: 'key-scope' } });
  });

  it('comes in pieces, however much it is, and whole', async () => {
    const ann = await signedInAs(app.url, 101);
    const { id } = (await ann.get('/api/v1/me')).json;
    const events = Array.from({ length: 3001 }, () => ({
      task_id: 't',
      event: 'answer',
      to_state: 'pending' as const,
      from_state: null,
      run_id: null,
      person_id: id as string,
      data: '{}',
    }));
    await store.insertInto('task_events').values(events).execute();
    expect((await ann.get(EXPORT)).json.taskEvents).toHaveLength(3001);
    const head = await fetch(app.url + EXPORT, { method: 'HEAD', headers: { cookie: ann.cookie } });
    expect([head.status, await head.text()]).toEqual([200, '']);
  });
});
