import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { bitCount, lettersOf, mayBeAlike } from '../../../../backend/core/match/names/letters.ts';
import { wordSimilarity } from '../../../../backend/core/match/names/similar-words.ts';

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
