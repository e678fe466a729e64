import { describe, expect, it } from 'vitest';
import type { Store } from '../../../backend/store/connect.ts';
import { addPerson } from '../../../backend/store/people/persons.ts';
import {
  endSessions,
  openSession,
  sessionByToken,
  sessionsOf,
  takeGuestToken,
  touchSession,
} from '../../../backend/store/people/sessions.ts';
import { useStore } from '../empty-store.ts';
import { later, NOW } from '../seed.ts';

let store: Store;
useStore('postgres', opened => {
  store = opened;
});
let count = 0;
async function session(person: string, seconds = 60) {
  const token = `hash-${++count}`;
  const id = `session-${count}`;
  await openSession(store, {
    id,
    tokenHash: token,
    person,
    agent: 'Fox',
    now: NOW,
    expiresAt: later(seconds),
  });
  return { id, token };
}
async function person(id: string) {
  await addPerson(store, id, NOW);
  return id;
}

describe('a session', () => {
  it('is known by the hash of its token until it ends, and later when it is used', async () => {
    const { id, token } = await session(await person('ann'));
    expect(await sessionByToken(store, token, later(59))).toMatchObject({ id, person: { id: 'ann' } });
    expect(await sessionByToken(store, token, later(60))).toBeNull();
    await touchSession(store, id, later(30), later(90));
    expect((await sessionByToken(store, token, later(60)))?.seenAt).toEqual(later(30));
    expect(await sessionByToken(store, 'other', NOW)).toBeNull();
  });

  it('of a person who has gone, or went up in another, is none', async () => {
    for (const gone of [{ deleted_at: NOW }, { merged_into: 'somebody' }]) {
      const { token } = await session(await person(`gone-${count}`));
      await store
        .updateTable('persons')
        .set(gone)
        .where('id', '=', `gone-${count - 1}`)
        .execute();
      expect(await sessionByToken(store, token, NOW)).toBeNull();
    }
  });

  it('stays where all others of the person are ended', async () => {
    await person('bob');
    const [first, second, third] = [await session('bob'), await session('bob'), await session('bob')];
    const other = await session(await person('cleo'));
    expect(await endSessions(store, 'bob', second.id)).toBe(2);
    expect((await sessionsOf(store, 'bob', NOW)).map(({ id }) => id)).toEqual([second.id]);
    for (const { token } of [first, third]) expect(await sessionByToken(store, token, NOW)).toBeNull();
    expect(await sessionByToken(store, other.token, NOW)).not.toBeNull();
  });

  it('carries the roles of who is signed in, and none of a guest', async () => {
    const { token } = await session(await person('dora'));
    await store
      .insertInto('grants')
      .values({ id: 'g', person_id: 'dora', role: 'admin', organisation_id: null, granted_by: null })
      .execute();
    expect((await sessionByToken(store, token, NOW))?.person).toMatchObject({
      account: null,
      grants: [],
    });
    await store
      .insertInto('accounts')
      .values({ person_id: 'dora', server: 'https://osm.example', subject: '4', name: 'Dora Example' })
      .execute();
    expect((await sessionByToken(store, token, NOW))?.person).toMatchObject({
      account: { name: 'Dora Example' },
      grants: [{ role: 'admin', scope: 'everything' }],
    });
  });
});

describe('a guest from before there were sessions', () => {
  const old = (id: string) =>
    store
      .insertInto('persons')
      .values({ id, token_hash: `old-${id}`, terms_accepted_at: null })
      .execute();

  it('is found by the token of then, once', async () => {
    await old('eve');
    expect(await takeGuestToken(store, 'old-eve')).toBe('eve');
    expect(await takeGuestToken(store, 'old-eve')).toBeNull();
  });

  it('is not found when they have an account by now', async () => {
    await old('finn');
    await store
      .insertInto('accounts')
      .values({ person_id: 'finn', server: 'https://osm.example', subject: '6', name: 'Finn Example' })
      .execute();
    expect(await takeGuestToken(store, 'old-finn')).toBeNull();
  });
});
