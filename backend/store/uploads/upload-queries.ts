import { sql } from 'kysely';
import type { Change } from '../../core/change/change.ts';
import type { StoredReason } from '../../core/task/reason.ts';
import type { Store } from '../connect.ts';
import type { FactsPin } from '../tasks/task-queries.ts';
import { pinsById } from '../tasks/task-queries.ts';
import { type StoredChangeset, toChangeset, toDo } from './changesets.ts';
import { type StoredUpload, toUpload } from './uploads.ts';

/** A changeset as it is looked at. */
export type ChangesetRow = StoredChangeset &
  Readonly<{
    follows: string | null;
    waitsFor: string | null;
    dueAt: Date;
    endedAt: Date | null;
  }>;

/** An upload with its changesets, in their order; those that follow others stand behind them. */
export type UploadRow = StoredUpload &
  Readonly<{
    changesets: readonly ChangesetRow[];
    /** Tasks of which it met another edit, or that the server would not take. */
    conflicts: number;
  }>;

/** Uploads of a challenge: those that are not at their end, then the others, the last one first. */
export async function uploadsOf(store: Store, challenge: string, limit: number): Promise<UploadRow[]> {
  const rows = await store
    .selectFrom('uploads')
    .selectAll()
    .where('challenge_id', '=', challenge)
    .orderBy(sql`exists (select 1 from changesets c where c.upload_id = uploads.id and ${toDo('c')})`, 'desc')
    .orderBy('at', 'desc')
    .orderBy('id')
    .limit(limit)
    .execute();
  return withChangesets(store, rows.map(toUpload));
}

export async function uploadRow(store: Store, id: string): Promise<UploadRow | null> {
  const row = await store.selectFrom('uploads').selectAll().where('id', '=', id).executeTakeFirst();
  const [one] = row ? await withChangesets(store, [toUpload(row)]) : [];
  return one ?? null;
}

async function withChangesets(store: Store, uploads: readonly StoredUpload[]): Promise<UploadRow[]> {
  const ids = uploads.map(({ id }) => id);
  if (ids.length === 0) return [];
  const rows = await store
    .selectFrom('changesets')
    .selectAll()
    .where('upload_id', 'in', ids)
    .orderBy('place')
    .orderBy(sql`opened_at nulls last`)
    .orderBy('id')
    .execute();
  const { rows: met } = await sql<{ upload: string; count: number }>`
    select c.upload_id as upload, count(distinct e.task_id)::int as count
    from changesets c join task_events e on e.data->>'changeset' = c.id and e.event = 'upload-conflict'
    where c.upload_id = any(${ids}::text[]) group by 1`.execute(store);
  const conflicts = new Map(met.map(({ upload, count }) => [upload, count]));
  return uploads.map(upload => ({
    ...upload,
    changesets: rows.filter(row => row.upload_id === upload.id).map(toRow),
    conflicts: conflicts.get(upload.id) ?? 0,
  }));
}

export async function changesetRow(store: Store, id: string): Promise<ChangesetRow | null> {
  const row = await store.selectFrom('changesets').selectAll().where('id', '=', id).executeTakeFirst();
  return row ? toRow(row) : null;
}

const toRow = (row: Parameters<typeof toChangeset>[0]): ChangesetRow => ({
  ...toChangeset(row),
  follows: row.follows,
  waitsFor: row.waits_for,
  dueAt: row.due_at,
  endedAt: row.ended_at,
});

export type EditRow = Readonly<{ change: Change; ref: string | null; version: number | null }>;

/** In the order in which they were, or would be, sent. */
export async function editRows(store: Store, changeset: string): Promise<EditRow[]> {
  return store
    .selectFrom('changeset_edits')
    .select(['change', 'ref', 'version'])
    .where('changeset_id', '=', changeset)
    .orderBy('n')
    .execute();
}

/**
 * Edits that carried out what tasks of a challenge are settled as, and are on the map for all we know: of each task those of its last
 * changeset since it was settled, unless that was taken back.
 */
export async function arrivedEdits(store: Store, challenge: string): Promise<Change[]> {
  const { rows: last } = await sql<{ task: string; changeset: string }>`
    select t.id as task, c.id as changeset
    from uploads u join changesets c on c.upload_id = u.id cross join lateral unnest(c.tasks) t (id)
      join tasks k on k.id = t.id
      cross join lateral (
        select id, data->>'changeset' as changeset from task_events
        where task_id = t.id and event = 'upload-applied' order by id desc limit 1) last
    where u.challenge_id = ${challenge} and u.reverts is null and c.state in ('applied', 'closed')
      and k.state in ('settled', 'verified') and last.changeset = c.id
      and not exists (
        select 1 from task_events e where e.task_id = t.id and e.id > last.id and e.to_state = 'open')
      and not exists (
        select 1 from uploads r join changesets b on b.upload_id = r.id
        where r.reverts = c.id and b.state in ('applied', 'closed') and t.id = any(b.tasks))`.execute(store);
  const lastOf = new Map(last.map(({ task, changeset }) => [task, changeset]));
  const rows = await store
    .selectFrom('changeset_edits')
    .select(['changeset_id', 'change'])
    .where(sql<boolean>`changeset_id = any(${[...new Set(lastOf.values())]}::text[])`)
    .where('ref', 'is not', null)
    .orderBy('changeset_id')
    .orderBy('n')
    .execute();
  return rows.flatMap(({ changeset_id, change }) => {
    const tasks = change.tasks.filter(task => lastOf.get(task) === changeset_id);
    return tasks.length > 0 ? [{ ...change, tasks }] : [];
  });
}

/**
 * The changeset that takes this one back, or will; null: none does, or what did has ended with a part of it undone.
 * @param besides an upload that does not count
 */
export async function revertOfChangeset(store: Store, id: string, besides = ''): Promise<string | null> {
  const { rows } = await sql<{ id: string }>`
    select c.id from uploads u join changesets c on c.upload_id = u.id
    where u.reverts = ${id} and u.id <> ${besides} and c.state not in ('conflict', 'refused', 'abandoned')
      and (exists (select 1 from changesets b where b.upload_id = u.id and ${toDo('b')})
        or not exists (
          select 1 from changesets b where b.upload_id = u.id and b.state in ('conflict', 'refused', 'abandoned')
            and not exists (select 1 from changesets f where f.follows = b.id)))
    order by c.place, c.id limit 1`.execute(store);
  return rows[0]?.id ?? null;
}

/** Nobody else decides about it until the transaction ends. */
export async function lockChangeset(transaction: Store, id: string): Promise<void> {
  await transaction.selectFrom('changesets').select('id').where('id', '=', id).forUpdate().execute();
}

/** A task that a changeset was about, and what the changeset told it last. */
export type ToldTask = FactsPin &
  Readonly<{
    reason: StoredReason | null;
    told: Readonly<{ event: string; data: Readonly<Record<string, unknown>> }> | null;
  }>;

/** Tasks whose edits are in a changeset, and those that it left out, by id. */
export async function tasksAbout(
  store: Store,
  { id, tasks }: Pick<StoredChangeset, 'id' | 'tasks'>,
): Promise<ToldTask[]> {
  const { rows } = await sql<{ task_id: string; event: string; data: Record<string, unknown> }>`
    select distinct on (task_id) task_id, event, data from task_events
    where data->>'changeset' = ${id} order by task_id, id desc`.execute(store);
  const told = new Map(rows.map(({ task_id, event, data }) => [task_id, { event, data }]));
  const found = await pinsById(store, [...new Set([...tasks, ...told.keys()])].sort());
  return found.map(pin => ({ ...pin, told: told.get(pin.id) ?? null }));
}
