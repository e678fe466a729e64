import type { TaskView } from '../../../../backend/http/contract/task.ts';
import { CANT_TELL, end, place, say } from './choices.ts';
import type { Choice, Found, Part, Words } from './part.ts';

export const COMMUNITY_RIGHT: Choice = say('community', 'community', { key: 'moved.community' }, draft => ({
  ...draft,
  communityRight: { ...draft.communityRight, position: true },
}));

/** Whatever else there is to choose from. */
export const WHERE: readonly Choice[] = [
  end('not-same', 'different', 'moved.not-same', { say: 'not-an-issue' }),
  CANT_TELL,
];

export function moved({ metres }: Found<'moved'>, { official }: TaskView, words: Words): Part {
  const theirs = official
    ? [
        say('official', 'official', { key: 'moved.official' }, draft => ({
          ...draft,
          position: { at: official.at, origin: { from: 'official' } },
        })),
      ]
    : [];
  return {
    id: 'moved',
    statement: {
      key: 'moved.statement',
      values: { noun: words.noun, distance: words.distance(metres) },
    },
    ask: { key: 'moved.ask' },
    choices: [...theirs, COMMUNITY_RIGHT, place('moved.place'), ...WHERE],
  };
}
