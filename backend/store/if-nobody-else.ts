import { sql } from 'kysely';
import type { Store } from './connect.ts';

/** What only one process does at a time; any numbers that are ours alone. */
const LOCKS = { 'fold-cells': 5_180_027, 'fold-counts': 5_180_028, measure: 5_180_029 } as const;

/** Does it in a transaction of its own; null: another process does the same at this moment. */
export async function ifNobodyElse<T>(
  store: Store,
  what: keyof typeof LOCKS,
  work: (transaction: Store) => Promise<T>,
): Promise<T | null> {
  return store.transaction().execute(async transaction => {
    const { rows } = await sql<{ ours: boolean }>`
      select pg_try_advisory_xact_lock(${sql.lit(LOCKS[what])}) as ours`.execute(transaction);
    return rows[0]!.ours ? work(transaction) : null;
  });
}
