import type { Context, Next } from 'koa';
import type { Logger } from 'pino';
import { notJson, problemOf, Refusal, tooLarge } from '../refusal.ts';

/** Words for what the libraries under us throw: they know a status and say too much or too little. */
const WORDS: Readonly<Record<number, () => Refusal>> = {
  400: () =>
    new Refusal(
      400,
      'bad-request',
      'The request cannot be read',
      'The address or the body is not well formed.',
    ),
  413: tooLarge,
  415: notJson,
};

/** Every fault becomes problem+json, and what nobody expected is logged, not shown. */
export function problems(log: Logger) {
  return async (ctx: Context, next: Next): Promise<void> => {
    const id = ctx.state.requestId as string;
    try {
      await next();
    } catch (fault) {
      const refusal = toRefusal(fault);
      if (refusal.status >= 500)
        log.error({ err: fault, requestId: id, method: ctx.method, path: ctx.path }, 'request failed');
      ctx.status = refusal.status;
      ctx.set('Cache-Control', 'no-store');
      ctx.body = JSON.stringify(problemOf(refusal, `/requests/${id}`));
      ctx.type = 'application/problem+json';
    }
  };
}

function toRefusal(fault: unknown): Refusal {
  if (fault instanceof Refusal) return fault;
  const status = (fault as { status?: unknown })?.status;
  const words = typeof status === 'number' ? WORDS[status] : undefined;
  if (words) return words();
  // Other client faults of the libraries: their status is right, their words are not ours.
  if (typeof status === 'number' && status >= 400 && status < 500)
    return new Refusal(status, 'bad-request', 'The request cannot be answered');
  return new Refusal(
    500,
    'internal',
    'Something went wrong on the server',
    'It has been logged. Try again; if it stays, give the operator the request id.',
  );
}
