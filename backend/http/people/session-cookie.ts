import type { Context } from 'koa';
import { hashOf } from './token.ts';

/** A cookie of this prefix is taken over HTTPS only, for the whole site, and from no subdomain's hand. */
const nameOf = (ctx: Context): string => (ctx.secure ? '__Host-jalon' : 'jalon');

/** The token that the browser carries; null: none that could be ours. */
export function tokenIn(ctx: Context): string | null {
  const token = ctx.cookies.get(nameOf(ctx));
  return token && token.length <= 100 ? token : null;
}

/** Its hash. */
export function tokenHashIn(ctx: Context): string | null {
  const token = tokenIn(ctx);
  return token === null ? null : hashOf(token);
}

/** @param lifetime milliseconds; browsers keep a cookie for 400 days at most */
export function giveCookie(ctx: Context, token: string, lifetime: number): void {
  ctx.cookies.set(nameOf(ctx), token, { ...options(ctx), maxAge: lifetime });
}

export function takeCookie(ctx: Context): void {
  ctx.cookies.set(nameOf(ctx), null, options(ctx));
}

const options = (ctx: Context) =>
  ({ httpOnly: true, sameSite: 'lax', secure: ctx.secure, path: '/', overwrite: true }) as const;
