import { type RawBuilder, sql } from 'kysely';
import type { Answer, Outcome } from '../../core/answer/answer.ts';
import type { Challenge } from '../../core/challenge/challenge.ts';
import { completeChallenge } from '../../core/challenge/complete-challenge.ts';
import type { Finding, Kind } from '../../core/discrepancy/discrepancy.ts';
import type { Bbox, LonLat, Side } from '../../core/feature.ts';
import type { StoredReason } from '../../core/task/reason.ts';
import type { TaskState } from '../../core/task/task.ts';
import type { Store } from '../connect.ts';
import { inParts } from '../jsonb.ts';
import { lat, lon } from '../point.ts';
import { ASKED } from './task-move.ts';

/** Tasks asked for in one statement. */
const PART = 1000;

/** A task as it stands, with the challenge that it belongs to. */
export type StoredTask = Readonly<{
  id: string;
  challenge: Challenge;
  state: TaskState;
  outcome: Outcome | null;
  facts: Finding;
  factsDigest: string;
  kinds: readonly Kind[];
  reason: StoredReason | null;
  at: LonLat;
  name: string | null;
  updatedAt: Date;
  /** How old the compared data of each side is; null where its source does not say. */
  dataTimes: Readonly<{ official: Date | null; community: Date | null }>;
}>;

/** What a map needs to draw a task. */
export type Pin = Readonly<{
  id: string;
  challenge: string;
  state: TaskState;
  kinds: readonly Kind[];
  name: string | null;
  at: LonLat;
}>;

/** A pin with what it was made of, for whoever may not show the place itself. */
export type FactsPin = Pin & Readonly<{ facts: Finding; factsDigest: string }>;

export async function storedTask(store: Store, id: string): Promise<StoredTask | null> {
  const row = await store
    .selectFrom('tasks')
    .innerJoin('challenges', 'challenges.id', 'tasks.challenge_id')
    .select(['tasks.id', 'tasks.state', 'tasks.outcome', 'tasks.facts', 'tasks.facts_digest', 'tasks.kinds'])
    .select(['tasks.reason', 'tasks.name', 'tasks.updated_at', 'challenges.definition'])
    .select([lon('tasks.geom').as('lon'), lat('tasks.geom').as('lat')])
    .select([dataTime('official').as('official_time'), dataTime('community').as('community_time')])
    .where('tasks.id', '=', id)
    .executeTakeFirst();
  if (!row) return null;
  return {
    id: row.id,
    challenge: completeChallenge(row.definition),
    state: row.state,
    outcome: row.outcome,
    facts: row.facts,
    factsDigest: row.facts_digest,
    kinds: row.kinds as Kind[],
    reason: row.reason,
    at: [row.lon, row.lat],
    name: row.name,
    updatedAt: row.updated_at,
    dataTimes: { official: row.official_time, community: row.community_time },
  };
}

const dataTime = (side: Side): RawBuilder<Date | null> => sql`(
  select data_time from snapshots
  where snapshots.challenge_id = challenges.id and side = ${sql.lit(side)} and snapshots.state = 'current')`;

export type PinQuery = Readonly<{
  box: Bbox | null;
  /** Empty: every state. */
  states: readonly TaskState[];
  /** Empty: every kind. */
  kinds: readonly Kind[];
  limit: number;
}>;

/** Pins of some challenges by id, `limit` at most. */
export async function pins(store: Store, challenges: readonly string[], query: PinQuery): Promise<Pin[]> {
  const rows = await pinRows(store, challenges, query).limit(query.limit).execute();
  return rows.map(toPin);
}

/** The same with facts, without a limit and without a box: the stored point is not the one that is shown. */
export async function factsPins(
  store: Store,
  challenge: string,
  query: Pick<PinQuery, 'states' | 'kinds'>,
): Promise<FactsPin[]> {
  const rows = await pinRows(store, [challenge], { ...query, box: null })
    .select(['facts', 'facts_digest'])
    .execute();
  return rows.map(toFactsPin);
}

/** The same of some tasks, as far as they are there. */
export async function factsPinsOf(store: Store, ids: readonly string[]): Promise<FactsPin[]> {
  const rows = await store
    .selectFrom('tasks')
    .select(PIN_COLUMNS)
    .select(['facts', 'facts_digest'])
    .where(sql<boolean>`id = any(${[...ids]}::text[])`)
    .execute();
  return rows.map(toFactsPin);
}

/** Digests of the facts of every task of a challenge that asks, by id and in that order. */
export async function askedDigests(store: Store, challenge: string): Promise<ReadonlyMap<string, string>> {
  // As one value: a hundred thousand rows would take several times as long to read.
  const { rows } = await sql<{ digests: Readonly<Record<string, string>> }>`
    select coalesce(json_object_agg(id, facts_digest order by id), '{}') as digests from tasks
    where challenge_id = ${challenge} and state = any(${[...ASKED]}::text[])`.execute(store);
  return new Map(Object.entries(rows[0]!.digests));
}

/** Tasks with their facts and why they are as they are, by id; those that are gone are left out. */
export async function pinsById(
  store: Store,
  ids: readonly string[],
): Promise<(FactsPin & Pick<StoredTask, 'reason'>)[]> {
  const found: (FactsPin & Pick<StoredTask, 'reason'>)[] = [];
  for (const part of inParts(ids, PART)) {
    const rows = await store
      .selectFrom('tasks')
      .select(PIN_COLUMNS)
      .select(['facts', 'facts_digest', 'reason'])
      .where('id', 'in', part)
      .orderBy('id')
      .execute();
    found.push(...rows.map(row => ({ ...toFactsPin(row), reason: row.reason })));
  }
  return found;
}

function pinRows(
  store: Store,
  challenges: readonly string[],
  { box, states, kinds }: Omit<PinQuery, 'limit'>,
) {
  let rows = store
    .selectFrom('tasks')
    .select(PIN_COLUMNS)
    .where('challenge_id', 'in', challenges)
    .orderBy('id');
  if (box) rows = rows.where(inside(box));
  if (states.length > 0) rows = rows.where('state', 'in', states);
  if (kinds.length > 0) rows = rows.where(sql<boolean>`kinds && ${[...kinds]}::text[]`);
  return rows;
}

const PIN_COLUMNS = [
  ...(['id', 'challenge_id', 'state', 'kinds', 'name'] as const),
  lon('geom').as('lon'),
  lat('geom').as('lat'),
] as const;

type PinRow = Readonly<{
  id: string;
  challenge_id: string;
  state: TaskState;
  kinds: string[];
  name: string | null;
  lon: number;
  lat: number;
}>;

const toFactsPin = (row: PinRow & Readonly<{ facts: Finding; facts_digest: string }>): FactsPin => ({
  ...toPin(row),
  facts: row.facts,
  factsDigest: row.facts_digest,
});

const toPin = (row: PinRow): Pin => ({
  id: row.id,
  challenge: row.challenge_id,
  state: row.state,
  kinds: row.kinds as Kind[],
  name: row.name,
  at: [row.lon, row.lat],
});

/** A box whose west is east of its east crosses the antimeridian: two boxes. */
function inside([west, south, east, north]: Bbox): RawBuilder<boolean> {
  const envelope = (w: number, e: number) => sql`st_makeenvelope(${w}, ${south}, ${e}, ${north}, 4326)`;
  return west <= east
    ? sql<boolean>`geom && ${envelope(west, east)}`
    : sql<boolean>`(geom && ${envelope(west, 180)} or geom && ${envelope(-180, east)})`;
}

/**
 * Tasks that people settled, by id: what an export is made of. Of those that wait, one whose edit is on the map by a changeset that was
 * not read back yet is left out: it would go there twice.
 */
export async function settledByPeople(
  store: Store,
  challenge: string,
  states: readonly TaskState[] = ['settled'],
): Promise<{ id: string; state: TaskState; facts: Finding; answer: Answer; outcome: Outcome }[]> {
  const rows = await store
    .selectFrom('tasks')
    .select(['id', 'state', 'facts', 'settlement', 'outcome'])
    .where('challenge_id', '=', challenge)
    .where('state', 'in', states)
    .where('settlement', 'is not', null)
    .$if(
      states.every(state => state === 'settled'),
      query =>
        query.where(
          sql<boolean>`id not in (
            select unnest(c.tasks) from uploads u join changesets c on c.upload_id = u.id
            where u.challenge_id = ${challenge} and u.reverts is null
              and c.state in ('applied', 'closed') and c.checked_at is null)`,
        ),
    )
    .orderBy('id')
    .execute();
  return rows.map(row => ({
    id: row.id,
    state: row.state,
    facts: row.facts,
    answer: row.settlement as Answer,
    outcome: row.outcome as Outcome,
  }));
}
