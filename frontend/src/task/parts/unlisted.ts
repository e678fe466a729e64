import { LIFECYCLES } from '../../../../backend/core/tags.ts';
import { CANT_TELL, end, say } from './choices.ts';
import type { Part, Words } from './part.ts';

/** Never a blind delete: what is left of a place that is gone. */
const LIFECYCLE: Part = {
  id: 'lifecycle',
  statement: { key: 'lifecycle.statement' },
  ask: { key: 'lifecycle.ask' },
  choices: LIFECYCLES.map(prefix =>
    say(prefix, 'gone', { key: `lifecycle.${prefix}` }, draft => ({ ...draft, lifecycle: prefix })),
  ),
};

/** It tells nothing of the agency's values, so it is asked alike in look-here mode. */
export function unlisted({ noun }: Words): Part {
  return {
    id: 'unlisted',
    statement: { key: 'unlisted.statement', values: { noun } },
    ask: { key: 'unlisted.ask' },
    choices: [
      end('exists', 'community', 'unlisted.exists', { say: 'official-wrong' }),
      { id: 'gone', mark: 'gone', label: { key: 'unlisted.gone' }, does: { do: 'ask', part: LIFECYCLE } },
      end('other', 'agree', 'unlisted.other', { say: 'not-an-issue' }),
      CANT_TELL,
    ],
  };
}
