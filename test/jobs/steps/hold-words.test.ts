import { expect, it } from 'vitest';
import type { Hold } from '../../../backend/core/snapshot/guards.ts';
import { holdWords } from '../../../jobs/steps/hold-words.ts';

it('why a source is held fits into one line, however many columns it has lost', () => {
  const columns = Array.from({ length: 10_000 }, (_, i) => `column ${i}`);
  const words = holdWords('official', [
    { kind: 'nothing-left', before: 12 },
    { kind: 'columns-changed', gone: columns, added: ['x'.repeat(100_000)] },
  ]);
  expect(words).toMatch(
    /^the official source is empty, it had 12 places; has lost the columns column 0, .*column 4 and 9995 more and has new ones: x{40}…$/,
  );
});

it.each<[Hold, string]>([
  [{ kind: 'rows-gone', before: 60, after: 40, gone: 20 }, 'has 40 places, it had 60: 20 are gone'],
  [
    { kind: 'rows-added', before: 60, after: 4000 },
    'has 4000 places, it had 60: as if its filter or its area had been lost',
  ],
  [{ kind: 'area-shrunk', before: 40, after: 10 }, 'covers 25 % of the area it covered'],
  [
    { kind: 'places-moved', before: 60, moved: 57, exchanged: 0 },
    'has 57 of 60 places somewhere else, as by another coordinate system or by columns that were mixed up',
  ],
  [
    { kind: 'places-moved', before: 60, moved: 57, exchanged: 57 },
    'has 57 of 60 places somewhere else, most of them as if longitude and latitude were exchanged',
  ],
  [
    { kind: 'shapes-changed', before: ['point'], after: ['area', 'line'] },
    'is drawn as areas and lines now, it was drawn as points',
  ],
  [
    { kind: 'columns-changed', gone: ['NOM'], added: ['NAAM'] },
    'has lost the columns NOM and has new ones: NAAM',
  ],
])('%o is told in one line', (hold, words) =>
  expect(holdWords('official', [hold])).toBe(`the official source ${words}`),
);
