import type { Context } from 'koa';
import type { z } from 'zod';
import type { Deps } from '../deps.ts';
import type { Action } from '../permission/policy.ts';

export type Call<Query = unknown, Body = unknown> = Readonly<{
  ctx: Context;
  deps: Deps;
  now: Date;
  /** A part of the path: `param('id')` of `/tasks/:id`. */
  param: (name: string) => string;
  query: Query;
  body: Body;
}>;

/** What an operation answers with: a schema of the contract for JSON, media types for a download, neither for no body. */
export type Answers = Readonly<
  Record<number, Readonly<{ words: string; schema?: z.ZodType; types?: readonly string[] }>>
>;

/** One method of one address: the router and the OpenAPI document are both made of these. */
export type Operation<Query = unknown, Body = unknown> = Readonly<{
  id: string;
  method: 'get' | 'post' | 'put' | 'delete';
  /** As @koa/router writes it: `/api/v1/tasks/:id`. */
  path: string;
  summary: string;
  /** What one must be allowed to do; absent: everybody may. */
  may?: Action;
  query?: z.ZodType<Query>;
  body?: z.ZodType<Body>;
  answers: Answers;
  /** Codes of the refusals that a caller should expect, by status; 400, 404 and 500 of the frame go without saying. */
  refusals?: Readonly<Record<number, string>>;
  handle(call: Call<Query, Body>): Promise<void>;
}>;

/** Gives `query` and `body` of `handle` the types of their schemas. */
export function operation<Query = unknown, Body = unknown>(one: Operation<Query, Body>): Operation {
  return one as Operation;
}
