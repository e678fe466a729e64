import { COMMENT, keepMentions, mentionedIn, withoutMentions } from '../../core/talk/comment.ts';
import type { Person } from '../../store/people/persons.ts';
import { mentionable } from '../../store/talk/mentionable.ts';
import type { Call } from '../frame/operation.ts';

export type Written = Readonly<{ text: string; persons: readonly string[] }>;

/**
 * A text with the mentions that its author may make of it, and the ids of those persons. One who may not be mentioned, or is
 * not there, is left out without a word: a refusal would tell which.
 */
export async function withMentions(
  { deps }: Pick<Call, 'deps'>,
  text: string,
  {
    task,
    by,
    talkedAbout,
  }: Readonly<{ task: string; by: Pick<Person, 'id' | 'account'>; talkedAbout: boolean }>,
): Promise<Written> {
  const wanted = mentionedIn(text).slice(0, COMMENT.mentions);
  if (wanted.length === 0 || !by.account) return { text: withoutMentions(text), persons: [] };
  const offered = await mentionable(deps.store, { task, person: by.id, talkedAbout });
  const kept = offered.filter(({ mentioned }) => wanted.includes(mentioned));
  const named = new Set(kept.map(({ mentioned }) => mentioned));
  return {
    text: keepMentions(text, one => named.has(one)),
    persons: [...new Set(kept.map(({ person }) => person))],
  };
}
