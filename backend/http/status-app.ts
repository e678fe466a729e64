import Koa from 'koa';
import type { Deps } from './deps.ts';
import { account } from './doors/account.ts';
import { addressDoor } from './doors/address.ts';
import { askedAs } from './doors/asked-as.ts';
import { headers } from './doors/headers.ts';
import { hostDoor } from './doors/host.ts';
import { problems } from './doors/problems.ts';
import { routerOf, unanswered } from './frame/router.ts';
import { permission } from './permission/permission.ts';
import { alive, ready } from './routes/health.ts';
import { readMetrics } from './routes/metrics.ts';

/** What a process that only works answers: whether it lives, and what it counts. */
export function createStatusApp(deps: Deps): Koa {
  const app = new Koa();
  app.on('error', fault => deps.log.warn({ err: fault }, 'connection failed'));
  askedAs(app, deps.config);
  app.use(account(deps.log, deps.metrics));
  app.use(headers(deps.config, () => false));
  app.use(problems(deps.log));
  app.use(hostDoor(deps.config));
  app.use(addressDoor);
  const router = routerOf([alive, ready, readMetrics], deps, permission(deps));
  app.use(router.routes());
  app.use(ctx => {
    throw unanswered(router, ctx);
  });
  return app;
}
