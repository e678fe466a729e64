import { randomUUID } from 'node:crypto';
import type { Context } from 'koa';
import type { Store } from '../../store/connect.ts';
import type { Person } from '../../store/people/persons.ts';
import {
  guestByToken,
  type OpenSession,
  openSession,
  sessionByToken,
  touchSession,
} from '../../store/people/sessions.ts';
import { giveCookie, hashOf, newToken, tokenHashIn } from './session-cookie.ts';

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
  const hash = tokenHashIn(ctx);
  if (hash === null) return null;
  const known = await sessionByToken(store, hash, now);
  if (!known) return earlierGuest(ctx, store, hash, now);
  if (now.getTime() - known.seenAt.getTime() > TIMES.touch)
    await touchSession(store, known.id, now, new Date(now.getTime() + lifetimeOf(known.person)));
  return known;
}

/** A guest whose cookie is older than sessions are. */
async function earlierGuest(
  ctx: Context,
  store: Store,
  tokenHash: string,
  now: Date,
): Promise<OpenSession | null> {
  const person = await guestByToken(store, tokenHash);
  if (!person) return null;
  await openSession(store, newSession(ctx, person, tokenHash, now));
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
