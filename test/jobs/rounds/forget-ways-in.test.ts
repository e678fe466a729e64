import { expect, it } from 'vitest';
import type { Store } from '../../../backend/store/connect.ts';
import { addOneTimeLink } from '../../../backend/store/people/one-time-links.ts';
import { addInvitation } from '../../../backend/store/people/roles/invitations.ts';
import { openSession } from '../../../backend/store/people/sessions.ts';
import { beginSignIn } from '../../../backend/store/people/sign-ins.ts';
import { forgetWaysIn } from '../../../jobs/rounds/forget-ways-in.ts';
import { useStore } from '../../store/empty-store.ts';
import { later, NOW, seedPerson } from '../../store/seed.ts';

let store: Store;
useStore('embedded', opened => {
  store = opened;
});

const DAY = 86_400;
const begin = (state: string, at: number) =>
  beginSignIn(store, state, {
    browserHash: 'b',
    verifier: 'v',
    scopes: ['read_prefs'],
    returnTo: '/',
    keepAnswers: true,
    uploadsOf: null,
    now: later(at),
    expiresAt: later(at + 600),
  });
const session = (id: string, ends: number) =>
  openSession(store, { id, tokenHash: id, person: 'ann', agent: null, now: NOW, expiresAt: later(ends) });

const invite = (id: string, ends: number) =>
  store.transaction().execute(transaction =>
    addInvitation(transaction, {
      id,
      tokenHash: id,
      into: { organisation: null },
      role: 'admin',
      by: null,
      uses: 1,
      now: NOW,
      expiresAt: later(ends),
    }),
  );

it('removes sign-ins and links that ended two days ago, and sessions and invitations that have ended', async () => {
  await seedPerson(store, 'ann');
  await begin('long ago', -600);
  await begin('of late', -599);
  await begin('under way', 2 * DAY);
  await addOneTimeLink(store, 'old link', NOW);
  await addOneTimeLink(store, 'new link', later(1));
  await session('ended', 2 * DAY);
  await session('alive', 2 * DAY + 1);
  await invite('over', 2 * DAY);
  await invite('open', 2 * DAY + 1);
  await forgetWaysIn(store, later(2 * DAY));
  const left = [
    ...(await store.selectFrom('sign_ins').select('state_hash as id').orderBy('created_at').execute()),
    ...(await store.selectFrom('one_time_links').select('token_hash as id').execute()),
    ...(await store.selectFrom('sessions').select('id').execute()),
    ...(await store.selectFrom('invitations').select('id').execute()),
  ];
  expect(left.map(({ id }) => id)).toEqual(['of late', 'under way', 'new link', 'alive', 'open']);
});
