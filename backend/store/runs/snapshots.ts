import { type Kysely, type Selectable, sql } from 'kysely';
import type { Side } from '../../core/feature.ts';
import type { Snapshot } from '../../core/snapshot/snapshot.ts';
import { jsonb } from '../jsonb.ts';
import type { Database } from '../tables.ts';

export type SnapshotRow = Selectable<Database['snapshots']>;

/** Rejections kept by the row; the counts by reason are in the run's summary. */
const KEPT_REJECTIONS = 1000;

/** What this side's features came from when the last run was done. */
export async function currentSnapshot(
  store: Kysely<Database>,
  challenge: string,
  side: Side,
): Promise<SnapshotRow | null> {
  const row = await store
    .selectFrom('snapshots')
    .selectAll()
    .where('challenge_id', '=', challenge)
    .where('side', '=', side)
    .where('state', '=', 'current')
    .executeTakeFirst();
  return row ?? null;
}

export async function snapshotOfRun(
  store: Kysely<Database>,
  run: string,
  side: Side,
): Promise<SnapshotRow | null> {
  const row = await store
    .selectFrom('snapshots')
    .selectAll()
    .where('run_id', '=', run)
    .where('side', '=', side)
    .executeTakeFirst();
  return row ?? null;
}

/** Replaces what anybody wrote of this side for the run before, features included. */
export async function writeSnapshot(
  transaction: Kysely<Database>,
  of: Readonly<{ id: string; challenge: string; run: string; state: 'next' | 'held'; fetchedAt: Date }>,
  snapshot: Snapshot,
): Promise<void> {
  await dropSnapshotsOfRun(transaction, of.run, snapshot.side);
  await transaction
    .insertInto('snapshots')
    .values({
      id: of.id,
      challenge_id: of.challenge,
      side: snapshot.side,
      run_id: of.run,
      state: of.state,
      hash: snapshot.hash,
      format: snapshot.format,
      data_time: snapshot.dataTime,
      fetched_at: of.fetchedAt,
      coverage: jsonb(snapshot.coverage),
      rows: snapshot.rows,
      rejected: jsonb(snapshot.rejected.slice(0, KEPT_REJECTIONS)),
      warnings: jsonb(snapshot.warnings),
      columns: jsonb(snapshot.columns),
    })
    .execute();
}

export async function hasSnapshot(store: Kysely<Database>, id: string): Promise<boolean> {
  return (
    (await store.selectFrom('snapshots').select('id').where('id', '=', id).executeTakeFirst()) !== undefined
  );
}

/** Other bytes said of the current snapshot's places what it says: its features stay as they are. */
export async function renewSnapshot(
  transaction: Kysely<Database>,
  challenge: string,
  { side, hash, format, dataTime }: Snapshot,
  fetchedAt: Date,
): Promise<void> {
  await transaction
    .updateTable('snapshots')
    .set({ hash, format, data_time: dataTime, fetched_at: fetchedAt })
    .where('challenge_id', '=', challenge)
    .where('side', '=', side)
    .where('state', '=', 'current')
    .execute();
}

/** The run's snapshots become the current ones, what they replace becomes old. */
export async function promoteSnapshots(
  transaction: Kysely<Database>,
  challenge: string,
  run: string,
): Promise<void> {
  await sql`
    update snapshots s set state = 'old'
    where challenge_id = ${challenge} and state = 'current'
      and exists (select 1 from snapshots n where n.run_id = ${run} and n.side = s.side and n.state = 'next')`.execute(
    transaction,
  );
  await sql`update snapshots set state = 'current' where run_id = ${run} and state = 'next'`.execute(
    transaction,
  );
}

/** What a run had read so far, of one side or of both; its features go with it. */
export async function dropSnapshotsOfRun(store: Kysely<Database>, run: string, side?: Side): Promise<void> {
  let rows = store.deleteFrom('snapshots').where('run_id', '=', run).where('state', '=', 'next');
  if (side) rows = rows.where('side', '=', side);
  await rows.execute();
}

/** The last that was held of this side, of the same source and with one of these hashes. */
export async function heldSnapshot(
  store: Kysely<Database>,
  challenge: string,
  { side, source, hashes }: Readonly<{ side: Side; source: string; hashes: readonly string[] }>,
): Promise<Pick<SnapshotRow, 'hash' | 'data_time'> | null> {
  const row = await store
    .selectFrom('snapshots')
    .innerJoin('runs', 'runs.id', 'snapshots.run_id')
    .select(['snapshots.hash', 'snapshots.data_time'])
    .where('snapshots.challenge_id', '=', challenge)
    .where('snapshots.side', '=', side)
    .where('snapshots.state', '=', 'held')
    .where('snapshots.hash', '=', sql<string>`any(${hashes}::text[])`)
    .where(sql<boolean>`runs.inputs->>${side}::text = ${source}`)
    .orderBy('snapshots.fetched_at', 'desc')
    .limit(1)
    .executeTakeFirst();
  return row ?? null;
}

/** Held snapshots of a side whose bytes are kept: staff may have one of the last before them. */
const HELD_KEPT = 10;

/** A live source that is held each time it is read, while nobody looks, must not fill the disk. */
export async function retireOldestHeld(
  store: Kysely<Database>,
  challenge: string,
  side: Side,
): Promise<void> {
  await sql`
    update snapshots set state = 'old' where id in (
      select id from snapshots where challenge_id = ${challenge} and side = ${side} and state = 'held'
      order by fetched_at desc, id offset ${HELD_KEPT}
    )`.execute(store);
}

/** What was held can no longer be accepted once a later run of the challenge is done. */
export async function retireHeld(store: Kysely<Database>, challenge: string): Promise<void> {
  await store
    .updateTable('snapshots')
    .set({ state: 'old' })
    .where('challenge_id', '=', challenge)
    .where('state', '=', 'held')
    .execute();
}

/** Hashes whose bytes are needed; null while a run reads its sources, which has bytes before it has rows. */
export async function hashesInUse(store: Kysely<Database>): Promise<ReadonlySet<string> | null> {
  const { rows } = await sql<{ reading: boolean; hashes: string[] }>`
    select exists (select 1 from runs where state = 'running' and step = 'snapshot') as reading,
      array(select distinct hash from snapshots where state <> 'old') as hashes`.execute(store);
  return rows[0]!.reading ? null : new Set(rows[0]!.hashes);
}
