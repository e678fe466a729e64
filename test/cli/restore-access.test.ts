import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { connect, type Store } from '../../backend/store/connect.ts';
import { forgetPersons } from '../../backend/store/people/leaving/forget-persons.ts';
import { personById } from '../../backend/store/people/persons.ts';
import { openSession } from '../../backend/store/people/sessions.ts';
import { emptyPlace, type Place } from '../servers/setting.ts';
import { seedSomebody } from '../store/people/leaving/somebody.ts';
import { later, NOW } from '../store/seed.ts';
import { callJalon } from './call-jalon.ts';

vi.setConfig({ testTimeout: 240_000, hookTimeout: 120_000 });

let place: Place;
let store: Store;
const file = () => join(place.dataDir, 'people.backup');
const well = async (...args: readonly string[]): Promise<string> => {
  const { code, told } = await callJalon(place, args);
  expect(code, told).toBe(0);
  return told;
};
beforeAll(async () => {
  place = await emptyPlace('postgres');
  store = connect(place.databaseUrl!, { max: 2 });
  await callJalon(place, ['schedule']);
  await seedSomebody(store);
  await store.insertInto('persons').values({ id: 'ivy', token_hash: 'none:ivy' }).execute();
  const id = randomUUID();
  const session = { id, tokenHash: id, person: 'ivy', agent: null, now: NOW, expiresAt: later(600) };
  await openSession(store, session);
  await well('backup', file());
});
afterAll(async () => {
  await store?.destroy();
  await place?.remove();
});

const peopleIn = async (table: 'sessions' | 'api_keys') =>
  (await store.selectFrom(table).select('person_id').orderBy('person_id').execute()).map(
    row => row.person_id,
  );
const invitations = async () => (await store.selectFrom('invitations').select('id').execute()).length;

describe('jalon restore', () => {
  beforeEach(async () => {
    for (const table of ['sessions', 'api_keys', 'invitations'] as const)
      await store.deleteFrom(table).execute();
  });

  it('gives nobody back a session, a key or an invitation that was ended since, but a guest theirs', async () => {
    const told = await well('restore', file(), '--replace', '--yes');
    expect(told).toContain('not kept: 2 sessions, 2 API keys, 2 invitations');
    expect(told).toContain('Roles are those of the backup');
    expect([await peopleIn('sessions'), await peopleIn('api_keys')]).toEqual([['ivy'], []]);
    expect(await invitations()).toBe(0);
    expect(await personById(store, 'ann')).toMatchObject({ account: { name: 'name of ann' } });
  });

  it('does so when it is told to', async () => {
    const told = await well('restore', file(), '--replace', '--yes', '--keep-access');
    expect(told).toContain('of then are good again');
    expect([await peopleIn('sessions'), await peopleIn('api_keys')]).toEqual([
      ['ann', 'bob', 'ivy'],
      ['ann', 'bob'],
    ]);
    expect(await invitations()).toBe(2);
  });

  it('brings nobody back who has deleted their account since', async () => {
    await forgetPersons(store, ['bob'], new Date());
    const told = await well('restore', file(), '--replace', '--yes', '--keep-access');
    expect(told).toContain('deleted since the backup, and now again: bob');
    expect(await personById(store, 'bob')).toBeNull();
    expect(await personById(store, 'ann')).not.toBeNull();
    expect(await peopleIn('sessions')).toEqual(['ann', 'ivy']);
  });
});

describe('jalon forget', () => {
  it('deletes the accounts that it is told, and says of whom there is nobody', async () => {
    await well('restore', file(), '--replace', '--yes');
    const { code, told } = await callJalon(place, ['forget', 'ann', 'nobody']);
    expect([code, told]).toEqual([2, expect.stringContaining('these ids: nobody')]);
    expect(told).toContain('deleted: 1 of 2');
    expect(await personById(store, 'ann')).toBeNull();
    expect((await callJalon(place, ['forget'])).code).toBe(2);
    expect((await callJalon(place, ['forget', '--help'])).out).toContain('jalon forget PERSON_ID');
  });
});
