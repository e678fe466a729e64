import { CANT_TELL, say } from './choices.ts';
import type { Choice, Found, Part, Words } from './part.ts';

export const WHETHER_SAME: readonly Choice[] = [
  say('same', 'agree', { key: 'possible-match.same' }, draft => ({ ...draft, same: true })),
  say('different', 'different', { key: 'possible-match.different' }, draft => ({ ...draft, same: false })),
  CANT_TELL,
];

export function possibleMatch({ metres }: Found<'possible-match'>, words: Words): Part {
  return {
    id: 'possible-match',
    statement: {
      key: 'possible-match.statement',
      values: { noun: words.noun, distance: words.distance(metres) },
    },
    ask: { key: 'possible-match.ask' },
    choices: WHETHER_SAME,
  };
}
