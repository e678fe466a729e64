import type pg from 'pg';
import { columnsOf } from './columns-of.ts';

/** Ids of persons who have deleted their account here since that time (ISO 8601), and are in a backup of then. */
export async function deletedSince(client: pg.ClientBase, time: string): Promise<string[]> {
  const columns = await columnsOf(client, 'persons');
  if (!columns.some(({ name }) => name === 'deleted_at')) return [];
  const { rows } = await client.query<{ id: string }>(
    'select id from persons where deleted_at >= $1 and merged_into is null order by id',
    [time],
  );
  return rows.map(({ id }) => id);
}
