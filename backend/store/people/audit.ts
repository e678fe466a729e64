import type { Kysely, Selectable } from 'kysely';
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
  /** An id with its kind: `challenge:fire-stations`. */
  target?: string;
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
