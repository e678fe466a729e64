import type pg from 'pg';
import { StartFault } from '../opening/start-fault.ts';
import { SILENCE } from '../watch/processes.ts';
import { columnsOf } from './columns-of.ts';

/** What a backup would replace. */
export type Contents = Readonly<Record<(typeof COUNTED)[number], number>>;
const COUNTED = ['challenges', 'tasks', 'answers', 'persons'] as const;

/** Null: nothing that anybody would miss. */
export async function contentsOf(client: pg.ClientBase): Promise<Contents | null> {
  if ((await columnsOf(client, 'answers')).length === 0) return null;
  const { rows } = await client.query<Contents>(
    `select ${COUNTED.map(table => `(select count(*)::int from ${table}) as ${table}`).join(', ')}`,
  );
  const found = rows[0]!;
  return Object.values(found).some(count => count > 0) ? found : null;
}

/** @throws StartFault while a Jalon gives signs of life there */
export async function refuseAlive(client: pg.ClientBase): Promise<void> {
  if ((await columnsOf(client, 'processes')).length === 0) return;
  const { rows } = await client.query<{ host: string; pid: number }>(
    'select host, pid from processes where beat_at > now() - make_interval(secs => $1) order by host, pid',
    [SILENCE],
  );
  if (rows.length === 0) return;
  const named = rows.map(({ host, pid }) => `process ${pid} on ${host}`).join(', ');
  throw new StartFault(
    `Jalon runs on this database (${named}): stop it; one that was killed counts as gone after a minute`,
  );
}
