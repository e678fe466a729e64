import type { Kysely } from 'kysely';
import type { Answer } from '../../../core/answer/answer.ts';
import { withoutMentions } from '../../../core/talk/comment.ts';
import type { Database, RunState } from '../../tables.ts';
import { reachingMentions } from '../../talk/mentions.ts';

/** Rows of one page. */
const PAGE = 1_000;

/** What adds up for years, in pages, so that neither we nor the database hold all of it. */
export const pagesOfPerson = {
  answers: (store: Kysely<Database>, person: string) =>
    paged('' as string, async after => {
      const rows = await store
        .selectFrom('answers')
        .innerJoin('tasks', 'tasks.id', 'answers.task_id')
        .selectAll('answers')
        .select('tasks.challenge_id')
        .where('answers.person_id', '=', person)
        .where('answers.id', '>', after)
        .orderBy('answers.id')
        .limit(PAGE)
        .execute();
      return rows.map(row => ({
        id: row.id,
        task: row.task_id,
        challenge: row.challenge_id,
        requestId: row.request_id,
        answer: withoutNames(row.answer as Answer),
        // Not the digest of the facts: it could be tried out against guessed ones.
        imagery: row.imagery,
        state: row.state,
        heldSince: row.held_since,
        pendingUntil: row.pending_until,
        at: row.at,
      }));
    }),
  comments: (store: Kysely<Database>, person: string) =>
    paged('' as string, async after => {
      const rows = await store
        .selectFrom('comments')
        .innerJoin('tasks', 'tasks.id', 'comments.task_id')
        .selectAll('comments')
        .select('tasks.challenge_id')
        .where('comments.person_id', '=', person)
        .where('comments.id', '>', after)
        .orderBy('comments.id')
        .limit(PAGE)
        .execute();
      return rows.map(row => ({
        id: row.id,
        task: row.task_id,
        challenge: row.challenge_id,
        requestId: row.request_id,
        text: withoutMentions(row.text),
        at: row.at,
      }));
    }),
  /** That somebody mentioned them, once they may see it; what was said is the other's. */
  mentions: (store: Kysely<Database>, person: string) =>
    paged(0 as number, async after => {
      const rows = await reachingMentions(store, person, after, PAGE);
      return rows.map(({ id, task, readAt }) => ({ id, task, readAt }));
    }),
  taskEvents: (store: Kysely<Database>, person: string) =>
    paged(0 as number, async after => {
      const rows = await store
        .selectFrom('task_events')
        .selectAll()
        .where('person_id', '=', person)
        .where('id', '>', after)
        .orderBy('id')
        .limit(PAGE)
        .execute();
      return rows.map(row => ({
        id: row.id,
        task: row.task_id,
        at: row.at,
        event: row.event,
        fromState: row.from_state,
        toState: row.to_state,
        data: withoutPair(row.data),
        run: row.run_id,
      }));
    }),
  runsAskedFor: (store: Kysely<Database>, person: string) =>
    paged('' as string, async after => {
      const rows = await store
        .selectFrom('runs')
        .select(['id', 'challenge_id', 'state', 'requested_at'])
        .where('requested_by', '=', person)
        .where('id', '>', after)
        .orderBy('id')
        .limit(PAGE)
        .execute();
      return rows.map(row => ({
        id: row.id,
        challenge: row.challenge_id,
        state: row.state as RunState,
        requestedAt: row.requested_at,
      }));
    }),
  uploads: (store: Kysely<Database>, person: string) =>
    paged('' as string, async after => {
      const rows = await store
        .selectFrom('uploads')
        .select(['id', 'challenge_id', 'request_id', 'server', 'reverts', 'at'])
        .where('person_id', '=', person)
        .where('id', '>', after)
        .orderBy('id')
        .limit(PAGE)
        .execute();
      return rows.map(row => ({
        id: row.id,
        challenge: row.challenge_id,
        requestId: row.request_id,
        server: row.server,
        reverts: row.reverts,
        at: row.at,
      }));
    }),
  /** What the person did, and what was done to them. */
  audit: (store: Kysely<Database>, person: string) =>
    paged(0 as number, async after => {
      const rows = await store
        .selectFrom('audit')
        .selectAll()
        .where(({ or, eb }) => or([eb('person_id', '=', person), eb('about_person', '=', person)]))
        .where('id', '>', after)
        .orderBy('id')
        .limit(PAGE)
        .execute();
      return rows.map(row => ({
        id: row.id,
        at: row.at,
        by: row.person_id === person ? ('you' as const) : row.actor,
        action: row.action,
        scope: row.scope,
        target: row.target,
        data: row.data,
        requestId: row.request_id,
      }));
    }),
} as const;

async function* paged<Id extends string | number, Row extends Readonly<{ id: Id }>>(
  first: Id,
  read: (after: Id) => Promise<Row[]>,
): AsyncGenerator<Row[]> {
  for (let after = first; ; ) {
    const rows = await read(after);
    if (rows.length > 0) yield rows;
    if (rows.length < PAGE) return;
    after = rows.at(-1)!.id;
  }
}

/** Whom the comment mentions is their matter. */
const withoutNames = (answer: Answer): Answer =>
  answer.comment === undefined ? answer : { ...answer, comment: withoutMentions(answer.comment) };

/** Which features a reviewer said to be one place, or two, names a row of the agency: in some challenges nobody may see it. */
const withoutPair = ({
  pair: _,
  ...data
}: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> => data;
