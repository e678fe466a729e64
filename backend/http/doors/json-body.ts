import { bodyParser } from '@koa/bodyparser';
import type { Context, Next } from 'koa';
import { notJson, tooLarge } from '../refusal.ts';

/** bytes; an answer with every tag of a place has a tenth of it */
const BODY_LIMIT = 256 * 1024;

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
  if (length > BODY_LIMIT) throw tooLarge();
  if (hasBody && !ctx.is('application/json')) throw notJson();
  await parse(ctx, next);
}
