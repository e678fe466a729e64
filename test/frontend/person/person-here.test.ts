import { expect, it } from 'vitest';
import { personHere, rememberPerson } from '../../../frontend/src/person/person-here.ts';
import { keeper } from '../keeper.ts';

it('is a visitor until the server has said something else', () => {
  expect(personHere(keeper())).toEqual({ id: null, account: false });
});

it('is whom the server named last', () => {
  const kept = keeper();
  rememberPerson(kept, { id: 'ann', account: { name: 'Ann' } });
  expect(personHere(kept)).toEqual({ id: 'ann', account: true });
  rememberPerson(kept, { id: null, account: null });
  expect(personHere(kept)).toEqual({ id: null, account: false });
});

it('is a visitor where what was kept cannot be read', () => {
  const kept = keeper();
  kept.setItem('jalon.person', '{');
  expect(personHere(kept)).toEqual({ id: null, account: false });
});
