import type { Context, Next } from 'koa';
import { Refusal } from '../refusal.ts';
import { originOf } from './asked-as.ts';

const SAFE = new Set(['GET', 'HEAD', 'OPTIONS']);

/**
 * What changes something must come from our own pages. Browsers say where a request comes from (Sec-Fetch-Site, Origin);
 * a program that says neither carries no cookie of a person who is browsing, so it may pass.
 */
export async function sameOrigin(ctx: Context, next: Next): Promise<void> {
  if (!SAFE.has(ctx.method)) refuseElsewhere(ctx);
  await next();
}

/** @throws Refusal 403 when a page of another site made the browser ask */
export function refuseElsewhere(ctx: Context): void {
  const site = ctx.get('Sec-Fetch-Site');
  const origin = ctx.get('Origin');
  const elsewhere = site !== '' && site !== 'same-origin' && site !== 'none';
  if (elsewhere || (origin !== '' && !isOurs(origin, ctx)))
    throw new Refusal(
      403,
      'cross-site',
      'The request comes from another site',
      'Only pages of this server may ask for this.',
    );
}

/** `null` and what is no address are nobody's; where people come by TLS, a page that came without is not ours. */
function isOurs(origin: string, ctx: Context): boolean {
  const own = originOf(ctx);
  if (!URL.canParse(origin) || !URL.canParse(own)) return false;
  const { host, protocol } = new URL(origin);
  return host === new URL(own).host && (protocol === 'https:' || ctx.protocol === 'http');
}
