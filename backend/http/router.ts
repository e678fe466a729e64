import Router from '@koa/router';
import type { Context } from 'koa';
import type { Deps } from './deps.ts';
import { jsonBody } from './doors/json-body.ts';
import type { Operation } from './operation.ts';
import { parse } from './parse.ts';

/** Every operation under its address: the body is read and checked before the handler sees it. */
export function routerOf(operations: readonly Operation[], deps: Deps): Router {
  const router = new Router({ strict: false, sensitive: true });
  for (const one of operations) {
    router.register(one.path, [one.method], async (ctx: Context) => {
      if (one.method !== 'get') await jsonBody(ctx, async () => {});
      const query = one.query ? parse(one.query, { ...ctx.query }, 'query') : undefined;
      const body = one.body ? parse(one.body, ctx.request.body ?? {}, 'body') : undefined;
      const param = (name: string) => (ctx.params as Record<string, string>)[name] ?? '';
      await one.handle({ ctx, deps, now: deps.now?.() ?? new Date(), param, query, body });
    });
  }
  return router;
}
