import Router from '@koa/router';
import type { Context } from 'koa';
import { lineOf } from '../../core/policy/policy.ts';
import type { Deps } from '../deps.ts';
import { jsonBody } from '../doors/json-body.ts';
import type { Budget } from '../doors/limits/budgets.ts';
import { auditOf } from '../people/audit-of.ts';
import { tokenHashIn } from '../people/session-cookie.ts';
import { whoAsks } from '../people/who.ts';
import type { Admit } from '../permission/permission.ts';
import { notFound, Refusal } from '../refusal.ts';
import type { Operation } from './operation.ts';
import { parse } from './parse.ts';

/** Every operation under its address: the handler sees a body that was checked, of somebody who may. */
export function routerOf(operations: readonly Operation[], deps: Deps, admit: Admit): Router {
  const router = new Router({ strict: false, sensitive: true });
  for (const one of operations) {
    router.register(one.path, [one.method], async (ctx: Context) => {
      ctx.state.route = one.path;
      ctx.state.page = one.page;
      const now = deps.now?.() ?? new Date();
      const budget = budgetOf(one);
      if (budget) await deps.limits.arrive(ctx, budget);
      const param = (name: string) => idIn(ctx.params as Record<string, string>, name);
      const query = one.query ? parse(one.query, { ...ctx.query }, 'query') : undefined;
      const action = typeof one.may === 'function' ? one.may(query) : one.may;
      const scope = one.of ? await one.of({ deps, param, query }) : 'everything';
      await admit(ctx, action, scope, now);
      if (budget)
        for (const who of await spenders({ ctx, deps, now }, budget))
          await deps.limits.spend(ctx, budget, who);
      if (one.method !== 'get') await jsonBody(ctx, async () => {});
      const body = one.body ? parse(one.body, ctx.request.body ?? {}, 'body') : undefined;
      const write = auditOf({ ctx, deps, now }, one.id, scope);
      await one.handle({ ctx, deps, now, param, query, body, scope, audit: write });
      // A deed that was done leaves its row, whoever wrote the handler.
      if (lineOf(action).audited && !one.looks && ctx.method !== 'HEAD' && !ctx.state.audited)
        await write(deps.store, {});
    });
  }
  return router;
}

function budgetOf({ budget, method }: Operation): Budget | null {
  return budget === undefined ? (method === 'get' ? 'reads' : 'writes') : budget;
}

/**
 * Whose budgets are spent: the person's, and the key's that they use; null is nobody. Who only reads is not looked up for
 * that: the cookie stands for them.
 */
async function spenders(
  asked: Readonly<{ ctx: Context; deps: Deps; now: Date }>,
  budget: Budget,
): Promise<readonly (string | null)[]> {
  const { ctx } = asked;
  if (ctx.state.who === undefined && budget === 'reads') return [tokenHashIn(ctx)];
  const { key, person } = await whoAsks(asked);
  return [person?.id ?? null, ...(key === null ? [] : [key])];
}

/** No id holds what PostgreSQL could not look for. */
function idIn(params: Readonly<Record<string, string>>, name: string): string {
  const id = params[name] ?? '';
  if (id.includes('\0')) throw notFound('What is asked for');
  return id;
}

/** Why nothing answered under an address of the API: it takes other methods, or does not exist. */
export function unanswered(router: Router, ctx: Context): Refusal {
  const methods = router.match(ctx.path, ctx.method).path.flatMap(layer => layer.methods);
  if (methods.length === 0) return notFound('This address');
  const allowed = [...new Set(methods)].sort().join(', ');
  ctx.set('Allow', allowed);
  return new Refusal(
    405,
    'method-not-allowed',
    'This address does not take that method',
    `It takes ${allowed}.`,
  );
}
