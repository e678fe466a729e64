import { CANT_TELL, end } from './choices.ts';
import type { Found, Part } from './part.ts';

export function tagsDiffer({ differences }: Found<'tags-differ'>): Part {
  const right = differences.flatMap(({ key, community }) =>
    community === null ? [] : [{ key, value: community, origin: { from: 'community' as const } }],
  );
  return {
    id: 'tags-differ',
    statement: { key: 'tags-differ.statement', values: { count: differences.length } },
    ask: { key: 'tags-differ.ask' },
    rows: differences.filter(({ official }) => official !== null),
    choices: [
      end('official-wrong', 'community', 'tags-differ.community', {
        say: 'official-wrong',
        ...(right.length ? { correction: { tags: right } } : {}),
      }),
      end('both', 'agree', 'tags-differ.both', { say: 'not-an-issue' }),
      CANT_TELL,
    ],
  };
}
