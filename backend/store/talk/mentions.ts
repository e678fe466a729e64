import { type Kysely, type RawBuilder, sql } from 'kysely';
import { lineOf } from '../../core/policy/policy.ts';
import { TOLD_TO_ALL } from '../../core/talk/talked-about.ts';
import type { Database } from '../tables.ts';

/** What somebody wrote that mentions the one who reads. `name`: of who wrote it, as their account is called now. */
export type Mention = Readonly<{
  id: number;
  task: string;
  text: string;
  at: Date;
  name: string | null;
  read: boolean;
}>;

/**
 * Mentions of a person that may reach them: of what counts, and never while it could lead an answer of theirs. That is when
 * the task is settled; when they have answered it and cannot take it back; or when it waits for a reviewer, as which they may act.
 */
const reaching = (person: string): RawBuilder<unknown> => sql`
  mentions m
  join tasks t on t.id = m.task_id
  left join comments c on c.id = m.comment_id
  left join answers a on a.id = m.answer_id
  where m.person_id = ${person} and (a.id is null or a.state = 'counted') and (
    t.state = any(${[...TOLD_TO_ALL]}::text[])
    or exists (select 1 from answers own where own.task_id = t.id and own.person_id = ${person}
      and own.state = 'counted' and own.facts_digest = t.facts_digest)
    or (t.state = 'in-review' and exists (
      select 1 from grants g join challenges h on h.id = t.challenge_id
      where g.person_id = ${person} and g.role = any(${[...lineOf('review').roles]}::text[])
        and (g.organisation_id is null or g.organisation_id = h.organisation_id))))`;

export type MentionQuery = Readonly<{ read: boolean; before: number | null; limit: number }>;

/** The newest first; `before` continues a page. */
export async function mentionsOf(
  store: Kysely<Database>,
  person: string,
  { read, before, limit }: MentionQuery,
): Promise<Mention[]> {
  const { rows } = await sql<Mention>`
    select m.id, m.task_id as task, coalesce(c.text, a.answer->>'comment') as text, coalesce(c.at, a.at) as at,
      m.read_at is not null as read,
      (select name from accounts o where o.person_id = coalesce(c.person_id, a.person_id)) as name
    from ${reaching(person)} and (m.read_at is not null) = ${read}
      and (${before}::bigint is null or m.id < ${before}::bigint)
    order by m.id desc limit ${limit}`.execute(store);
  return rows;
}

/** Ids, tasks and times of reading, the oldest first, from after an id. */
export async function reachingMentions(
  store: Kysely<Database>,
  person: string,
  after: number,
  limit: number,
): Promise<Readonly<{ id: number; task: string; readAt: Date | null }>[]> {
  const { rows } = await sql<{ id: number; task: string; readAt: Date | null }>`
    select m.id, m.task_id as task, m.read_at as "readAt" from ${reaching(person)} and m.id > ${after}
    order by m.id limit ${limit}`.execute(store);
  return rows;
}

export async function unreadMentions(store: Kysely<Database>, person: string): Promise<number> {
  const { rows } = await sql<{ count: number }>`
    select count(*)::integer as count from ${reaching(person)} and m.read_at is null`.execute(store);
  return rows[0]!.count;
}

/** Marks one as read or unread, or all that reach the person as read. @param at null: unread @returns whether it is there */
export async function markMentions(
  store: Kysely<Database>,
  person: string,
  { id, at }: Readonly<{ id: number | null; at: Date | null }>,
): Promise<boolean> {
  const { rows } = await sql<{ id: number }>`
    update mentions set read_at = ${at} where id in (
      select m.id from ${reaching(person)} and (${id}::bigint is null or m.id = ${id}::bigint)
        and (${id}::bigint is not null or m.read_at is null))
    returning id`.execute(store);
  return rows.length > 0;
}
