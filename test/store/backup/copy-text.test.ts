import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Cell, cellsOf, END_OF_TABLE, rowText } from '../../../backend/store/backup/copy-text.ts';

const cell = fc.oneof(
  fc.constant(null),
  fc.constantFrom('', '\\N', '\\.', '\\', '\t', '\n', '\r\n', '\\t', 'a\\', '{"a": "b\\"c"}'),
  fc.string({ unit: 'grapheme' }),
  fc.string({ unit: fc.constantFrom('\\', '\t', '\n', 'n', 't', 'N', '.') }),
);

describe('a row as text', () => {
  it('is one line, never the end of a table, and gives its cells back', () => {
    fc.assert(
      fc.property(fc.array(cell, { minLength: 1, maxLength: 5 }), (cells: Cell[]) => {
        const text = rowText(cells);
        expect(text).not.toMatch(/[\n\r]/);
        expect(text).not.toBe(END_OF_TABLE);
        expect(cellsOf(text)).toEqual(cells);
      }),
      { numRuns: 2000 },
    );
  });

  it('is what PostgreSQL’s COPY writes', () => {
    expect(rowText(['a\tb', null, 'c\\d\n', ''])).toBe('a\\tb\t\\N\tc\\\\d\\n\t');
  });

  it('that nobody wrote so is refused', () => {
    expect(cellsOf('a\\x')).toBeNull();
    expect(cellsOf('a\\')).toBeNull();
    expect(cellsOf('a\\Nb')).toBeNull();
  });
});
