import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { nameComparer, noComparison } from '../../../../backend/core/match/names/compare-names.ts';
import { bitCount, lettersOf, mayBeAlike } from '../../../../backend/core/match/names/letters.ts';
import { nameBook } from '../../../../backend/core/match/names/name-book.ts';
import { wordSimilarity } from '../../../../backend/core/match/names/similar-words.ts';
import { twoNames } from '../../../../backend/core/match/names/two-names.ts';

const WORDS =
  'st saint street 12 21 7 a brandweer brandweerkazerne charleroi charlesroi gharleroi haarlerei kapellekerk kapelle kerk chr centre hospitalier regional docteur dr fleurus'.split(
    ' ',
  );

describe('a glance at words', () => {
  it('lets pass all that a closer look finds alike', () => {
    const word = fc.oneof(fc.constantFrom(...WORDS), fc.stringMatching(/^[abc]{1,12}$/u));
    fc.assert(
      fc.property(word, word, (a, b) => {
        fc.pre(a !== b);
        if (!mayBeAlike(lettersOf([a, b]), 0, 1) && a[0] === b[0]) expect(wordSimilarity(a, b)).toBe(0);
      }),
      { numRuns: 3000 },
    );
  });

  it('counts the bits of any number', () => {
    fc.assert(
      fc.property(fc.integer(), n => {
        expect(bitCount(n)).toBe((n >>> 0).toString(2).replaceAll('0', '').length);
      }),
    );
  });
});

describe('names of two features', () => {
  const name = fc
    .array(fc.constantFrom(...WORDS), { minLength: 1, maxLength: 4 })
    .map(words => words.join(' '));
  const names = fc.array(name, { maxLength: 3 });

  it('are compared as word by word, however little is looked at', () => {
    fc.assert(
      fc.property(names, fc.array(names, { maxLength: 4 }), (ours, theirs) => {
        const book = nameBook([[ours], theirs]);
        const { compare } = twoNames(book, lettersOf(book.words));
        const compareNames = nameComparer(book, () => book.bits);
        const into = noComparison();
        const of = (side: 0 | 1, i: number): Uint32Array =>
          book.of[side].subarray(book.start[side][i]!, book.start[side][i + 1]!);
        for (const j of theirs.keys()) {
          compareNames(0, j, into);
          const each = [...of(0, 0)].flatMap(a => [...of(1, j)].map(b => compare(a, b, book.bits)));
          expect(into.similarity).toBeCloseTo(Math.max(0, ...each), 12);
        }
      }),
      { numRuns: 3000 },
    );
  });
});
