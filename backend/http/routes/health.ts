import { sql } from 'kysely';
import { health, readiness } from '../contract.ts';
import { operation } from '../operation.ts';

/** Is the process there; nothing else is asked, so that a slow database restarts nobody. */
export const alive = operation({
  id: 'alive',
  method: 'get',
  path: '/healthz',
  summary: 'The process answers',
  answers: { 200: { words: 'Alive', schema: health } },
  async handle({ ctx }) {
    ctx.set('Cache-Control', 'no-store');
    ctx.body = { status: 'ok' };
  },
});

/** Can it serve: the database answers, its schema is there, and the worker lives where this process can know. */
export const ready = operation({
  id: 'ready',
  method: 'get',
  path: '/readyz',
  summary: 'The database answers, its schema is up to date, the worker lives',
  answers: {
    200: { words: 'Ready', schema: readiness },
    503: { words: 'Not ready, and why', schema: readiness },
  },
  async handle({ ctx, deps }) {
    const checks: Record<string, { ok: boolean; detail?: string }> = {
      database: await check(deps, () => sql`select 1`.execute(deps.store)),
      migrations: await check(deps, () => deps.store.selectFrom('tasks').select('id').limit(1).execute()),
      ...(deps.workerAlive && { worker: { ok: deps.workerAlive() } }),
    };
    const ok = Object.values(checks).every(one => one.ok);
    ctx.status = ok ? 200 : 503;
    ctx.set('Cache-Control', 'no-store');
    ctx.body = { status: ok ? 'ok' : 'not-ready', checks };
  },
});

/** The reason goes to the log; outside it is enough that it failed. */
async function check(
  { log }: Parameters<typeof ready.handle>[0]['deps'],
  ask: () => Promise<unknown>,
): Promise<{ ok: boolean; detail?: string }> {
  try {
    await ask();
    return { ok: true };
  } catch (fault) {
    log.warn({ err: fault }, 'not ready');
    return { ok: false, detail: 'does not answer' };
  }
}
