import Koa from 'koa';
import compress from 'koa-compress';
import type { Deps } from './deps.ts';
import { account } from './doors/account.ts';
import { addressDoor } from './doors/address.ts';
import { askedAs } from './doors/asked-as.ts';
import { freshness } from './doors/freshness.ts';
import { frontendFiles } from './doors/frontend-files.ts';
import { headers } from './doors/headers.ts';
import { hostDoor } from './doors/host.ts';
import { packed } from './doors/packed.ts';
import { problems } from './doors/problems.ts';
import { sameOrigin } from './doors/same-origin.ts';
import { routerOf, unanswered } from './frame/router.ts';
import { queueBoard } from './operate/queue-board.ts';
import { OPERATIONS } from './operations.ts';
import { permission } from './permission/permission.ts';
import { notFound } from './refusal.ts';

/** The whole of HTTP: doors from the outside in, then the API, then the built interface. */
export function createApp(deps: Deps): Koa {
  const app = new Koa();
  app.on('error', fault => deps.log.warn({ err: fault }, 'connection failed'));
  askedAs(app, deps.config);
  app.use(account(deps.log, deps.metrics));
  app.use(compress({ threshold: 1024 }));
  app.use(packed);
  app.use(headers(deps.config, path => !isOurs(path)));
  app.use(problems(deps.log));
  app.use(hostDoor(deps.config));
  app.use(addressDoor);
  app.use(sameOrigin);
  app.use(async (ctx, next) => (isOurs(ctx.path) ? freshness(ctx, next) : next()));
  const admit = permission(deps);
  app.use(queueBoard(deps.queueView, admit, deps.limits));
  const router = routerOf(OPERATIONS, deps, admit);
  app.use(router.routes());
  app.use(async (ctx, next) => {
    const ours = isOurs(ctx.path);
    await deps.limits.arrive(ctx, ours ? 'reads' : 'files');
    if (ours) throw unanswered(router, ctx);
    await next();
  });
  if (deps.frontend) app.use(frontendFiles(deps.frontend));
  app.use(() => {
    throw notFound('This page');
  });
  return app;
}

const isOurs = (path: string) =>
  path === '/api' || path.startsWith('/api/') || /^\/(healthz|readyz|metrics)\/?$/.test(path);
