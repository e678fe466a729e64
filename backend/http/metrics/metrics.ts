import { collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client';
import type { Config } from '../../config.ts';
import type { QueueView } from '../../queue/queue-view.ts';
import { poolUse, type Store } from '../../store/connect.ts';
import { vitalSigns } from '../../store/watch/vital-signs.ts';
import { remembered } from '../remembered.ts';
import { rowMetrics } from './row-metrics.ts';

export type Metrics = Readonly<{
  /** @param route the operation's template, never the path that was asked for */
  request(one: Readonly<{ method: string; route: string; status: number; seconds: number }>): void;
  step(step: string, outcome: 'done' | 'failed' | 'handed-back', seconds: number): void;
  /** Everything in the text that Prometheus reads, and its media type. */
  text(): Promise<Readonly<{ text: string; type: string }>>;
}>;

/** milliseconds; several collectors, or an impatient one, cost the database one look in five seconds */
const LOOK = { age: 5_000, patience: 3_000 };
const METHODS = new Set(['GET', 'HEAD', 'POST', 'PUT', 'DELETE', 'OPTIONS', 'PATCH']);

/** What one process counts, and what it reads from the rows when it is asked. */
export function makeMetrics(
  of: Readonly<{
    store: Store;
    queue?: QueueView;
    role: Config['role'];
    version: string;
    /** Memory, processor time, event loop and garbage of this process; once in a process. */
    withProcess?: boolean;
  }>,
): Metrics {
  const registry = new Registry();
  if (of.withProcess) collectDefaultMetrics({ register: registry });
  const requests = new Histogram({
    name: 'jalon_http_request_duration_seconds',
    help: 'Requests until their last byte, by route template',
    labelNames: ['method', 'route', 'status'],
    buckets: [0.005, 0.02, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30],
    registers: [registry],
  });
  const steps = new Histogram({
    name: 'jalon_step_duration_seconds',
    help: 'Steps of runs that this process worked on',
    labelNames: ['step', 'outcome'],
    buckets: [0.1, 0.5, 1, 2.5, 5, 10, 30, 60, 300, 900, 3600],
    registers: [registry],
  });
  new Gauge({
    name: 'jalon_info',
    help: 'Always 1: what this process is',
    labelNames: ['version', 'role'],
    registers: [registry],
  }).set({ version: of.version, role: of.role }, 1);
  poolGauge(registry, of.store);

  const rows = rowMetrics();
  const signs = remembered(() => vitalSigns(of.store, LOOK.patience), LOOK);
  const jobs = remembered(async () => (of.queue ? of.queue.counts() : null), LOOK);
  return {
    request: ({ method, route, status, seconds }) =>
      requests.observe(
        {
          method: METHODS.has(method) ? method : 'other',
          route,
          status: `${Math.floor(status / 100)}xx`,
        },
        seconds,
      ),
    step: (step, outcome, seconds) => steps.observe({ step, outcome }, seconds),
    text: async () => {
      const [looked, counts] = await Promise.all([signs().catch(() => null), jobs().catch(() => null)]);
      return {
        text: `${await registry.metrics()}\n${await rows.text(looked, counts)}`,
        type: registry.contentType,
      };
    },
  };
}

function poolGauge(registry: Registry, store: Store): void {
  new Gauge({
    name: 'jalon_database_connections',
    help: 'Connections of this process to the database: used, idle; and requests that wait for one',
    labelNames: ['state'],
    registers: [registry],
    collect() {
      const use = poolUse(store);
      if (use) for (const [state, count] of Object.entries(use)) this.set({ state }, count);
    },
  });
}
