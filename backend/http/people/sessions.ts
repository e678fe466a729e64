import { randomUUID } from 'node:crypto';
import type { Context } from 'koa';
import type { Store } from '../../store/connect.ts';
import type { Person } from '../../store/people/persons.ts';
import {
  type OpenSession,
  openSession,
  sessionByToken,
  takeGuestToken,
  touchSession,
} from '../../store/people/sessions.ts';
import { giveCookie, tokenIn } from './session-cookie.ts';
import { hashOf, newToken } from './token.ts';

const DAY = 86_400_000;
const TIMES = {
  /** milliseconds that a guest's session lasts after it was last used: a guest has nothing else to come back by */
  guest: 400 * DAY,
  /** milliseconds that the session of who is signed in lasts after it was last used */
  signedIn: 30 * DAY,
  /** milliseconds within which a use is not written down again */
  touch: 3_600_000,
};
/** characters of what a browser says that it is */
const AGENT = 200;

const lifetimeOf = ({ account }: Pick<Person, 'account'>): number => (account ? TIMES.signedIn : TIMES.guest);

/** The session whose cookie the request carries; null for a visitor. It lasts longer by being used. */
export async function sessionOf(ctx: Context, store: Store, now: Date): Promise<OpenSession | null> {
  const token = tokenIn(ctx);
  if (token === null) return null;
  const hash = hashOf(token);
  const known = (await sessionByToken(store, hash, now)) ?? (await earlierGuest(ctx, store, hash, now));
  if (known && now.getTime() - known.seenAt.getTime() > TIMES.touch) {
    const lifetime = lifetimeOf(known.person);
    await touchSession(store, known.id, now, new Date(now.getTime() + lifetime));
    // The browser forgets by its own clock.
    giveCookie(ctx, token, lifetime);
  }
  return known;
}

/** A guest whose cookie is older than sessions are: it is a session's from now on, and ends with it. */
async function earlierGuest(
  ctx: Context,
  store: Store,
  tokenHash: string,
  now: Date,
): Promise<OpenSession | null> {
  await store.transaction().execute(async transaction => {
    const guest = await takeGuestToken(transaction, tokenHash);
    if (guest !== null)
      await openSession(transaction, newSession(ctx, { id: guest, account: null }, tokenHash, now));
  });
  // Another request of the same browser may have been first.
  return sessionByToken(store, tokenHash, now);
}

/** Opens a session for the person and gives the browser its cookie; a token that it had before is worth nothing to it. */
export async function beginSession(
  ctx: Context,
  store: Store,
  person: Pick<Person, 'id' | 'account'>,
  now: Date,
): Promise<void> {
  const token = newToken();
  await openSession(store, newSession(ctx, person, hashOf(token), now));
  giveCookie(ctx, token, lifetimeOf(person));
}

const newSession = (ctx: Context, person: Pick<Person, 'id' | 'account'>, tokenHash: string, now: Date) => ({
  id: randomUUID(),
  tokenHash,
  person: person.id,
  agent: ctx.get('User-Agent').slice(0, AGENT) || null,
  now,
  expiresAt: new Date(now.getTime() + lifetimeOf(person)),
});
