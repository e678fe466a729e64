import type { FeatureView, TaskView } from '../../../../backend/http/contract/task.ts';
import { letter } from '../shown/actors.ts';
import { CANT_TELL, end, say } from './choices.ts';
import type { Choice, Found, Part, Words } from './part.ts';

/** One of them stays, or all do. */
export const whichStays = (side: 'official' | 'community', twins: readonly FeatureView[]): Choice[] => [
  ...twins.map(({ id, tags: { name = '' } }, index) => {
    const key = name ? 'duplicate.keep-named' : 'duplicate.keep';
    const label = { key, values: { letter: letter(index), name } } as const;
    return say(`keep-${id}`, side, label, draft => ({ ...draft, keep: id }));
  }),
  end('different', 'different', 'duplicate.different', { say: 'not-an-issue' }),
  CANT_TELL,
];

/** The features of the side that hold the same place, the task's own first. */
function duplicatesOf(found: Found<'duplicate'>, task: TaskView): FeatureView[] {
  const own = found.side === 'official' ? task.official : task.community;
  const others = task.others.filter(({ id, side }) => side === found.side && found.others.includes(id));
  return own ? [own, ...others] : others;
}

export function duplicate(found: Found<'duplicate'>, task: TaskView, words: Words): Part {
  const values = {
    noun: words.noun,
    count: found.others.length + 1,
    distance: words.distance(found.metres),
  };
  return {
    id: 'duplicate',
    statement: {
      key: found.side === 'official' ? 'duplicate.statement-official' : 'duplicate.statement',
      values,
    },
    ask: { key: 'duplicate.ask' },
    choices: whichStays(found.side, duplicatesOf(found, task)),
  };
}
