import { createHash, timingSafeEqual } from 'node:crypto';
import type { Context } from 'koa';
import { RateLimiterMemory } from 'rate-limiter-flexible';
import { Refusal } from '../refusal.ts';

const LIMIT = {
  /** wrong secrets from one address, after which nothing it sends is compared */
  points: 10,
  /** seconds until it may try again */
  duration: 60,
};

/**
 * Tells whether a request carries the operator's secret: as a bearer token, or as the password of HTTP Basic under any user
 * name, which a browser asks for.
 * @throws Refusal 429 when wrong ones came from the address too often
 */
export function operatorSecret(token: string): (ctx: Context) => Promise<boolean> {
  const wanted = digest(token);
  const wrong = new RateLimiterMemory(LIMIT);
  return async ctx => {
    const given = secretIn(ctx.get('Authorization'));
    if (given === null) return false;
    const before = await wrong.get(ctx.ip);
    if (before && before.consumedPoints >= LIMIT.points) throw tooOften(ctx, before.msBeforeNext);
    // Both sides as digests: of one length, and the time says nothing of where they differ.
    if (timingSafeEqual(digest(given), wanted)) return true;
    await wrong.consume(ctx.ip);
    return false;
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

function tooOften(ctx: Context, wait: number): Refusal {
  const seconds = Math.max(1, Math.ceil(wait / 1000));
  ctx.set('Retry-After', String(seconds));
  return new Refusal(
    429,
    'too-many-tries',
    'Too many wrong secrets came from this address',
    `Try again in ${seconds} seconds.`,
  );
}
