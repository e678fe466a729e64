import { type RawBuilder, sql } from 'kysely';
import type { Kind } from '../../core/discrepancy/discrepancy.ts';
import type { Bbox } from '../../core/feature.ts';
import { BLOCK_BITS, type CellRange, type Cluster, cellsOfBox, LEVELS } from '../../core/map-cells.ts';
import type { Store } from '../connect.ts';
import { ifNobodyElse } from '../if-nobody-else.ts';

/** What tasks are counted by: whether they ask, are settled, or rest with others. */
export type Standing = 'open' | 'settled' | 'other';

/** rows of the log that are folded in one transaction */
const PART = 50_000;

/**
 * Adds what has changed since the last time to the counts of the cells. Harmless to run twice, also at once.
 * @returns how many changes there were
 */
export async function foldTaskCells(store: Store): Promise<number> {
  let folded = 0;
  for (;;) {
    const part = (await ifNobodyElse(store, 'fold-cells', foldPart)) ?? 0;
    folded += part;
    if (part < PART) return folded;
  }
}

async function foldPart(transaction: Store): Promise<number> {
  const folded = await sql<{ count: number }>`
    with gone as (
      delete from task_cell_changes where id in (select id from task_cell_changes order by id limit ${PART})
      returning challenge_id, standing, kinds, lon, lat, by
    ), net as (
      select challenge_id, standing, kinds, lon, lat, sum(by)::integer as by,
        sin(radians(greatest(-85.0511287798, least(85.0511287798, lat)))) as sine
      from gone
      group by 1, 2, 3, 4, 5 having sum(by) <> 0
    ), placed as (
      select *, (lon + 180) / 360 as east, 0.5 - ln((1 + sine) / (1 - sine)) / (4 * pi()) as south from net
    ), celled as (
      select level, challenge_id, standing, kinds, lon, lat, by,
        greatest(0, least(2 ^ level - 1, floor(east * 2 ^ level)))::integer as x,
        greatest(0, least(2 ^ level - 1, floor(south * 2 ^ level)))::integer as y
      from placed cross join generate_series(${sql.lit(LEVELS.first)}, ${sql.lit(LEVELS.last)}) as level
    ), added as (
      insert into task_cells as c (level, block_x, block_y, challenge_id, x, y, standing, kinds, count, lon, lat)
      select level, x >> ${sql.lit(BLOCK_BITS)}, y >> ${sql.lit(BLOCK_BITS)}, challenge_id, x, y, standing, kinds,
        sum(by), sum(by * lon), sum(by * lat)
      from celled group by 1, 2, 3, 4, 5, 6, 7, 8
      on conflict (level, block_x, block_y, challenge_id, x, y, standing, kinds) do update
        set count = c.count + excluded.count, lon = c.lon + excluded.lon, lat = c.lat + excluded.lat
    )
    select count(*)::integer as count from gone`.execute(transaction);
  await sql`delete from task_cells where count = 0`.execute(transaction);
  return folded.rows[0]!.count;
}

export type CellQuery = Readonly<{
  challenges: readonly string[];
  box: Bbox;
  /** Empty: all. */
  standings: readonly Standing[];
  /** Empty: every kind. */
  kinds: readonly Kind[];
}>;

/** Tasks of the cells that a box touches: by the cell, row by row, and how many each challenge has. */
export type TaskCells = Readonly<{ clusters: readonly Cluster[]; counts: ReadonlyMap<string, number> }>;

export async function taskCells(store: Store, query: CellQuery): Promise<TaskCells> {
  // As one value: a row each would cost whoever reads them more than the counting.
  const { rows } = await sql<{
    cells: readonly (readonly [lon: number, lat: number, count: number, open: number])[];
    counts: readonly (readonly [challenge: string, count: number])[];
  }>`
    with summed as (
      select y, x, challenge_id, sum(lon) / sum(count) as lon, sum(lat) / sum(count) as lat, sum(count) as count,
        coalesce(sum(count) filter (where standing = 'open'), 0) as open
      from task_cells where ${touched(query)}
      group by grouping sets ((y, x), (challenge_id)) having sum(count) > 0
    )
    select coalesce(json_agg(json_build_array(lon, lat, count, open) order by y, x)
        filter (where challenge_id is null), '[]') as cells,
      coalesce(json_agg(json_build_array(challenge_id, count)) filter (where challenge_id is not null), '[]') as counts
    from summed`.execute(store);
  const { cells, counts } = rows[0]!;
  return {
    clusters: cells.map(([lon, lat, count, open]) => ({ at: [lon, lat], count, open })),
    counts: new Map(counts),
  };
}

function touched({ box, challenges, standings, kinds }: CellQuery): RawBuilder<boolean> {
  const { level, ranges } = cellsOfBox(box);
  return sql`
    level = ${sql.lit(level)} and challenge_id = any(${[...challenges]}::text[])
    and (${sql.join(ranges.map(within), sql` or `)})
    ${standings.length > 0 ? sql`and standing = any(${[...standings]}::text[])` : sql``}
    ${kinds.length > 0 ? sql`and kinds && ${[...kinds]}::text[]` : sql``}`;
}

const blocks = ([from, to]: readonly [number, number]): number[] =>
  Array.from({ length: (to >> BLOCK_BITS) - (from >> BLOCK_BITS) + 1 }, (_, n) => (from >> BLOCK_BITS) + n);

const within = ({ x, y }: CellRange): RawBuilder<boolean> => sql<boolean>`(
  block_x = any(${blocks(x)}::integer[]) and block_y = any(${blocks(y)}::integer[])
  and x between ${x[0]} and ${x[1]} and y between ${y[0]} and ${y[1]})`;
