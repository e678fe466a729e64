import { sql } from 'kysely';
import type { Kind } from '../../core/discrepancy/discrepancy.ts';
import type { Bbox } from '../../core/feature.ts';
import type { Store } from '../connect.ts';
import { ifNobodyElse } from '../if-nobody-else.ts';
import type { CountedAs } from '../tables.ts';

export type TaskCount = Readonly<{
  challenge: string;
  as: CountedAs;
  kinds: readonly Kind[];
  count: number;
  /** Holds them all. */
  box: Bbox;
}>;

/** Tasks by challenge, what they count as, and their kinds; of one challenge or of all. Exact, however long ago they were folded. */
export async function taskCounts(store: Store, challenge?: string): Promise<TaskCount[]> {
  const only = challenge === undefined ? sql`` : sql`where challenge_id = ${challenge}`;
  const { rows } = await sql<{
    challenge: string;
    as: CountedAs;
    kinds: Kind[];
    count: number;
    box: [number, number, number, number];
  }>`
    select challenge_id as challenge, counted_as as "as", kinds, sum(count)::integer as count,
      jsonb_build_array(min(west), min(south), max(east), max(north)) as box
    from (
      select challenge_id, counted_as, kinds, count, west, south, east, north from task_counts ${only}
      union all
      select challenge_id, counted_as, kinds, by, west, south, east, north from task_count_changes ${only}
    ) as each
    group by 1, 2, 3 having sum(count) > 0 order by 1, 2, 3`.execute(store);
  return rows;
}

/**
 * Adds what has changed since the last time to the counts. Harmless to run twice, also at once.
 * @returns how many changes there were
 */
export async function foldTaskCounts(store: Store): Promise<number> {
  const count = await ifNobodyElse(store, 'fold-counts', async transaction => {
    const folded = await sql<{ count: number }>`
      with gone as (
        delete from task_count_changes returning challenge_id, counted_as, kinds, by, west, south, east, north
      ), added as (
        insert into task_counts as c (challenge_id, counted_as, kinds, count, west, south, east, north)
        select challenge_id, counted_as, kinds, sum(by), min(west), min(south), max(east), max(north)
        from gone group by 1, 2, 3
        on conflict (challenge_id, counted_as, kinds) do update set count = c.count + excluded.count,
          west = least(c.west, excluded.west), south = least(c.south, excluded.south),
          east = greatest(c.east, excluded.east), north = greatest(c.north, excluded.north)
      )
      select count(*)::integer as count from gone`.execute(transaction);
    await sql`delete from task_counts where count = 0`.execute(transaction);
    return folded.rows[0]!.count;
  });
  return count ?? 0;
}
