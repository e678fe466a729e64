import { type Kysely, type RawBuilder, sql } from 'kysely';
import { placesOf } from '../../core/answer/agreement.ts';
import type { Kind } from '../../core/discrepancy/discrepancy.ts';
import type { LonLat } from '../../core/feature.ts';
import type { Store } from '../connect.ts';
import { point } from '../point.ts';
import type { Database } from '../tables.ts';
import { type LockedTask, lockTask, type Met, metBy } from './locked-task.ts';
import { ASKED, moveTask } from './task-move.ts';

/** Why a task cannot be held: it is not there, asks nothing, was answered by this person, or enough others have it. */
export type ClaimRefusal = 'gone' | 'not-asked' | 'answered' | 'held';
/** Who holds a task from now on, and until when unless it is renewed. */
export type Lease = Readonly<{ person: string; now: Date; until: Date }>;

/** Takes a lease on a task, or renews the person's own. */
export async function takeClaim(store: Store, task: string, lease: Lease): Promise<'taken' | ClaimRefusal> {
  return store.transaction().execute(transaction => claimIn(transaction, task, lease));
}

/** The same within a transaction that goes on. */
export async function claimIn(
  transaction: Kysely<Database>,
  task: string,
  lease: Lease,
): Promise<'taken' | ClaimRefusal> {
  const locked = await lockTask(transaction, task);
  return locked ? claimLocked(transaction, locked, lease) : 'gone';
}

async function claimLocked(
  transaction: Kysely<Database>,
  locked: LockedTask,
  { person, now, until }: Lease,
): Promise<'taken' | ClaimRefusal> {
  if (!ASKED.includes(locked.state)) return 'not-asked';
  const met = await metBy(transaction, locked, person, now);
  const refused = refusal(locked, met);
  if (refused) return refused;
  await transaction
    .insertInto('claims')
    .values({ task_id: locked.id, person_id: person, until })
    .onConflict(conflict => conflict.columns(['task_id', 'person_id']).doUpdateSet({ until }))
    .execute();
  const standing = { pending: met.pending, holders: met.holders + 1, counted: met.votes.length };
  await moveTask(transaction, locked, 'claim', { now, standing });
  return 'taken';
}

/** At most as many people hold a task as it has places, each once; one's own lease is no obstacle. */
export function refusal(locked: LockedTask, { answered, pending, holders, votes }: Met): ClaimRefusal | null {
  if (!ASKED.includes(locked.state)) return 'not-asked';
  if (answered) return 'answered';
  return pending + holders < placesOf(votes, locked.answers) ? null : 'held';
}

/** Gives a lease back; none is nothing to give back. */
export async function giveBack(store: Store, task: string, person: string, now: Date): Promise<void> {
  await store.transaction().execute(async transaction => {
    const locked = await lockTask(transaction, task);
    if (!locked) return;
    const given = await transaction
      .deleteFrom('claims')
      .where('task_id', '=', task)
      .where('person_id', '=', person)
      .returning('task_id')
      .execute();
    if (given.length > 0) await moveTask(transaction, locked, 'release', { now });
  });
}

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
const CANDIDATES = 20;
/** So often more are looked for when others took the last places of all of them. */
const TRIES = 50;

/** Claims the next task for this person; null when nothing is left for them. */
export async function claimNext(store: Store, search: Search, lease: Lease): Promise<string | null> {
  const seen: string[] = [];
  const busy: string[] = [];
  for (let tries = 0; tries < TRIES; tries++) {
    const candidates = await freeTasks(store, { ...search, skip: [...search.skip, ...seen] }, lease);
    for (const task of candidates) {
      const claimed = await claimUnlessBusy(store, task, lease);
      if (claimed === 'taken') return task;
      if (claimed === 'busy') busy.push(task);
      seen.push(task);
    }
    if (candidates.length === 0) break;
  }
  // Somebody else was at these at that moment, which need not have cost their last place: this time it waits.
  for (const task of busy) if ((await takeClaim(store, task, lease)) === 'taken') return task;
  return null;
}

async function claimUnlessBusy(
  store: Store,
  task: string,
  lease: Lease,
): Promise<'taken' | 'busy' | ClaimRefusal> {
  return store.transaction().execute(async transaction => {
    const locked = await lockTask(transaction, task, { unlessBusy: true });
    return locked ? claimLocked(transaction, locked, lease) : 'busy';
  });
}

type Found = Readonly<{ id: string }>;

/**
 * Tasks that seem to have a free place, the best first; only a locked one is certain. Nothing is locked here: PostgreSQL
 * 18 answers "attempted to lock invisible tuple" when the rows of a nearest-first index scan are locked.
 */
async function freeTasks(store: Store, search: Search, lease: Lease): Promise<string[]> {
  const { order, challenge } = search;
  const free = isFree(search, lease);
  const found = async (query: RawBuilder<Found>) => (await query.execute(store)).rows.map(({ id }) => id);
  switch (order.by) {
    case 'nearest':
      return found(nearest(free, order.near));
    case 'random': {
      const shuffled = (from: RawBuilder<boolean>) =>
        found(sql`select t.id from tasks t where ${free} and ${from} order by md5(t.id) limit ${CANDIDATES}`);
      const after = await shuffled(sql`md5(t.id) >= ${order.from}`);
      return after.length > 0 ? after : shuffled(sql`md5(t.id) < ${order.from}`);
    }
    case 'priority': {
      for (const priority of await priorities(store, challenge)) {
        const equal = sql<boolean>`${free} and t.priority = ${priority}`;
        const ids = await found(order.near ? nearest(equal, order.near) : byId(equal));
        if (ids.length > 0) return ids;
      }
      return [];
    }
    case 'route': {
      const line = sql`st_makeline(array[${sql.join(order.line.map(point))}])`;
      return found(sql`
        select t.id from tasks t
        where ${free} and st_dwithin(t.geom::geography, ${line}::geography, ${order.metres})
        order by st_linelocatepoint(${line}, t.geom), t.id limit ${CANDIDATES}`);
    }
    case 'list':
      return found(sql`
        select t.id from tasks t join unnest(${[...order.ids]}::text[]) with ordinality as o (id, seq) on o.id = t.id
        where ${free} order by o.seq limit ${CANDIDATES}`);
    case 'id':
      return found(byId(free));
  }
}

const byId = (free: RawBuilder<boolean>): RawBuilder<Found> =>
  sql`select t.id from tasks t where ${free} order by t.id limit ${CANDIDATES}`;

/** The inner order is the index's own; equally near ones are told apart by id outside. */
const nearest = (free: RawBuilder<boolean>, near: LonLat): RawBuilder<Found> => sql`
  select id from (
    select t.id, t.geom::geography <-> ${point(near)}::geography as rank from tasks t
    where ${free} order by t.geom::geography <-> ${point(near)}::geography limit ${CANDIDATES}
  ) best order by rank, id`;

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
