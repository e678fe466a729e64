import type { Context, Next } from 'koa';
import { Refusal } from '../refusal.ts';

const BOUNDS = {
  /** characters of path and query; the longest of ours, a callback of a sign-in, has a few hundred */
  length: 4_096,
  /** parameters of a query; no operation takes more than ten */
  parameters: 40,
};

/** Addresses are short. What is longer is refused before anything reads it. */
export async function addressDoor(ctx: Context, next: Next): Promise<void> {
  const { length } = ctx.originalUrl;
  if (length > BOUNDS.length || ctx.querystring.split('&').length > BOUNDS.parameters)
    throw new Refusal(
      414,
      'address-too-long',
      'The address is too long',
      `It has ${BOUNDS.length} characters and ${BOUNDS.parameters} parameters at most.`,
    );
  await next();
}
