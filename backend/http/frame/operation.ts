import type { Context } from 'koa';
import type { z } from 'zod';
import type { Scope } from '../../core/policy/may.ts';
import type { Action, OpenAction } from '../../core/policy/policy.ts';
import type { Store } from '../../store/connect.ts';
import type { Deps } from '../deps.ts';
import type { Budget } from '../doors/limits/budgets.ts';

export type Call<Query = unknown, Body = unknown> = Readonly<{
  ctx: Context;
  deps: Deps;
  now: Date;
  /** A part of the path: `param('id')` of `/tasks/:id`. */
  param: (name: string) => string;
  query: Query;
  body: Body;
  /** What the action was allowed on. */
  scope: Scope;
  /**
   * Writes the row of the audit log, in the transaction of the deed where it has one. An action that leaves a row gets one
   * without details where the handler wrote none.
   */
  audit: (transaction: Store, what: Deed) => Promise<void>;
}>;
/** `target`: what it was done to, else the address; `about`: the person whom it was done to; `scope`: whose log it belongs in, else what the action was allowed on. */
type Deed = Readonly<{ target?: string; about?: string; scope?: Scope; data?: Told }>;
type Told = Readonly<Record<string, string | number | boolean | null>>;

/** What an operation answers with: a schema of the contract for JSON, media types for a download, neither for no body. */
export type Answers = Readonly<
  Record<number, Readonly<{ words: string; schema?: z.ZodType; types?: readonly string[] }>>
>;

/** What one must be allowed to do, and for what is not the whole installation's: whose the thing is that it is done to. */
export type Permission<Query = unknown> =
  | Readonly<{ may: OpenAction; of?: undefined }>
  | Readonly<{
      may: Action | ((query: Query) => Action);
      /** @throws Refusal 404 when there is no such thing */
      of: (call: Readonly<{ deps: Deps; param: (name: string) => string; query: Query }>) => Promise<Scope>;
    }>;

/** One method of one address: the router and the OpenAPI document are both made of these. */
export type Operation<Query = unknown, Body = unknown> = Permission<Query> &
  Readonly<{
    id: string;
    method: 'get' | 'post' | 'put' | 'delete';
    /** As @koa/router writes it: `/api/v1/tasks/:id`. */
    path: string;
    summary: string;
    /** What it spends of; absent: `reads` or `writes`, by its method. Null: nothing, machines ask it. */
    budget?: Budget | null;
    /** It only shows what the action is about: no deed, and so no row in the audit log. */
    looks?: true;
    /** A person's browser is led here, not a program: what goes wrong is said by this page of the interface, `?problem=` its code. */
    page?: string;
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
