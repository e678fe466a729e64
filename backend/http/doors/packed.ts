import { brotliCompressSync, constants, gzipSync } from 'node:zlib';
import type { Context, Next } from 'koa';

const SIZES = {
  /** characters; below it fits into one packet with its headers */
  least: 1024,
  /** characters; it takes less than a millisecond, and more is packed as it is sent, in other threads */
  most: 100_000,
};
/** Beyond it, twice the time saves a few bytes in a hundred. */
const EFFORT = 3;

/**
 * Packs an answer that is made whole, here and at once: the stream that `koa-compress` makes of it, with its turns through other
 * threads, costs ten times as much.
 */
export async function packed(ctx: Context, next: Next): Promise<void> {
  await next();
  const { body } = ctx;
  if (typeof body !== 'string' || body.length < SIZES.least || body.length > SIZES.most) return;
  if (ctx.method === 'HEAD' || ctx.response.get('Content-Encoding')) return;
  const read = ctx.acceptsEncodings();
  if (read.includes('br')) {
    ctx.body = brotliCompressSync(body, { params: { [constants.BROTLI_PARAM_QUALITY]: EFFORT } });
    ctx.set('Content-Encoding', 'br');
  } else if (read.includes('gzip')) {
    ctx.body = gzipSync(body, { level: EFFORT });
    ctx.set('Content-Encoding', 'gzip');
  }
}
