import { type RawBuilder, sql } from 'kysely';
import type { Kind } from '../../core/discrepancy/discrepancy.ts';
import type { LonLat } from '../../core/feature.ts';
import type { Store } from '../connect.ts';
import { point } from '../point.ts';
import type { Lease } from './lease.ts';
import { ASKED } from './task-move.ts';

/** What comes first: the nearest to a place in metres, any one, the first along a line, those of a list, or by id. */
export type Order =
  | Readonly<{ by: 'nearest'; near: LonLat }>
  /** The highest priority first; of equal ones, the nearest. */
  | Readonly<{ by: 'priority'; near: LonLat | null }>
  /** `from`: 32 hex digits by chance. */
  | Readonly<{ by: 'random'; from: string }>
  /** Those within so many metres of a line, as they come along it. */
  | Readonly<{ by: 'route'; line: readonly LonLat[]; metres: number }>
  | Readonly<{ by: 'list'; ids: readonly string[] }>
  | Readonly<{ by: 'id' }>;

export type Search = Readonly<{
  challenge: string;
  order: Order;
  skip: readonly string[];
  /** Empty: any kind. */
  kinds: readonly Kind[];
}>;

/** Tasks that are looked at together. */
const CANDIDATES = sql.lit(10);
/** A query for ids. */
type Ids = RawBuilder<Readonly<{ id: string }>>;

/**
 * Queries for tasks that seem to have a free place, the best first; the first that finds any is right, and only a locked task is
 * certain. Nothing is locked here: PostgreSQL 18 answers "attempted to lock invisible tuple" when the rows of a nearest-first
 * index scan are locked.
 */
export async function freeTasks(store: Store, search: Search, lease: Lease): Promise<readonly Ids[]> {
  const { order, challenge } = search;
  const free = isFree(search, lease);
  switch (order.by) {
    case 'nearest':
      return [nearest(free, order.near)];
    case 'random': {
      const shuffled = (from: RawBuilder<boolean>): Ids =>
        sql`select t.id from tasks t where ${free} and ${from} order by md5(t.id) limit ${CANDIDATES}`;
      return [shuffled(sql`md5(t.id) >= ${order.from}`), shuffled(sql`md5(t.id) < ${order.from}`)];
    }
    case 'priority':
      return (await priorities(store, challenge)).map(priority => {
        const equal = sql<boolean>`${free} and t.priority = ${priority}`;
        return order.near ? nearest(equal, order.near) : byId(equal);
      });
    case 'route': {
      const line = sql`st_makeline(array[${sql.join(order.line.map(point))}])`;
      return [
        sql`
        select t.id from tasks t
        where ${free} and st_dwithin(t.geom::geography, ${line}::geography, ${order.metres})
        order by st_linelocatepoint(${line}, t.geom), t.id limit ${CANDIDATES}`,
      ];
    }
    case 'list':
      return [
        sql`
        select t.id from tasks t join unnest(${[...order.ids]}::text[]) with ordinality as o (id, seq) on o.id = t.id
        where ${free} order by o.seq limit ${CANDIDATES}`,
      ];
    case 'id':
      return [byId(free)];
  }
}

const byId = (free: RawBuilder<boolean>): Ids =>
  sql`select t.id from tasks t where ${free} order by t.id limit ${CANDIDATES}`;

/**
 * The nearest on a map that keeps angles, by its index, then in order of metres: the two differ only between places that are
 * far away and about equally far. Geography knows no difference, and takes ten times as long to find them.
 */
function nearest(free: RawBuilder<boolean>, near: LonLat): Ids {
  const found = sheets(near).map(
    ([x, y]) => sql`(
    select t.id, t.geom from tasks t
    where ${free} order by ${ON_MAP} <-> st_makepoint(${x}::float8, ${y}::float8) limit ${CANDIDATES})`,
  );
  return sql`
    select id from (${sql.join(found, sql` union `)}) best
    order by geom::geography <-> ${point(near)}::geography, id limit ${CANDIDATES}`;
}

/** As the index has it. */
const ON_MAP = sql`
  st_makepoint(st_x(geom), degrees(ln(tan(radians(45 + greatest(-89.9, least(89.9, st_y(geom))) / 2)))))`;

/** Where it is on that map, which ends at the antimeridian: a place on that side of the world is on the sheet beside it, too. */
function sheets([lon, lat]: LonLat): (readonly [number, number])[] {
  const bounded = Math.max(-89.9, Math.min(89.9, lat));
  const y = (180 / Math.PI) * Math.log(Math.tan((Math.PI / 180) * (45 + bounded / 2)));
  const xs = Math.abs(lon) < 90 ? [lon] : [lon, lon - 360 * Math.sign(lon)];
  return xs.map(x => [x, y]);
}

/** Those that tasks of a challenge have, the highest first: a few. */
async function priorities(store: Store, challenge: string): Promise<number[]> {
  const { rows } = await sql<{ priority: number }>`
    with recursive each as (
      (select priority from tasks where challenge_id = ${challenge} and ${ASKS} order by priority desc limit 1)
      union all
      select (select priority from tasks where challenge_id = ${challenge} and ${ASKS} and priority < each.priority
        order by priority desc limit 1) from each where each.priority is not null
    ) select priority from each where priority is not null`.execute(store);
  return rows.map(({ priority }) => priority);
}

/** As the indexes of tasks that ask have it: written out, so that PostgreSQL sees that they serve. */
const ASKS = sql.raw<boolean>(`state in (${ASKED.map(state => `'${state}'`).join(', ')})`);

const isFree = ({ challenge, skip, kinds }: Search, { person, now }: Lease): RawBuilder<boolean> => sql`
  t.challenge_id = ${challenge} and t.${ASKS}
  and not t.id = any(${[...skip]}::text[])
  ${kinds.length > 0 ? sql`and t.kinds && ${[...kinds]}::text[]` : sql``}
  and not exists (
    select 1 from answers a
    where a.task_id = t.id and a.person_id = ${person} and a.state in ('pending', 'counted')
      and a.facts_digest = t.facts_digest)
  and (
    select count(*) from claims c where c.task_id = t.id and c.until > ${now} and c.person_id <> ${person}
  ) < (
    -- Of counted answers, however they disagree, at least one is agreed with; where all are guests' a place is left.
    select greatest(1, (select (definition->'answers'->>'needed')::integer from challenges where id = ${challenge})
        - least(1, count(*) filter (where a.state = 'counted'))) - count(*) filter (where a.state = 'pending')
    from answers a
    where a.task_id = t.id and a.facts_digest = t.facts_digest and a.state in ('pending', 'counted')
  )`;
