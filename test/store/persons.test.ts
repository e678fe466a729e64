import { afterAll, expect, it } from 'vitest';
import { acceptTerms, addPerson, personByToken } from '../../backend/store/persons.ts';
import { secret } from '../../backend/store/secret.ts';
import { emptyStore } from './empty-store.ts';

const { store, close } = await emptyStore();
afterAll(close);

it('finds a person by the hash of the token, and nobody by another', async () => {
  const now = new Date('2026-05-01T12:00:00Z');
  await addPerson(store, 'ann', 'hash-1', now);
  expect(await personByToken(store, 'hash-1')).toEqual({ id: 'ann', termsAcceptedAt: null });
  expect(await personByToken(store, 'hash-2')).toBeNull();
  await expect(addPerson(store, 'bob', 'hash-1', now)).rejects.toThrow(/unique/);
});

it('keeps the first acceptance of the terms', async () => {
  const first = new Date('2026-05-01T12:00:00Z');
  await acceptTerms(store, 'ann', first);
  await acceptTerms(store, 'ann', new Date('2026-06-01T12:00:00Z'));
  expect((await personByToken(store, 'hash-1'))?.termsAcceptedAt).toEqual(first);
});

it('keeps the first secret of a name, also when several are made at once', async () => {
  const made = await Promise.all(['a', 'b', 'c'].map(fresh => secret(store, 'name', fresh)));
  expect(new Set(made).size).toBe(1);
  expect(await secret(store, 'name', 'd')).toBe(made[0]);
  expect(await secret(store, 'other', 'e')).toBe('e');
});
