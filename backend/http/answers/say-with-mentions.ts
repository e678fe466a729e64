import type { Answer } from '../../core/answer/answer.ts';
import { mentionedIn } from '../../core/talk/comment.ts';
import type { Person } from '../../store/people/persons.ts';
import type { Call } from '../frame/operation.ts';
import { withMentions } from '../talk/with-mentions.ts';

/**
 * An answer whose comment mentions only those whom its author may mention, and the ids of these. One that mentions anybody
 * spends of the budget of comments. @throws Refusal 429
 */
export async function sayWithMentions(
  call: Pick<Call, 'ctx' | 'deps'>,
  answer: Answer,
  task: string,
  by: Person,
): Promise<Readonly<{ said: Answer; mentions: readonly string[] }>> {
  const { comment } = answer;
  if (comment === undefined || mentionedIn(comment).length === 0) return { said: answer, mentions: [] };
  await call.deps.limits.spend(call.ctx, 'comments', by.id);
  const { text, persons } = await withMentions(call, comment, { task, by, talkedAbout: false });
  return { said: { ...answer, comment: text }, mentions: persons };
}
