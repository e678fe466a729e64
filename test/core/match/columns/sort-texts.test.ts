import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { compareText } from '../../../../backend/core/compare-text.ts';
import { sortByText, sortTexts } from '../../../../backend/core/match/columns/sort-texts.ts';

describe('sortTexts', () => {
  it('sorts as comparing every two texts does', () => {
    const text = fc.oneof(
      fc.integer({ min: 0, max: 30_000 }).map(n => `node/${n}`),
      fc.string({ unit: fc.constantFrom('a', 'b', '\0', 'é', 'Ω', '駅'), maxLength: 9 }),
    );
    fc.assert(
      fc.property(fc.array(text, { minLength: 60, maxLength: 400 }), texts => {
        expect(sortTexts(texts)).toEqual([...texts].sort(compareText));
      }),
    );
  });

  it.each([
    ['one begins with the other', Array.from({ length: 6000 }, (_, n) => 'a'.repeat(4 * n))],
    ['all begin alike', Array.from({ length: 100 }, (_, n) => `${'a'.repeat(100_000)}${n}`)],
    ['all are one', Array.from({ length: 5000 }, () => 'node/1')],
  ])('comes to an end where %s', (_, texts) => {
    expect(sortTexts(texts)).toEqual(texts.toSorted(compareText));
  });
});

describe('sortByText', () => {
  it('keeps things of one text in their order', () => {
    const text = fc.oneof(
      fc.integer({ min: 0, max: 40 }).map(n => `node/${n}`),
      fc.constantFrom('', 'é'),
    );
    fc.assert(
      fc.property(fc.array(text, { maxLength: 300 }), texts => {
        const things = texts.map((id, n) => ({ id, n }));
        const expected = things.toSorted((a, b) => compareText(a.id, b.id) || a.n - b.n);
        expect(sortByText(things, ({ id }) => id)).toEqual(expected);
      }),
    );
  });
});
