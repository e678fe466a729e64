import { randomUUID } from 'node:crypto';
import type { Context, Next } from 'koa';
import type { Logger } from 'pino';
import type { Metrics } from '../metrics/metrics.ts';

/** What a request's line may hold of an id that somebody else made. */
const TOKEN = /^[\w.-]{8,64}$/;
/** Asked every few seconds, by machines. */
const OFTEN = new Set(['/healthz', '/readyz', '/metrics']);

/**
 * Gives each request its id, and an account of it when it is over: a line in the log and a measurement. Neither holds a
 * query, a header or an address; `ctx.state.route` is the template that answered, `ctx.state.about` what else to tell.
 */
export function account(log: Logger, metrics: Metrics) {
  return async (ctx: Context, next: Next): Promise<void> => {
    const began = performance.now();
    const asked = ctx.get('X-Request-Id');
    const requestId: string = TOKEN.test(asked) ? asked : randomUUID();
    const { method, path } = ctx;
    ctx.state.requestId = requestId;
    ctx.set('X-Request-Id', requestId);
    log.debug({ requestId, method, path, from: ctx.ip, agent: ctx.get('User-Agent') }, 'request begins');
    ctx.res.once('close', () => {
      const seconds = (performance.now() - began) / 1000;
      const route = (ctx.state.route as string | undefined) ?? 'none';
      const { status } = ctx;
      metrics.request({ method, route, status, seconds });
      log[OFTEN.has(route) ? 'debug' : 'info'](
        {
          requestId,
          method,
          route,
          path: path.slice(0, 300),
          status,
          ms: Math.round(seconds * 1000),
          ...(!ctx.res.writableFinished && { broken: true }),
          ...(ctx.state.about as object | undefined),
        },
        'request',
      );
    });
    await next();
  };
}
