import { createHash } from 'node:crypto';
import { Stream } from 'node:stream';
import type { Context, Next } from 'koa';

/** JSON as text, and an ETag on every answer to a GET, so that a browser that has it already is told so with a 304. */
export async function freshness(ctx: Context, next: Next): Promise<void> {
  await next();
  if (!ctx.response.get('Cache-Control')) ctx.set('Cache-Control', 'private, no-cache');
  if (ctx.body === null || typeof ctx.body !== 'object') return;
  if (ctx.body instanceof Stream || Buffer.isBuffer(ctx.body)) return;
  const text = JSON.stringify(ctx.body);
  ctx.body = text;
  ctx.type = 'application/json';
  const reads = ctx.method === 'GET' || ctx.method === 'HEAD';
  if (!reads || ctx.status !== 200) return;
  // Weak: compression comes after, and the same tag stands for every encoding.
  ctx.set('ETag', `W/"${createHash('sha1').update(text).digest('base64url')}"`);
  if (ctx.fresh) ctx.status = 304;
}
