import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { requestRun } from '../jobs/enqueue.ts';
import { loadChallenges, loadSamples } from '../jobs/load-challenges.ts';
import { recover } from '../jobs/recover.ts';
import { startWorker } from '../jobs/worker.ts';
import { type Config, ConfigFault, loadConfig, projectRoot } from './config.ts';
import { createApp } from './http/app.ts';
import { openQueues } from './queue/connection.ts';
import { Closing } from './start/closing.ts';
import { waitForSamples } from './start/first-runs.ts';
import { makeLog } from './start/log.ts';
import { reachDatabase, reachRedis } from './start/reach.ts';
import { takePort } from './start/web-server.ts';
import { connect } from './store/connect.ts';
import { migrate } from './store/migrate.ts';
import { openDatabase, refuseHeld } from './store/opening/open-database.ts';
import { firstLine, StartFault } from './store/opening/start-fault.ts';

const say = (sentence: string) => console.log(sentence);

/** Opens everything in its order; what was opened is put on `closing` at once. */
async function start(config: Config, closing: Closing): Promise<void> {
  const log = makeLog(config.logLevel);
  const complain = (words: string) => log.warn(words);
  await refuseHeld(config);
  const web = await takePort(config.host, config.port);
  closing.add('the web server', () => web.close(5_000));

  say(config.databaseUrl ? 'Connecting to the database …' : 'Opening the database …');
  const database = await openDatabase(config);
  closing.add('the database', () => database.close(), 30_000);
  void database.failed.then(async fault => {
    log.fatal({ err: fault }, 'the database has ended');
    await stop(closing, complain, 1);
  });
  const store = connect(database.url, {
    max: database.embedded ? 4 : 10,
    onError: fault => log.warn({ err: fault }, 'a database connection broke'),
  });
  closing.add('the connections to the database', () => store.destroy());
  await reachDatabase(store, database.url);
  if (config.redisUrl) await reachRedis(config.redisUrl);
  say('Bringing the database up to date …');
  await migrate(store);

  const queues = await openQueues(database.url, config.redisUrl, database.embedded);
  closing.add('the queue', () => queues.close());
  await loadChallenges(store);
  // Alone on its database: whoever worked on an unfinished run has gone.
  await recover(store, queues, database.embedded ? { silence: 0, evenHeld: true } : {});
  await loadSamples(store, queues);
  const worker = await startWorker({ config, databaseUrl: database.url, embedded: database.embedded, log });
  closing.add('the worker', () => worker.close());

  const frontend = join(projectRoot, 'dist', 'frontend');
  const app = createApp({
    config,
    store,
    queues,
    log,
    requestRun: (challenge, inputs, now) => requestRun(store, queues, challenge, inputs, now),
    frontend: existsSync(frontend) ? frontend : null,
  });
  await waitForSamples(store, say);
  web.serve(app.callback());
  say(`Jalon is ready at ${web.address}`);
}

async function stop(closing: Closing, complain: (words: string) => void, code: number): Promise<never> {
  await closing.run(complain);
  process.exit(code);
}

/** One line for what a person can set right; the whole trace for what is our fault. */
function explain(fault: unknown): void {
  if (fault instanceof ConfigFault)
    for (const problem of fault.problems) console.error(`Jalon cannot start: ${problem}`);
  else if (fault instanceof StartFault) console.error(`Jalon cannot start: ${firstLine(fault)}`);
  else console.error('Jalon cannot start:', fault);
}

const closing = new Closing();
for (const signal of ['SIGINT', 'SIGTERM'] as const)
  process.on(signal, () => {
    if (closing.begun) process.exit(130);
    console.error('Stopping; once more to stop at once.');
    void stop(closing, words => console.error(words), 0);
  });
try {
  await start(loadConfig(), closing);
} catch (fault) {
  // After a signal the start fails because everything is being closed: that is no news.
  if (!closing.begun) {
    explain(fault);
    await stop(closing, words => console.error(words), 1);
  }
}
