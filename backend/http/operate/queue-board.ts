import type { Context, Middleware, Next } from 'koa';
import type { QueueView } from '../../queue/queue-view.ts';
import type { Limits } from '../doors/limits/limits.ts';
import type { Admit } from '../permission/permission.ts';
import { notFound, Refusal } from '../refusal.ts';

const BOARD = '/operate/queue';

/** The board's own scripts and pictures; its page has style elements. The fonts of others that it names are not fetched. */
const POLICY = [
  "default-src 'none'",
  "base-uri 'self'",
  "connect-src 'self'",
  "font-src 'self' data:",
  "form-action 'none'",
  "frame-ancestors 'none'",
  "img-src 'self' data:",
  "script-src 'self'",
  "style-src 'self' 'unsafe-inline'",
].join('; ');

/**
 * The queue, for the operator to look at. Nothing can be changed here: what is under way is told by the rows, which put back
 * what is taken out of the queue; and a run whose first job was removed would go on without its data, and fail.
 */
export function queueBoard(view: QueueView | undefined, admit: Admit, limits: Limits): Middleware {
  let board: Promise<Middleware> | null = null;
  return async (ctx: Context, next: Next) => {
    if (ctx.path !== BOARD && !ctx.path.startsWith(`${BOARD}/`)) return next();
    ctx.state.route = BOARD;
    await limits.arrive(ctx, 'reads');
    await admit(ctx, 'operate');
    if (ctx.method !== 'GET' && ctx.method !== 'HEAD') {
      ctx.set('Allow', 'GET, HEAD');
      throw new Refusal(405, 'method-not-allowed', 'The board is to look at only', 'It takes GET.');
    }
    if (!view) throw new Refusal(503, 'no-queue', 'This process does not know the queue');
    board ??= boardOf(view);
    ctx.set('Content-Security-Policy', POLICY);
    let answered = true;
    await (await board)(ctx, async () => {
      answered = false;
    });
    // Not thrown inside: the board would take it for a fault of its own.
    if (!answered) throw notFound('This page of the board');
    ctx.set('Cache-Control', 'no-store');
  };
}

/** Loaded when first asked for: most processes are never asked. */
async function boardOf({ queue }: QueueView): Promise<Middleware> {
  const { createBullBoard } = await import('@bull-board/api');
  const { BullMQAdapter } = await import('@bull-board/api/bullMQAdapter');
  const { KoaAdapter } = await import('@bull-board/koa');
  const adapter = new KoaAdapter();
  adapter.setBasePath(BOARD);
  createBullBoard({
    queues: [new BullMQAdapter(queue, { readOnlyMode: true, description: 'Steps of runs' })],
    serverAdapter: adapter,
    options: { uiConfig: { boardTitle: 'Jalon: the queue' } },
  });
  return adapter.registerPlugin({ mount: BOARD }) as Middleware;
}
