import { createHash, timingSafeEqual } from 'node:crypto';
import type { Context } from 'koa';
import type { Limits } from '../doors/limits/limits.ts';

/**
 * Tells whether a request carries the operator's secret: as a bearer token, or as the password of HTTP Basic under any user
 * name, which a browser asks for. Throws Refusal 429 when wrong ones came from the address too often.
 */
export function operatorSecret(token: string, limits: Limits): (ctx: Context) => Promise<boolean> {
  const wanted = digest(token);
  return async ctx => {
    const given = secretIn(ctx.get('Authorization'));
    // An API key is no wrong secret: whose it is, is asked elsewhere.
    if (given === null || given.startsWith('jalon_')) return false;
    // Both sides as digests: of one length, and the time says nothing of where they differ.
    const compare = async () => timingSafeEqual(digest(given), wanted);
    return (await limits.guess(ctx, 'wrong-secrets', compare)) === true;
  };
}

const digest = (text: string): Buffer => createHash('sha256').update(text).digest();

/** Null: none that could be read. */
function secretIn(header: string): string | null {
  const [, scheme = '', value = ''] = /^(bearer|basic) +(\S+)$/i.exec(header.trim()) ?? [];
  if (scheme.toLowerCase() === 'bearer') return value;
  if (scheme.toLowerCase() !== 'basic') return null;
  const pair = Buffer.from(value, 'base64').toString('utf8');
  const colon = pair.indexOf(':');
  return colon < 0 ? null : pair.slice(colon + 1);
}
