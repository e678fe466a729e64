import { type Kysely, sql } from 'kysely';
import { StartFault } from '../opening/start-fault.ts';
import type { Database } from '../tables.ts';
import { SILENCE } from '../watch/processes.ts';

/** @throws StartFault while a Jalon older than this version works on the database: a step would take away what it reads */
export async function refuseOlderProcesses(store: Kysely<Database>, version: string): Promise<void> {
  const { rows } = await sql<{ host: string; pid: number; version: string }>`
    select host, pid, version from processes
    where beat_at > now() - make_interval(secs => ${SILENCE}) order by started_at, id`.execute(store);
  const older = rows.find(row => isOlder(row.version, version));
  if (older)
    throw new StartFault(
      `Jalon ${older.version} still runs (process ${older.pid} on ${older.host}), and this one takes away what it reads: stop it first; if it has ended, wait a minute`,
    );
}

/** Of `1.10.2` and the like; what stands behind a hyphen counts for nothing. */
export function isOlder(a: string, b: string): boolean {
  const [as, bs] = [a, b].map(version => version.split('-', 1)[0]!.split('.').map(Number));
  const at = bs!.findIndex((part, i) => part !== (as![i] ?? 0));
  return at >= 0 && (as![at] ?? 0) < bs![at]!;
}
