import { type Selectable, sql } from 'kysely';
import type { Change } from '../../core/change/change.ts';
import type { EditKind } from '../../core/changeset/edit-kind.ts';
import { type ChangesetState, FOLLOWS, UNFINISHED, type UploadAnswer } from '../../core/changeset/machine.ts';
import type { AppliedChange } from '../../core/changeset/revert.ts';
import type { Applied } from '../../core/changeset/sent-and-applied.ts';
import type { Bbox, Tags } from '../../core/feature.ts';
import type { Store } from '../connect.ts';
import { inParts, jsonb } from '../jsonb.ts';
import type { UploadTables } from './upload-tables.ts';

/** Rows in one statement. */
const PART = 500;

export type NewChangeset = Readonly<{
  id: string;
  upload: string;
  place: number;
  follows?: string;
  kind: EditKind;
  tasks: readonly string[];
  changes: readonly Change[];
  box: Bbox | null;
  tags: Tags;
  tries?: number;
  dueAt: Date;
}>;

/** A changeset as far as whoever goes on with it must know it. */
export type StoredChangeset = Readonly<{
  id: string;
  upload: string;
  place: number;
  kind: EditKind;
  state: ChangesetState;
  tasks: readonly string[];
  box: Bbox | null;
  tags: Tags;
  osmId: number | null;
  answer: UploadAnswer | null;
  answerWords: string | null;
  tries: number;
  checkedAt: Date | null;
  edits: number;
}>;

export async function insertChangeset(transaction: Store, one: NewChangeset): Promise<void> {
  await transaction
    .insertInto('changesets')
    .values({
      id: one.id,
      upload_id: one.upload,
      place: one.place,
      follows: one.follows ?? null,
      kind: one.kind,
      state: 'prepared',
      tasks: [...one.tasks],
      edits: one.changes.length,
      box: one.box,
      tags: jsonb(one.tags),
      tries: one.tries ?? 0,
      due_at: one.dueAt,
    })
    .execute();
  await writeEdits(transaction, one.id, one.changes);
}

/** Replaces what was planned before. */
export async function writeEdits(
  transaction: Store,
  changeset: string,
  changes: readonly Change[],
): Promise<void> {
  await transaction.deleteFrom('changeset_edits').where('changeset_id', '=', changeset).execute();
  for (const part of inParts([...changes.entries()], PART))
    await transaction
      .insertInto('changeset_edits')
      .values(part.map(([n, change]) => ({ changeset_id: changeset, n, change: jsonb(change) })))
      .execute();
}

export async function editsOf(store: Store, changeset: string): Promise<Change[]> {
  const rows = await store
    .selectFrom('changeset_edits')
    .select('change')
    .where('changeset_id', '=', changeset)
    .orderBy('n')
    .execute();
  return rows.map(({ change }) => change);
}

/** Edits with what became of them on the server; those of which that is not known are left out. */
export async function appliedEdits(store: Store, changeset: string): Promise<AppliedChange[]> {
  const rows = await store
    .selectFrom('changeset_edits')
    .select(['change', 'ref', 'version'])
    .where('changeset_id', '=', changeset)
    .orderBy('n')
    .execute();
  return rows.flatMap(({ change, ref, version }) =>
    ref === null ? [] : [{ change, applied: { ref, version } }],
  );
}

/** What became of each edit, in their order. For the transaction that moves it to `applied`. */
export async function writeApplied(
  transaction: Store,
  changeset: string,
  applied: readonly Applied[],
): Promise<void> {
  for (const part of inParts([...applied.entries()], PART)) {
    const rows = part.map(([n, one]) => ({ n, ...one }));
    await sql`
      update changeset_edits e set ref = r.ref, version = r.version
      from jsonb_to_recordset(${jsonb(rows)}::jsonb) as r (n int, ref text, version int)
      where e.changeset_id = ${changeset} and e.n = r.n`.execute(transaction);
  }
}

type Stamp = 'opened_at' | 'sent_at' | 'applied_at' | 'ended_at';
const STAMPS: Readonly<Partial<Record<ChangesetState, Stamp>>> = {
  opened: 'opened_at',
  sent: 'sent_at',
  applied: 'applied_at',
  closed: 'ended_at',
  conflict: 'ended_at',
  refused: 'ended_at',
  abandoned: 'ended_at',
};

export type Patch = Readonly<{
  /** Null: it is none of ours. */
  osmId?: number | null;
  payloadHash?: string;
  edits?: number;
  tasks?: readonly string[];
}>;

/**
 * Moves a changeset on, if it still stands where the caller thinks. False: somebody else has moved it, and nothing that belongs to
 * this step may be done.
 * @throws Error for a step that the machine does not have
 */
export async function moveChangeset(
  transaction: Store,
  id: string,
  [from, to]: readonly [ChangesetState, ChangesetState],
  now: Date,
  { osmId, payloadHash, edits, tasks }: Patch = {},
): Promise<boolean> {
  if (!FOLLOWS[from].includes(to)) throw new Error(`a changeset that is ${from} does not become ${to}`);
  const stamp = STAMPS[to];
  const { numUpdatedRows } = await transaction
    .updateTable('changesets')
    .set({
      state: to,
      due_at: now,
      waits_for: null,
      ...(stamp && { [stamp]: now }),
      ...(osmId !== undefined && { osm_id: osmId }),
      ...(payloadHash !== undefined && { payload_hash: payloadHash }),
      ...(edits !== undefined && { edits }),
      ...(tasks !== undefined && { tasks: [...tasks] }),
    })
    .where('id', '=', id)
    .where('state', '=', from)
    .executeTakeFirst();
  return numUpdatedRows === 1n;
}

/** Whether a server's number stands for a changeset of ours already. */
export async function isKnownChangeset(store: Store, server: string, osmId: number): Promise<boolean> {
  const row = await store
    .selectFrom('changesets')
    .innerJoin('uploads', 'uploads.id', 'changesets.upload_id')
    .select('changesets.id')
    .where('uploads.server', '=', server)
    .where('changesets.osm_id', '=', osmId)
    .limit(1)
    .executeTakeFirst();
  return row !== undefined;
}

/** What the server said to what was sent; the first word stays. */
export async function writeAnswer(
  store: Store,
  id: string,
  answer: UploadAnswer,
  words: string,
): Promise<void> {
  await store
    .updateTable('changesets')
    .set({ answer, answer_words: words })
    .where('id', '=', id)
    .where('answer', 'is', null)
    .execute();
}

/** It is looked at again then; `tries` says how often it was in vain. */
export async function postpone(
  store: Store,
  id: string,
  { until, tries, words }: Readonly<{ until: Date; tries: number; words: string }>,
): Promise<void> {
  await store
    .updateTable('changesets')
    .set({ due_at: until, tries, waits_for: words })
    .where('id', '=', id)
    .execute();
}

/** Its elements were read back. */
export async function markChecked(transaction: Store, id: string, now: Date): Promise<void> {
  await transaction.updateTable('changesets').set({ checked_at: now }).where('id', '=', id).execute();
}

/** A changeset, by its name in a statement, that is not at its end. The states stand in it as the index on them has them. */
export const unfinished = (changeset: string) =>
  sql<boolean>`${sql.ref(`${changeset}.state`)} in (${sql.join(UNFINISHED.map(state => sql.lit(state)))})`;

/** Still something to do with it: it is not at its end, or its elements were not read back. */
export const toDo = (changeset: string) =>
  sql<boolean>`(${unfinished(changeset)} or (${sql.ref(`${changeset}.state`)} = 'closed' and ${sql.ref(`${changeset}.checked_at`)} is null))`;

/**
 * The next changeset that somebody should go on with, held for this process until then; null where none is due. Those of one
 * upload go one after the other. While it waits for a sign-in or a leave, only what was sent is followed up; while it waits for anything else, nothing
 * is; one that was cancelled is brought to its end.
 */
export async function takeChangeset(store: Store, now: Date, until: Date): Promise<string | null> {
  const { rows } = await sql<{ id: string }>`
    update changesets set worked_until = ${until} where id = (
      select c.id from changesets c join uploads u on u.id = c.upload_id
      where ${toDo('c')} and c.due_at <= ${now} and (c.worked_until is null or c.worked_until <= ${now})
        and (u.hold is null or (c.state = 'sent' and u.hold in ('sign-in', 'account', 'not-allowed'))
          or u.cancelled_at is not null)
        and not exists (
          select 1 from changesets b where b.upload_id = c.upload_id and b.id <> c.id
            and (b.place, b.id) < (c.place, c.id)
            and ${toDo('b')})
      order by c.due_at, c.id limit 1 for update of c skip locked)
    returning id`.execute(store);
  return rows[0]?.id ?? null;
}

/** Holds it for longer; false: another process has it by now. */
export async function keepChangeset(store: Store, id: string, held: Date, until: Date): Promise<boolean> {
  const { numUpdatedRows } = await store
    .updateTable('changesets')
    .set({ worked_until: until })
    .where('id', '=', id)
    .where('worked_until', '=', held)
    .executeTakeFirst();
  return numUpdatedRows === 1n;
}

/** Nobody is at it any more; nothing where another process has it by now. */
export async function letChangesetGo(store: Store, id: string, held: Date): Promise<void> {
  await store
    .updateTable('changesets')
    .set({ worked_until: null })
    .where('id', '=', id)
    .where('worked_until', '=', held)
    .execute();
}

export async function storedChangeset(store: Store, id: string): Promise<StoredChangeset | null> {
  const row = await store.selectFrom('changesets').selectAll().where('id', '=', id).executeTakeFirst();
  return row ? toChangeset(row) : null;
}

export const toChangeset = (row: Selectable<UploadTables['changesets']>): StoredChangeset => ({
  id: row.id,
  upload: row.upload_id,
  place: row.place,
  kind: row.kind,
  state: row.state,
  tasks: row.tasks,
  box: row.box,
  tags: row.tags,
  osmId: row.osm_id === null ? null : Number(row.osm_id),
  answer: row.answer,
  answerWords: row.answer_words,
  tries: row.tries,
  checkedAt: row.checked_at,
  edits: row.edits,
});
