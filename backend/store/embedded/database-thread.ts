import { parentPort, workerData } from 'node:worker_threads';
import { PGlite } from '@electric-sql/pglite';
import { btree_gist } from '@electric-sql/pglite/contrib/btree_gist';
import { postgis } from '@electric-sql/pglite-postgis';
import { serve } from './serve.ts';

/** Runs in a worker thread of its own: a query blocks the thread that it runs in for its whole length. */
export type ThreadData = Readonly<{ folder: string; password: string }>;
export type ThreadMessage = Readonly<{ port: number } | { closed: true }>;

const { folder, password } = workerData as ThreadData;
const database = await PGlite.create({
  dataDir: folder,
  extensions: { postgis, btree_gist },
  // One session serves everybody: BullMQ's tables have to be found beside ours.
  startParams: PGlite.defaultStartParams.map(parameter =>
    parameter.startsWith('search_path=') ? 'search_path=public,bullmq' : parameter,
  ),
});
const server = await serve(
  {
    run: messages => database.execProtocolRawSync(messages),
    inTransaction: () => database.isInTransaction(),
  },
  password,
);

const say = (message: ThreadMessage) => parentPort!.postMessage(message);
parentPort!.once('message', async () => {
  await server.close();
  await database.close();
  say({ closed: true });
  parentPort!.close();
});
say({ port: server.port });
