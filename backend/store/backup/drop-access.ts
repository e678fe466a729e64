import type pg from 'pg';
import { columnsOf } from './columns-of.ts';

/** How many ways in a restored backup brought along that were not kept. */
export type Dropped = Readonly<{ sessions: number; api_keys: number; invitations: number }>;

/** Guests stay: they have nothing else to come back by, and a guest's session gives no more than their own answers. */
const WAYS_IN = {
  sessions: 'person_id in (select person_id from accounts)',
  api_keys: 'true',
  invitations: 'true',
} as const satisfies Record<keyof Dropped, string>;

/** Takes out sessions of people with an account, API keys and invitations: some may have been ended since the backup. */
export async function dropAccess(client: pg.ClientBase): Promise<Dropped> {
  const dropped = { sessions: 0, api_keys: 0, invitations: 0 };
  for (const [table, which] of Object.entries(WAYS_IN)) {
    // A backup of an earlier schema has no such rows.
    if ((await columnsOf(client, table)).length === 0) continue;
    const { rowCount } = await client.query(`delete from ${table} where ${which}`);
    dropped[table as keyof Dropped] = rowCount ?? 0;
  }
  return dropped;
}
