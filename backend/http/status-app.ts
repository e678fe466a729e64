import Koa from 'koa';
import type { Deps } from './deps.ts';
import { hostDoor } from './doors/host.ts';
import { problems } from './doors/problems.ts';
import { routerOf, unanswered } from './frame/router.ts';
import { alive, ready } from './routes/health.ts';

/** What a process that only works answers: whether it lives. */
export function createStatusApp(deps: Deps): Koa {
  const app = new Koa();
  app.on('error', fault => deps.log.warn({ err: fault }, 'connection failed'));
  app.use(problems(deps.log));
  app.use(hostDoor(deps.config.host));
  const router = routerOf([alive, ready], deps);
  app.use(router.routes());
  app.use(ctx => {
    throw unanswered(router, ctx);
  });
  return app;
}
