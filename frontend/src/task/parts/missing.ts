import type { TaskView } from '../../../../backend/http/contract/task.ts';
import { CANT_TELL, end, place, say } from './choices.ts';
import type { Choice, Found, Part, Words } from './part.ts';

/** Whatever else there is to choose from. */
export const WHETHER: readonly Choice[] = [
  end('already', 'community', 'missing.already', { say: 'already-fixed' }),
  end('does-not-exist', 'gone', 'missing.does-not-exist', {
    say: 'official-wrong',
    correction: { gone: true },
  }),
  CANT_TELL,
];

export function missing(_: Found<'missing'>, { official }: TaskView, { noun }: Words): Part {
  const add = official
    ? [
        say('official', 'official', { key: 'missing.add' }, draft => ({
          ...draft,
          position: { at: official.at, origin: { from: 'official' } },
        })),
      ]
    : [];
  return {
    id: 'missing',
    statement: { key: 'missing.statement', values: { noun } },
    ask: { key: 'missing.ask' },
    choices: [...add, place('missing.place'), ...WHETHER],
  };
}
