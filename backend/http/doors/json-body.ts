import { bodyParser } from '@koa/bodyparser';
import type { Context, Next } from 'koa';
import { Refusal } from '../refusal.ts';

/** bytes; an answer with every tag of a place has a tenth of it */
export const BODY_LIMIT = 256 * 1024;

const parse = bodyParser({
  enableTypes: ['json'],
  encoding: 'utf-8',
  jsonLimit: BODY_LIMIT,
  parsedMethods: ['POST', 'PUT', 'PATCH', 'DELETE'],
});

/** JSON and nothing else; a form, which any page can post anywhere, is refused before it is read. */
export async function jsonBody(ctx: Context, next: Next): Promise<void> {
  const length = Number(ctx.get('Content-Length') || 0);
  const hasBody = length > 0 || ctx.get('Transfer-Encoding') !== '';
  if (length > BODY_LIMIT)
    throw new Refusal(413, 'too-large', 'The body is too large', 'A body has 256 kB at most.');
  if (hasBody && !ctx.is('application/json'))
    throw new Refusal(415, 'not-json', 'The body is not JSON', 'Send it as application/json, in UTF-8.');
  await parse(ctx, next);
}
