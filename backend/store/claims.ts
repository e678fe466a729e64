import { type Kysely, type RawBuilder, sql } from 'kysely';
import type { Kind } from '../core/discrepancy/discrepancy.ts';
import type { LonLat } from '../core/feature.ts';
import type { Store } from './connect.ts';
import { hasAnswered, type LockedTask, lockTask, standingOf, stillNeeded, votesOf } from './locked-task.ts';
import { point } from './point.ts';
import type { Database } from './tables.ts';
import { ASKED, moveTask } from './task-move.ts';

/** Why a task cannot be held: it is not there, asks nothing, was answered by this person, or enough others have it. */
export type ClaimRefusal = 'gone' | 'not-asked' | 'answered' | 'held';
type Lease = Readonly<{ person: string; now: Date; until: Date }>;

/** Takes a lease on a task, or renews the person's own. */
export async function takeClaim(store: Store, task: string, lease: Lease): Promise<'taken' | ClaimRefusal> {
  return store.transaction().execute(transaction => claimIn(transaction, task, lease));
}

/** The same within a transaction that goes on. */
export async function claimIn(
  transaction: Kysely<Database>,
  task: string,
  { person, now, until }: Lease,
): Promise<'taken' | ClaimRefusal> {
  const locked = await lockTask(transaction, task);
  if (!locked) return 'gone';
  const refused = await refusal(transaction, locked, person, now);
  if (refused) return refused;
  await transaction
    .insertInto('claims')
    .values({ task_id: task, person_id: person, until })
    .onConflict(conflict => conflict.columns(['task_id', 'person_id']).doUpdateSet({ until }))
    .execute();
  await moveTask(transaction, locked, 'claim', { now });
  return 'taken';
}

/** At most as many people hold a task as answers are still needed, each once; one's own lease is no obstacle. */
export async function refusal(
  transaction: Kysely<Database>,
  locked: LockedTask,
  person: string,
  now: Date,
): Promise<ClaimRefusal | null> {
  if (!ASKED.includes(locked.state)) return 'not-asked';
  if (await hasAnswered(transaction, locked, person)) return 'answered';
  const { pending, holders } = await standingOf(transaction, locked, now, person);
  const places = stillNeeded(await votesOf(transaction, locked), locked.answers);
  return pending + holders < places ? null : 'held';
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

export type Wish = Readonly<{
  challenge: string;
  /** Nearest first from here; null: by id. */
  near: LonLat | null;
  /** These tasks only, in this order, instead of one by place. */
  order?: readonly string[];
  skip: readonly string[];
  /** Empty: any kind. */
  kinds: readonly Kind[];
}>;

/** A candidate's places are counted exactly once its row is locked; when they are all taken the next one is tried. */
const TRIES = 100;

/** Claims the next task for this person; null when nothing is left for them. */
export async function claimNext(store: Store, wish: Wish, lease: Lease): Promise<string | null> {
  const full: string[] = [];
  for (let tries = 0; tries < TRIES; tries++) {
    const found = await store.transaction().execute(async transaction => {
      const left = { ...wish, skip: [...wish.skip, ...full] };
      // Tasks that somebody else is taking at this moment are left out, unless there are no others: then it waits.
      const candidate =
        (await firstFree(transaction, left, lease, sql`skip locked`)) ??
        (await firstFree(transaction, left, lease, sql``));
      if (candidate === null) return null;
      const taken = await claimIn(transaction, candidate, lease);
      return { candidate, taken: taken === 'taken' };
    });
    if (!found) return null;
    if (found.taken) return found.candidate;
    full.push(found.candidate);
  }
  return null;
}

/** The first task that seems to have a free place, its row locked. */
async function firstFree(
  transaction: Kysely<Database>,
  { challenge, near, order, skip, kinds }: Wish,
  { person, now }: Lease,
  whenLocked: RawBuilder<unknown>,
): Promise<string | null> {
  const by = order
    ? sql`o.seq`
    : near
      ? sql`t.geom::geography <-> ${point(near)}::geography, t.id`
      : sql`t.id`;
  const { rows } = await sql<{ id: string }>`
    select t.id from tasks t
      ${order ? sql`join unnest(${[...order]}::text[]) with ordinality as o (id, seq) on o.id = t.id` : sql``}
    where t.challenge_id = ${challenge}
      and t.state = any(${[...ASKED]}::text[])
      and not t.id = any(${[...skip]}::text[])
      ${kinds.length > 0 ? sql`and t.kinds && ${[...kinds]}::text[]` : sql``}
      and not exists (
        select 1 from answers a
        where a.task_id = t.id and a.person_id = ${person} and a.state in ('pending', 'counted')
          and a.facts_digest = t.facts_digest)
      and (
        -- Counted answers that disagree leave more places than their number says: at least one of them is agreed with.
        select count(*) filter (where a.state = 'pending') + least(1, count(*) filter (where a.state = 'counted'))
        from answers a where a.task_id = t.id and a.facts_digest = t.facts_digest
      ) + (
        select count(*) from claims c where c.task_id = t.id and c.until > ${now} and c.person_id <> ${person}
      ) < (select (definition->'answers'->>'needed')::integer from challenges where id = t.challenge_id)
    order by ${by}
    limit 1
    for update of t ${whenLocked}`.execute(transaction);
  return rows[0]?.id ?? null;
}
