import type { Store } from '../../store/connect.ts';
import { currentVersion } from '../../store/schema/migrate.ts';
import { MIGRATIONS } from '../../store/schema/migrations/migrations.ts';
import { ping } from '../../store/watch/ping.ts';
import { workersAlive } from '../../store/watch/processes.ts';
import { health, readiness } from '../contract/health.ts';
import type { Deps } from '../deps.ts';
import { operation } from '../frame/operation.ts';
import { within } from '../remembered.ts';

/** milliseconds; whoever asks has a time-out of its own, often ten seconds */
const PATIENCE = 5_000;

/** Is the process there; nothing else is asked, so that a slow database restarts nobody. */
export const alive = operation({
  id: 'alive',
  may: 'look',
  method: 'get',
  path: '/healthz',
  budget: null,
  summary: 'The process answers',
  answers: { 200: { words: 'Alive', schema: health } },
  async handle({ ctx }) {
    ctx.set('Cache-Control', 'no-store');
    ctx.body = { status: 'ok' };
  },
});

type Checks = Record<string, { ok: boolean; detail?: string }>;

/** Can it serve: the database answers, its schema is there, Redis answers where the queue lives in it. */
export const ready = operation({
  id: 'ready',
  may: 'look',
  method: 'get',
  path: '/readyz',
  budget: null,
  summary: 'The database and the queue answer, and the schema is there',
  answers: {
    200: { words: 'Ready; `worker` that is not ok is a warning', schema: readiness },
    503: { words: 'Not ready, and why', schema: readiness },
  },
  async handle({ ctx, deps }) {
    const { ok, checks } = await readinessOf(deps);
    ctx.status = ok ? 200 : 503;
    ctx.set('Cache-Control', 'no-store');
    ctx.body = { status: ok ? 'ok' : 'not-ready', checks };
  },
});

type Readiness = Readonly<{ ok: boolean; checks: Checks }>;
/** Whoever asks while it is being asked gets the same answer: this is the one question that nobody has a budget for. */
const asking = new WeakMap<Deps, Promise<Readiness>>();
function readinessOf(deps: Deps): Promise<Readiness> {
  const under = asking.get(deps) ?? askAll(deps).finally(() => asking.delete(deps));
  asking.set(deps, under);
  return under;
}

async function askAll(deps: Deps): Promise<Readiness> {
  const { store, queueView, config } = deps;
  const needed: Checks = {
    database: await check(deps, () => ping(store)),
    migrations: await check(deps, () => upToDate(store)),
    ...(queueView && config.redisUrl && { queue: await check(deps, () => queueView.counts()) }),
  };
  const ok = Object.values(needed).every(one => one.ok);
  // Volunteers are served without a worker, so it is told and does not count.
  const told: Checks = ok && config.role !== 'worker' ? { worker: await worker(deps) } : {};
  return { ok, checks: { ...needed, ...told } };
}

/**
 * A newer schema is one that a newer process made while this one runs: it keeps what this one needs.
 * @throws Error when the schema is older than this code
 */
async function upToDate(store: Store): Promise<void> {
  const newest = MIGRATIONS.at(-1)!.version;
  const version = (await currentVersion(store)) ?? 0;
  if (version < newest) throw new Error(`the schema is ${version}, this code needs ${newest}`);
}

const worker = (deps: Deps): Promise<Checks[string]> =>
  check(deps, async () => {
    if ((await workersAlive(deps.store)) === 0) throw new NoWorker();
  });

/** Something that may be told outside. */
class NoWorker extends Error {
  override message = 'no worker gave a sign of life of late';
}

/** The reason goes to the log; outside it is enough that it failed. */
async function check({ log }: Deps, ask: () => Promise<unknown>): Promise<Checks[string]> {
  try {
    await within(PATIENCE, ask());
    return { ok: true };
  } catch (fault) {
    if (fault instanceof NoWorker) return { ok: false, detail: fault.message };
    log.warn({ err: fault }, 'not ready');
    return { ok: false, detail: 'does not answer' };
  }
}
