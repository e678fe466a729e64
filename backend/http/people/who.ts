import { randomUUID } from 'node:crypto';
import type { Context } from 'koa';
import { grantsOf } from '../../core/policy/grants-of.ts';
import type { Actor } from '../../core/policy/may.ts';
import { keyByToken, touchKey } from '../../store/people/api-keys.ts';
import { addPerson, type Person } from '../../store/people/persons.ts';
import type { Deps } from '../deps.ts';
import { Refusal } from '../refusal.ts';
import { beginSession, sessionOf } from './sessions.ts';
import { hashOf } from './token.ts';

/** Who a request comes from, and as what it may act. */
export type Who = Readonly<{
  /** Null: a visitor who did nothing yet, or the operator. */
  person: Person | null;
  /** The session's id; null without a cookie. */
  session: string | null;
  /** The key's id; null where no API key was sent. */
  key: string | null;
  actor: Actor;
}>;

type Asked = Readonly<{ ctx: Context; deps: Pick<Deps, 'store' | 'limits'>; now: Date }>;

const KEY = /^bearer +(jalon_[\w-]{20,100})$/i;
/** milliseconds within which the use of a key is not written down again */
const TOUCH = 60_000;

/** Found once for each request. @throws Refusal 401 for a key that nobody has */
export function whoAsks(asked: Asked): Promise<Who> {
  asked.ctx.state.who ??= find(asked);
  return asked.ctx.state.who as Promise<Who>;
}

async function find({ ctx, deps: { store, limits }, now }: Asked): Promise<Who> {
  const [, key] = KEY.exec(ctx.get('Authorization').trim()) ?? [];
  if (key !== undefined) {
    const known = await limits.guess(ctx, 'wrong-keys', () => keyByToken(store, hashOf(key), now));
    if (!known) throw badKey();
    if (!known.usedAt || now.getTime() - known.usedAt.getTime() > TOUCH) await touchKey(store, known.id, now);
    const actor = { grants: grantsOf(known.person), key: known.scopes };
    return { person: known.person, session: null, key: known.id, actor };
  }
  const session = await sessionOf(ctx, store, now);
  const person = session?.person ?? null;
  return { person, session: session?.id ?? null, key: null, actor: { grants: grantsOf(person) } };
}

const badKey = () =>
  new Refusal(401, 'bad-key', 'This key opens nothing', 'It was revoked, has expired, or was never given.');

/** The person who asks; null for a visitor who did nothing yet. */
export async function personOf(asked: Asked): Promise<Person | null> {
  return (await whoAsks(asked)).person;
}

/** The same, or a new guest with a session of their own. */
export async function personOrGuest(asked: Asked): Promise<Person> {
  const known = await personOf(asked);
  if (known) return known;
  const { ctx, deps, now } = asked;
  await deps.limits.arrive(ctx, 'guests');
  const guest = await deps.store.transaction().execute(async transaction => {
    const person = await addPerson(transaction, randomUUID(), now);
    await beginSession(ctx, transaction, person, now);
    return person;
  });
  ctx.state.who = undefined;
  return guest;
}

/** The person who is signed in. @throws Refusal 401 where nobody is */
export async function signedIn(asked: Asked): Promise<Person & { account: NonNullable<Person['account']> }> {
  const person = await personOf(asked);
  if (!person?.account) throw signInNeeded();
  return { ...person, account: person.account };
}

export const signInNeeded = () =>
  new Refusal(401, 'sign-in-needed', 'Sign in first', 'This is for people who are signed in.');
