import { type Kysely, type Selectable, sql } from 'kysely';
import type { Scope } from '../../core/policy/may.ts';
import { jsonb } from '../jsonb.ts';
import type { Database } from '../tables.ts';

export type AuditRow = Selectable<Database['audit']>;

/** What was done. Ids, never names: the log stays when the person goes. */
export type Deed = Readonly<{
  actor: AuditRow['actor'];
  person: string | null;
  /** As the API or the command line calls it: `startRun`. */
  action: string;
  scope: Scope;
  /** What it was done to, as the API addresses it: `challenges/fire-stations`, `persons/ID`. */
  target?: string;
  /** Id of the person whom it was done to: it is theirs to see in what is kept of them. */
  about?: string;
  data?: Readonly<Record<string, unknown>>;
  requestId?: string;
}>;

/** In the transaction of the deed itself, where it has one: neither is without the other. */
export async function audit(store: Kysely<Database>, deed: Deed, now: Date): Promise<void> {
  await store
    .insertInto('audit')
    .values({
      at: now,
      actor: deed.actor,
      person_id: deed.person,
      about_person: deed.about ?? null,
      action: deed.action,
      scope: deed.scope,
      target: deed.target ?? null,
      data: jsonb(deed.data ?? {}),
      request_id: deed.requestId ?? null,
    })
    .execute();
}

/** The newest first; `before` continues a page. @param scope one organisation's; null: everything */
export async function auditRows(
  store: Kysely<Database>,
  { scope, before, limit }: Readonly<{ scope: Scope | null; before: number | null; limit: number }>,
): Promise<AuditRow[]> {
  let query = store.selectFrom('audit').selectAll();
  if (scope !== null) query = query.where('scope', '=', scope);
  if (before !== null) query = query.where('id', '<', before);
  return query.orderBy('id', 'desc').limit(limit).execute();
}

/** What the persons and organisations of these rows are called now; who has gone has no name. */
export async function namesInAudit(
  store: Kysely<Database>,
  rows: readonly Pick<AuditRow, 'person_id' | 'scope'>[],
): Promise<Readonly<{ persons: ReadonlyMap<string, string>; organisations: ReadonlyMap<string, string> }>> {
  const persons = await store
    .selectFrom('accounts')
    .select(['person_id as id', 'name'])
    .where('person_id', '=', sql<string>`any(${rows.flatMap(({ person_id }) => person_id ?? [])}::text[])`)
    .execute();
  const organisations = await store
    .selectFrom('organisations')
    .select(['id', 'name'])
    .where('id', '=', sql<string>`any(${rows.flatMap(({ scope }) => organisationIn(scope) ?? [])}::text[])`)
    .execute();
  const byId = (named: readonly { id: string; name: string }[]) =>
    new Map(named.map(({ id, name }) => [id, name]));
  return { persons: byId(persons), organisations: byId(organisations) };
}

/** The organisation that a scope is of; null for others. */
export const organisationIn = (scope: string): string | null =>
  scope.startsWith('organisation:') ? scope.slice('organisation:'.length) : null;
