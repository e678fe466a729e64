import type { Context, Next } from 'koa';
import type { Logger } from 'pino';
import { isPersonGone } from '../../store/people/leaving/person-gone.ts';
import { isUnreachable } from '../../store/watch/unreachable.ts';
import { signInNeeded } from '../people/who.ts';
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

/** A server that is restarted comes back by itself: the request may be repeated. */
const AWAY = 'database-away';

/** Every fault becomes problem+json, or leads to a page that says it in words; what nobody expected is logged, not shown. */
export function problems(log: Logger) {
  return async (ctx: Context, next: Next): Promise<void> => {
    const id = ctx.state.requestId as string;
    try {
      await next();
    } catch (fault) {
      const refusal = toRefusal(fault);
      if (refusal.code === AWAY) {
        ctx.set('Retry-After', '5');
        // Once for each request, and the trace of a connection that broke tells nothing.
        log.warn({ requestId: id, method: ctx.method, path: ctx.path }, `no database: ${words(fault)}`);
      } else if (refusal.status >= 500)
        log.error({ err: fault, requestId: id, method: ctx.method, path: ctx.path }, 'request failed');
      ctx.set('Cache-Control', 'no-store');
      if (ctx.state.page !== undefined && !ctx.get('Authorization')) {
        ctx.set('Location', `${ctx.state.page}?problem=${refusal.code}`);
        ctx.status = 303;
        return;
      }
      ctx.status = refusal.status;
      ctx.body = JSON.stringify(problemOf(refusal, `/requests/${id}`));
      ctx.type = 'application/problem+json';
    }
  };
}

/** A refused connection to a name with several addresses has no message of its own. */
function words(fault: unknown): string {
  const { message, code } = fault as { message?: string; code?: string };
  return message || code || String(fault);
}

function toRefusal(fault: unknown): Refusal {
  if (fault instanceof Refusal) return fault;
  if (isUnreachable(fault))
    return new Refusal(
      503,
      AWAY,
      'The database does not answer',
      'It is being started again, or cannot be reached from here. Try again in a moment.',
    );
  if (isPersonGone(fault)) return signInNeeded();
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
