import { sql } from 'kysely';
import type { Answer } from '../../core/answer/answer.ts';
import { labelOf } from '../../core/answer/label-of.ts';
import type { Label } from '../../core/match/labels.ts';
import type { Store } from '../connect.ts';

/**
 * What an answer that settles a task says about its possible match, as its event keeps it: the task's own facts and
 * settlement give way to newer ones, and whether two features are one place does not.
 */
export async function settledPair(
  transaction: Store,
  task: string,
  answer: Answer,
): Promise<Readonly<{ pair?: Label }>> {
  if (answer.say !== 'fix' || answer.fix.same === undefined) return {};
  const row = await transaction
    .selectFrom('tasks')
    .select('facts')
    .where('id', '=', task)
    .executeTakeFirstOrThrow();
  const pair = labelOf(row.facts, answer);
  return pair ? { pair } : {};
}

/** Pairs that people have settled in a challenge, in the order in which they did; what a reviewer set aside left out. */
export async function labelsOf(store: Store, challenge: string): Promise<Label[]> {
  const { rows } = await sql<{ pair: Label }>`
    select e.data->'pair' as pair
    from tasks t join task_events e on e.task_id = t.id
    where t.challenge_id = ${challenge} and e.event in ('settle', 'review-accept') and e.data->'pair' is not null
      and not exists (
        select 1 from task_events later
        where later.task_id = e.task_id and later.id > e.id and later.event = 'review-reject')
    order by e.id`.execute(store);
  return rows.map(({ pair: { official, community, same } }) => ({ official, community, same }));
}
