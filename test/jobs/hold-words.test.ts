import { expect, it } from 'vitest';
import { holdWords } from '../../jobs/hold-words.ts';

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
