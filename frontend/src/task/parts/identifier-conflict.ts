import { CANT_TELL, end, say } from './choices.ts';
import type { Found, Part, Words } from './part.ts';

export function identifierConflict(found: Found<'identifier-conflict'>, words: Words): Part {
  const { key } = found;
  const values = { value: found.value, key, distance: words.distance(found.metres) };
  return {
    id: 'identifier-conflict',
    statement: { key: 'identifier-conflict.statement', values },
    ask: { key: 'identifier-conflict.ask' },
    choices: [
      say('take-away', 'official', { key: 'identifier-conflict.take-away', values }, draft => ({
        ...draft,
        takenAway: [
          ...draft.takenAway.filter(one => one.key !== key),
          { key, value: null, origin: { from: 'observation' } },
        ],
      })),
      end('official-wrong', 'community', 'identifier-conflict.official-wrong', { say: 'official-wrong' }),
      end('both', 'agree', 'identifier-conflict.both', { say: 'not-an-issue' }),
      CANT_TELL,
    ],
  };
}
