import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Logger } from 'pino';
import { requestRun } from '../../jobs/enqueue.ts';
import { loadChallenges, loadSamples } from '../../jobs/load-challenges.ts';
import { recover } from '../../jobs/rounds/recover.ts';
import { startWorker } from '../../jobs/worker.ts';
import type { Config } from '../config.ts';
import { createApp } from '../http/app.ts';
import type { Deps } from '../http/deps.ts';
import { memoryCounters, openCounters } from '../http/doors/limits/counters.ts';
import { makeLimits } from '../http/doors/limits/limits.ts';
import { makeMetrics } from '../http/metrics/metrics.ts';
import { showLink } from '../http/people/sign-in-here.ts';
import { createStatusApp } from '../http/status-app.ts';
import { projectRoot } from '../project-root.ts';
import { openQueues } from '../queue/connection.ts';
import { openQueueView } from '../queue/queue-view.ts';
import { connect } from '../store/connect.ts';
import { openDatabase, refuseHeld } from '../store/opening/open-database.ts';
import { refuseFullDisk } from '../store/opening/refuse-full-disk.ts';
import { migrate } from '../store/schema/migrate.ts';
import { asPermitted } from './as-permitted.ts';
import type { Closing } from './closing.ts';
import { waitForSamples } from './first-runs.ts';
import { osmSignInOf, uploadSignInOf, uploadTokens } from './osm-sign-in-of.ts';
import { reachDatabase, reachRedis } from './reach.ts';
import { refuseUnwritable } from './refuse-unwritable.ts';
import { rereaderOf } from './rereader-of.ts';
import { signsOfLife } from './sign-of-life.ts';
import { tellStep } from './tell-step.ts';
import { takePort } from './web-server.ts';

const say = (sentence: string) => console.log(sentence);

/**
 * Opens everything that the process's role needs, in its order; what was opened is put on `closing` at once.
 * @param onDatabaseEnd called when the embedded database ends unasked
 */
export async function start(
  config: Config,
  log: Logger,
  closing: Closing,
  onDatabaseEnd: () => Promise<unknown>,
): Promise<void> {
  const { role } = config;
  await refuseHeld(config);
  if (!config.databaseUrl) refuseFullDisk(config.dataDir);
  else if (role !== 'api') refuseUnwritable(config.dataDir);
  const web = await takePort(config.host, config.port, config.trustProxy > 0);
  closing.add('the web server', () => web.close(5_000));

  say(config.databaseUrl ? 'Connecting to the database …' : 'Opening the database …');
  const database = await openDatabase(config);
  closing.add('the database', () => database.close(), 30_000);
  void database.failed.then(async fault => {
    log.fatal({ err: fault }, 'the database has ended');
    await onDatabaseEnd();
  });
  const store = connect(database.url, {
    max: database.embedded ? 4 : 10,
    // Somebody waits for an answer. On the embedded database a long transaction of a run goes first.
    connectionTimeoutMillis: database.embedded ? 30_000 : 5_000,
    keepsPlans: !database.embedded,
    onError: fault => log.warn({ err: fault }, 'a database connection broke'),
  });
  closing.add('the connections to the database', () => store.destroy());
  await reachDatabase(store, database.url);
  if (config.redisUrl) await reachRedis(config.redisUrl);
  say('Bringing the database up to date …');
  await asPermitted(() => migrate(store));

  const queues = await asPermitted(() => openQueues(database.url, config.redisUrl, database.embedded));
  closing.add('the queue', () => queues.close());
  const queueView = openQueueView(database.url, config.redisUrl);
  closing.add('the look at the queue', () => queueView.close());
  const version = ownVersion();
  const metrics = makeMetrics({ store, queue: queueView, role, version, withProcess: true });
  await loadChallenges(store);
  // Alone on its database: whoever worked on an unfinished run has gone.
  await recover(store, queues, database.embedded ? { silence: 0, evenReady: true } : {});
  await loadSamples(store, queues);
  const uploadSignIn = uploadSignInOf(config);
  if (role !== 'api') {
    const { embedded, url: databaseUrl } = database;
    const onStep = tellStep(log, metrics);
    const tokenOf = uploadTokens(store, config, uploadSignIn);
    const worker = await startWorker({ config, databaseUrl, embedded, log, onStep, tokenOf });
    closing.add('the worker', () => worker.close());
  }
  const leave = await signsOfLife(store, config, {
    version,
    alone: database.embedded,
    onFault: fault => log.warn({ err: fault }, 'a sign of life of this process failed'),
  });
  closing.add('the row of this process', leave);
  const counters =
    role === 'worker'
      ? memoryCounters
      : await openCounters(config, fault =>
          log.warn({ err: fault }, 'what counts requests does not answer: this process counts by itself'),
        );
  closing.add('what counts requests', () => counters.close());
  const deps: Deps = {
    config,
    store,
    queues,
    queueView,
    metrics,
    limits: makeLimits(counters),
    log,
    requestRun: (challenge, inputs, { now, by, within }) =>
      requestRun(store, queues, challenge, inputs, now, {
        by,
        within,
        onLate: fault =>
          log.warn({ err: fault, challenge }, 'a run was asked for, and the queue does not answer yet'),
      }),
    rereader: rereaderOf(config, log),
    osmSignIn: role === 'worker' ? undefined : osmSignInOf(config),
    uploadSignIn,
    showSignInLink: database.embedded
      ? token => say(`Sign in on this computer: ${config.publicUrl ?? web.address}/sign-in/here#${token}`)
      : undefined,
    frontend: builtFrontend(),
  };
  if (role === 'all') await waitForSamples(store, say);
  // First of all: requests under way still need everything else.
  closing.add('requests under way', () => web.close(5_000));
  web.serve((role === 'worker' ? createStatusApp(deps) : createApp(deps)).callback());
  if (deps.showSignInLink) await showLink({ ...deps, now: new Date() });
  say(
    role === 'worker'
      ? `A worker is ready; how it is: ${web.address}/readyz`
      : `Jalon is ready at ${web.address}`,
  );
}

const ownVersion = (): string => JSON.parse(readFileSync(join(projectRoot, 'package.json'), 'utf8')).version;

function builtFrontend(): string | null {
  const frontend = join(projectRoot, 'dist', 'frontend');
  return existsSync(frontend) ? frontend : null;
}
