import { sql } from 'kysely';
import type { Store } from '../../store/connect.ts';
import { currentVersion } from '../../store/migrate.ts';
import { MIGRATIONS } from '../../store/migrations/migrations.ts';
import { health, readiness } from '../contract.ts';
import { operation } from '../frame/operation.ts';

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
      migrations: await check(deps, () => upToDate(deps.store)),
      ...(deps.workerAlive && { worker: { ok: deps.workerAlive() } }),
    };
    const ok = Object.values(checks).every(one => one.ok);
    ctx.status = ok ? 200 : 503;
    ctx.set('Cache-Control', 'no-store');
    ctx.body = { status: ok ? 'ok' : 'not-ready', checks };
  },
});

/** @throws Error when the schema is not the one that this code was written for */
async function upToDate(store: Store): Promise<void> {
  const newest = MIGRATIONS.at(-1)?.version;
  const version = await currentVersion(store);
  if (version !== newest) throw new Error(`the schema is ${version}, this code needs ${newest}`);
}

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
