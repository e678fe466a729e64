import { type Kysely, sql } from 'kysely';
import type { Mentioned } from '../../core/talk/comment.ts';
import type { Database } from '../tables.ts';
import { saidOfTask } from './said-of-task.ts';

/** Somebody who may be mentioned: by name, or as one of those who answered, whose name is nobody's business. */
export type Mentionable = Readonly<{
  mentioned: Mentioned;
  person: string;
  name: string | null;
  letter: string | null;
  /** Why: in a team of the author's, of the challenge's organisation, wrote about the task, answered it. */
  as: 'team' | 'organisation' | 'comment' | 'answer';
}>;

/** More are offered to nobody. */
const MOST = 1_000;

/**
 * Whom a person may mention in a comment on a task, by name, then by letter. Nobody else can be found by it, and while the
 * task is asked it says nothing of who answered.
 * @param talkedAbout whether the person may read what was said of the task
 */
export async function mentionable(
  store: Kysely<Database>,
  { task, person, talkedAbout }: Readonly<{ task: string; person: string; talkedAbout: boolean }>,
): Promise<Mentionable[]> {
  const { rows } = await sql<{ person: string; name: string; as: 'team' | 'organisation' | 'comment' }>`
    select distinct on (o.name, o.person_id) o.person_id as person, o.name, c.as from (
      select m.person_id, 'team' as as, 1 as rank from team_members own
        join team_members m on m.team_id = own.team_id where own.person_id = ${person}
      union all
      select g.person_id, 'organisation', 2 from tasks t
        join challenges h on h.id = t.challenge_id
        join grants g on g.organisation_id is not distinct from h.organisation_id
        where t.id = ${task} and g.role in ('reviewer', 'staff')
      union all
      select person_id, 'comment', 3 from comments where task_id = ${task} and ${talkedAbout}
    ) c join accounts o on o.person_id = c.person_id
    where o.person_id <> ${person}
    order by o.name, o.person_id, c.rank
    limit ${MOST}`.execute(store);
  const said = talkedAbout ? await saidOfTask(store, task) : [];
  return [
    ...rows.map(row => ({ ...row, mentioned: `person:${row.person}` as const, letter: null })),
    ...said
      .filter(one => one.person !== person)
      .map(({ id, person: giver, letter }) => ({
        mentioned: `answer:${id}` as const,
        person: giver,
        name: null,
        letter,
        as: 'answer' as const,
      })),
  ];
}
