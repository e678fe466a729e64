import { type Kysely, sql } from 'kysely';
import type { Challenge } from '../core/challenge/challenge.ts';
import { completeChallenge } from '../core/challenge/complete-challenge.ts';
import { jsonb } from './jsonb.ts';
import type { Database, SourceOverride } from './tables.ts';

/** The definition as it is compared by, and what earlier runs were told beyond the bundled one; null when there is none. */
export async function findChallenge(
  store: Kysely<Database>,
  id: string,
): Promise<{ definition: Challenge; override: SourceOverride } | null> {
  const row = await store
    .selectFrom('challenges')
    .select(['definition', 'override'])
    .where('id', '=', id)
    .executeTakeFirst();
  return row ? { ...row, definition: completeChallenge(row.definition) } : null;
}

/** The same, nobody else's to change or to ask for a run of until the transaction ends. */
export async function lockChallenge(
  transaction: Kysely<Database>,
  id: string,
): ReturnType<typeof findChallenge> {
  const row = await transaction
    .selectFrom('challenges')
    .select(['definition', 'override'])
    .where('id', '=', id)
    .forNoKeyUpdate()
    .executeTakeFirst();
  return row ? { ...row, definition: completeChallenge(row.definition) } : null;
}

/** The organisation that a challenge belongs to, null for the installation's own; undefined when there is no such challenge. */
export async function organisationOfChallenge(
  store: Kysely<Database>,
  id: string,
): Promise<string | null | undefined> {
  const row = await store
    .selectFrom('challenges')
    .select('organisation_id')
    .where('id', '=', id)
    .executeTakeFirst();
  return row?.organisation_id;
}

/** The same of the challenge of a task; undefined when there is no such task. */
export async function organisationOfTask(
  store: Kysely<Database>,
  task: string,
): Promise<string | null | undefined> {
  const row = await store
    .selectFrom('tasks')
    .innerJoin('challenges', 'challenges.id', 'tasks.challenge_id')
    .select('organisation_id')
    .where('tasks.id', '=', task)
    .executeTakeFirst();
  return row?.organisation_id;
}

/** The same of the challenge of an upload; undefined when there is no such upload. */
export async function organisationOfUpload(
  store: Kysely<Database>,
  upload: string,
): Promise<string | null | undefined> {
  const row = await store
    .selectFrom('uploads')
    .innerJoin('challenges', 'challenges.id', 'uploads.challenge_id')
    .select('organisation_id')
    .where('uploads.id', '=', upload)
    .executeTakeFirst();
  return row?.organisation_id;
}

/** The same of the challenge of a changeset; undefined when there is no such changeset. */
export async function organisationOfChangeset(
  store: Kysely<Database>,
  changeset: string,
): Promise<string | null | undefined> {
  const row = await store
    .selectFrom('changesets')
    .select('upload_id')
    .where('id', '=', changeset)
    .executeTakeFirst();
  return row && organisationOfUpload(store, row.upload_id);
}

export type Owner = Readonly<{ id: string; name: string }>;

/** The organisations that challenges belong to, by challenge; those of the installation itself are not in it. */
export async function ownersOfChallenges(
  store: Kysely<Database>,
  only?: string,
): Promise<Map<string, Owner>> {
  let query = store
    .selectFrom('challenges')
    .innerJoin('organisations', 'organisations.id', 'challenges.organisation_id')
    .select(['challenges.id as challenge', 'organisations.id', 'organisations.name']);
  if (only !== undefined) query = query.where('challenges.id', '=', only);
  const rows = await query.execute();
  return new Map(rows.map(({ challenge, id, name }) => [challenge, { id, name }]));
}

/** Sorted. */
export async function challengeIds(store: Kysely<Database>): Promise<string[]> {
  const rows = await store.selectFrom('challenges').select('id').orderBy('id').execute();
  return rows.map(row => row.id);
}

/** Every challenge, by id. */
export async function storedChallenges(store: Kysely<Database>): Promise<Challenge[]> {
  const rows = await store.selectFrom('challenges').select('definition').orderBy('id').execute();
  return rows.map(row => completeChallenge(row.definition));
}

/** Writes the row only when it says something new. */
export async function saveChallenge(
  store: Kysely<Database>,
  definition: Challenge,
  override: SourceOverride,
): Promise<void> {
  await sql`
    insert into challenges (id, definition, sample, override)
    values (${definition.id}, ${jsonb(definition)}::jsonb, ${definition.sample}, ${jsonb(override)}::jsonb)
    on conflict (id) do update
      set definition = excluded.definition, sample = excluded.sample, override = excluded.override, updated_at = now()
      where (challenges.definition, challenges.sample, challenges.override)
        is distinct from (excluded.definition, excluded.sample, excluded.override)`.execute(store);
}

/** Ids of those that are shown first to everybody. */
export async function featuredChallenges(store: Kysely<Database>): Promise<Set<string>> {
  const rows = await store
    .selectFrom('challenges')
    .select('id')
    .where('featured_at', 'is not', null)
    .execute();
  return new Set(rows.map(row => row.id));
}

/** @returns whether it was featured before; null: there is no such challenge */
export async function featureChallenge(
  transaction: Kysely<Database>,
  id: string,
  since: Date | null,
): Promise<boolean | null> {
  const row = await transaction
    .selectFrom('challenges')
    .select('featured_at')
    .where('id', '=', id)
    .forNoKeyUpdate()
    .executeTakeFirst();
  if (!row) return null;
  if ((row.featured_at === null) !== (since === null))
    await transaction.updateTable('challenges').set({ featured_at: since }).where('id', '=', id).execute();
  return row.featured_at !== null;
}
