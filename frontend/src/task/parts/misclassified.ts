import type { TaskView } from '../../../../backend/http/contract/task.ts';
import type { From, TagChoice } from '../reply/draft.ts';
import { CANT_TELL, end, say } from './choices.ts';
import type { Choice, Found, Part, Words } from './part.ts';

/** It is of this class: the tags that say so. None where the challenge does not say which they are. */
export function isOfClass(id: string, origin: From, words: Words): Choice[] {
  const tags = Object.entries(words.classTags(id) ?? {}).map(
    ([key, value]): TagChoice => ({ key, value, origin }),
  );
  if (!tags.length) return [];
  const label = { key: 'misclassified.class', values: { class: words.className(id) } } as const;
  const mark = origin.from === 'official' ? 'official' : 'truth';
  return [
    say(`class-${id}`, mark, label, draft => ({
      ...draft,
      tags: { ...draft.tags, ...Object.fromEntries(tags.map(tag => [tag.key, tag])) },
    })),
  ];
}

/** The tags that stay, with which a class that is right is said beside something that changes. */
function asItIs(id: string, task: TaskView, words: Words): TagChoice[] {
  return Object.keys(words.classTags(id) ?? {}).flatMap(key => {
    const value = task.community?.tags[key];
    return value ? [{ key, value, origin: { from: 'community' as const } }] : [];
  });
}

export function misclassified(found: Found<'misclassified'>, task: TaskView, words: Words): Part {
  const official = words.className(found.official);
  const community = words.className(found.community);
  return {
    id: 'misclassified',
    statement: { key: 'misclassified.statement', values: { official, community } },
    ask: { key: 'misclassified.ask' },
    choices: [
      ...isOfClass(found.official, { from: 'official' }, words),
      say('community', 'community', { key: 'misclassified.class', values: { class: community } }, draft => ({
        ...draft,
        communityRight: { ...draft.communityRight, class: asItIs(found.official, task, words) },
      })),
      end('both', 'agree', 'misclassified.both', { say: 'not-an-issue' }),
      CANT_TELL,
    ],
  };
}
