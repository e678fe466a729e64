import type { Context } from 'koa';
import { hashOf, newToken } from './token.ts';

const TOKEN = /^[\w-]{43}$/;

/** As with the session's cookie: over HTTPS no subdomain can plant one. */
const nameOf = (ctx: Context): string => (ctx.secure ? '__Host-jalon-sign-in' : 'jalon-sign-in');

/**
 * Marks the browser in which a sign-in begins, so that it can end in this one only. A second one that begins beside the
 * first, in another tab, shares the mark. @param lifetime milliseconds @returns hex SHA-256 of it
 */
export function markBrowser(ctx: Context, lifetime: number): string {
  const token = markIn(ctx) ?? newToken();
  ctx.cookies.set(nameOf(ctx), token, {
    httpOnly: true,
    // Another site sends the browser back: a strict cookie would not come along.
    sameSite: 'lax',
    secure: ctx.secure,
    path: '/',
    maxAge: lifetime,
    overwrite: true,
  });
  return hashOf(token);
}

/** Hex SHA-256 of the browser's mark; null: it has none. */
export function markOf(ctx: Context): string | null {
  const token = markIn(ctx);
  return token === null ? null : hashOf(token);
}

function markIn(ctx: Context): string | null {
  const token = ctx.cookies.get(nameOf(ctx));
  return token !== undefined && TOKEN.test(token) ? token : null;
}
