import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { LonLat } from '../../backend/core/feature.ts';
import { metres } from '../../backend/core/geo.ts';
import type { Store } from '../../backend/store/connect.ts';
import { emptyStore } from '../store/empty-store.ts';
import { missingFinding, seedChallenge, seedPerson, seedTask, testChallenge } from '../store/seed.ts';
import { type Clock, clock } from './clock.ts';
import { type Serving, serve, Visitor } from './serve.ts';

/** More than are looked at together. */
const MANY = 260;
const HERE: LonLat = [4.5, 50.5];

let store: Store;
let close: () => Promise<void>;
let app: Serving;
let time: Clock;

beforeAll(async () => {
  ({ store, close } = await emptyStore());
  time = clock();
  app = await serve({ store, now: () => time.now });
  for (const id of ['many', 'few']) await seedChallenge(store, testChallenge(id, { licence: 'CC-BY-NC' }));
  await seedPerson(store, 'busy');
  for (let n = 0; n < MANY; n++)
    await seedTask(store, 'many', `t${n}`, missingFinding(`${n}`, [4 + (n % 20) / 20, 50 + n / MANY]));
});
afterAll(async () => {
  await app.close();
  await close();
});

describe('the next task of a look-here challenge', () => {
  it('is the nearest by the areas, however many of the first are held by others', async () => {
    const ann = new Visitor(app.url);
    const { json } = await ann.get('/api/v1/challenges/many/tasks');
    const byArea: string[] = json.features
      .map((pin: { id: string; geometry: { coordinates: LonLat } }) => [
        pin.id,
        metres(HERE, pin.geometry.coordinates),
      ])
      .sort((a: [string, number], b: [string, number]) => a[1] - b[1])
      .map(([id]: [string]) => id);
    const next = async (skip: string[] = []) =>
      (await ann.ask('POST', '/api/v1/challenges/many/next', { near: HERE, skip })).json.id;
    expect(byArea).toHaveLength(MANY);
    expect(await next()).toBe(byArea[0]);
    expect(await next(byArea.slice(0, 2))).toBe(byArea[2]);
    const until = new Date(time.now.getTime() + 300_000);
    const held = byArea.slice(3, 250).map(task_id => ({ task_id, person_id: 'busy', until }));
    await store.insertInto('claims').values(held).execute();
    expect(await next(byArea.slice(0, 3))).toBe(byArea[250]);
  });

  it('is one that has come since the areas were read, where nothing else is left', async () => {
    const ann = new Visitor(app.url);
    const next = () => ann.ask('POST', '/api/v1/challenges/few/next', { near: HERE, skip: ['first'] });
    await seedTask(store, 'few', 'first', missingFinding('1', [4, 50]));
    expect((await next()).status).toBe(204);
    await seedTask(store, 'few', 'second', missingFinding('2', [6, 52]));
    expect((await next()).json.id).toBe('second');
  });

  it('follows an area that moved, seconds later', async () => {
    const ann = new Visitor(app.url);
    const next = async (near: LonLat) =>
      (await ann.ask('POST', '/api/v1/challenges/few/next', { near })).json.id;
    expect(await next([4, 50])).toBe('first');
    await store
      .updateTable('tasks')
      .set({ facts: JSON.stringify(missingFinding('1', [8, 54])), facts_digest: 'moved' })
      .where('id', '=', 'first')
      .execute();
    time.pass(600);
    expect(await next([4, 50])).toBe('second');
    expect(await next([8, 54])).toBe('first');
  });
});
