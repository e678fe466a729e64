import { constants, rmSync } from 'node:fs';
import { copyFile, mkdir, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import pg from 'pg';
import { startEmbedded } from '../embedded/start.ts';
import { takeLock } from '../opening/lock.ts';
import { StartFault } from '../opening/start-fault.ts';

/** milliseconds; whoever holds the embedded database and says nothing for a minute loses it */
const WORD = 10_000;

/**
 * A copy of an embedded database that runs, opened for ourselves. Its session is one: reading it for as long as a backup
 * takes would hold up everybody. So it is held only while its files are copied (2 s for 100,000 tasks, where reading
 * them takes 25), and the copy is read in peace. What lies on the disk then is what a SIGKILL would leave, and PostgreSQL
 * opens that as it was at the last commit.
 * @param dataDir the folder that the running Jalon holds; the copy lies in it until it is closed
 * @throws StartFault while another makes one
 */
export async function copyRunning(
  dataDir: string,
  databaseUrl: string,
): Promise<{ url: string; close(): Promise<void> }> {
  const folder = join(dataDir, 'copy');
  const taken = await takeLock(folder);
  if ('holder' in taken)
    throw new StartFault(
      `process ${taken.holder.pid} on ${taken.holder.host} makes a backup of ${dataDir}: wait for its end`,
    );
  const copy = join(folder, 'db');
  const remove = () => rmSync(folder, { recursive: true, force: true });
  // Told to end meanwhile, it leaves no copy of a database behind; afterwards whoever writes the file sees to that.
  const interrupted = () => process.exit(130);
  const signals = ['SIGINT', 'SIGTERM'] as const;
  process.once('exit', remove);
  for (const signal of signals) process.once(signal, interrupted);
  const leave = () => {
    process.off('exit', remove);
    taken.lock.release();
    remove();
  };
  try {
    // Of one that was killed.
    rmSync(copy, { recursive: true, force: true });
    await hold(databaseUrl, segments => copyFolder(join(dataDir, 'db'), copy, segments));
    const { url, close } = await startEmbedded(copy);
    for (const signal of signals) process.off(signal, interrupted);
    return { url, close: () => close().finally(leave) };
  } catch (fault) {
    for (const signal of signals) process.off(signal, interrupted);
    leave();
    throw fault;
  }
}

/** The first and the last file of the write-ahead log that the database would need to open again. */
type Segments = Readonly<{ first: string; last: string }>;

/** Nothing is written while the work goes on: there is one session, and it is ours. */
async function hold(databaseUrl: string, work: (segments: Segments) => Promise<void>): Promise<void> {
  const client = new pg.Client({ connectionString: databaseUrl });
  let lost: Error | null = null;
  client.on('error', fault => {
    lost = fault;
  });
  await client.connect();
  const word = setInterval(() => client.query('select 1').catch(() => {}), WORD);
  try {
    await client.query('begin');
    await client.query('checkpoint');
    const { rows } = await client.query<Segments>(
      'select redo_wal_file as first, pg_walfile_name(pg_current_wal_insert_lsn()) as last from pg_control_checkpoint()',
    );
    await work(rows[0]!);
    // Only whoever still has the transaction has held the database all the time.
    await client.query('commit');
    if (lost) throw lost;
  } catch (fault) {
    throw new StartFault(`the running database could not be copied: ${(fault as Error).message}`);
  } finally {
    clearInterval(word);
    await client.end().catch(() => {});
  }
}

async function copyFolder(from: string, to: string, segments: Segments): Promise<void> {
  await mkdir(to, { recursive: true });
  for (const entry of await readdir(from, { withFileTypes: true })) {
    const [source, target] = [join(from, entry.name), join(to, entry.name)];
    if (entry.isDirectory()) await copyFolder(source, target, segments);
    // On a file system that can, a copy that shares its blocks until one is written.
    else if (isNeeded(entry.name, segments)) await copyFile(source, target, constants.COPYFILE_FICLONE);
  }
}

/** Files of the log that were written before the checkpoint, or made ready for later, are the half of a folder. */
function isNeeded(name: string, { first, last }: Segments): boolean {
  return !/^[0-9A-F]{24}$/.test(name) || (name >= first && name <= last);
}
