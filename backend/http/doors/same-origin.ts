import type { Context, Next } from 'koa';
import { Refusal } from '../refusal.ts';

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
  if (elsewhere || (origin !== '' && hostOf(origin) !== ctx.get('Host').toLowerCase()))
    throw new Refusal(
      403,
      'cross-site',
      'The request comes from another site',
      'Only pages of this server may ask for this.',
    );
}

/** Host and port as the Host header writes them; null for `null` and what is no address. */
function hostOf(origin: string): string | null {
  return URL.canParse(origin) ? new URL(origin).host : null;
}
