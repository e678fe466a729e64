import { createHash, randomBytes, randomUUID } from 'node:crypto';
import type { Context } from 'koa';
import { addPerson, type Person, personByToken } from '../store/persons.ts';
import type { Call } from './frame/operation.ts';

const COOKIE = 'jalon';
/** milliseconds; browsers keep a cookie for 400 days at most */
const LIFETIME = 400 * 86_400_000;

/** The person whose cookie the request carries; null for a visitor who did nothing yet. */
export async function personOf({ ctx, deps }: Pick<Call, 'ctx' | 'deps'>): Promise<Person | null> {
  const token = ctx.cookies.get(COOKIE);
  return token && token.length <= 100 ? personByToken(deps.store, hashOf(token)) : null;
}

/** The same, or a new guest: a random token in a cookie, of which the database knows the hash only. */
export async function personOrGuest(call: Pick<Call, 'ctx' | 'deps' | 'now'>): Promise<Person> {
  const known = await personOf(call);
  if (known) return known;
  const token = randomBytes(32).toString('base64url');
  setCookie(call.ctx, token);
  return addPerson(call.deps.store, randomUUID(), hashOf(token), call.now);
}

function setCookie(ctx: Context, token: string): void {
  ctx.cookies.set(COOKIE, token, {
    httpOnly: true,
    sameSite: 'lax',
    secure: ctx.secure,
    maxAge: LIFETIME,
    overwrite: true,
  });
}

const hashOf = (token: string): string => createHash('sha256').update(token).digest('hex');
