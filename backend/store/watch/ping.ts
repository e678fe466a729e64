import { sql } from 'kysely';
import type { Store } from '../connect.ts';

/** Fulfilled when the database answers. */
export async function ping(store: Store): Promise<void> {
  await sql`select 1`.execute(store);
}
