import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  type NameComparison,
  nameComparer,
  noComparison,
} from '../../../../backend/core/match/names/compare-names.ts';
import { glancesOf } from '../../../../backend/core/match/names/glances.ts';
import { bitCount, lettersOf, mayBeAlike } from '../../../../backend/core/match/names/letters.ts';
import { nameBook } from '../../../../backend/core/match/names/name-book.ts';
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

describe('a glance at names', () => {
  const names = fc.array(
    fc.array(fc.constantFrom(...WORDS), { minLength: 1, maxLength: 4 }).map(words => words.join(' ')),
    { maxLength: 3 },
  );
  it('parts no two features that a comparison of their letters finds anything in common of', () => {
    fc.assert(
      fc.property(names, names, (a, b) => {
        const book = nameBook([[a], [b]]);
        const letters = lettersOf(book.words);
        const [ours, theirs] = [glancesOf(book, letters, 0), glancesOf(book, letters, 1)];
        fc.pre((ours[0]! & theirs[0]!) === 0 && (ours[1]! & theirs[1]!) === 0);
        const wordsOf = (list: readonly string[]) =>
          list.flatMap(name => name.split(' ')).map(word => book.words.indexOf(word));
        for (const one of wordsOf(a))
          for (const other of wordsOf(b)) {
            expect(letters.first[one]).not.toBe(letters.first[other]);
            expect(mayBeAlike(letters, one, other)).toBe(false);
          }
        const into: NameComparison = noComparison();
        nameComparer(book, () => book.bits)(0, 0, into);
        expect(into.similarity).toBe(0);
      }),
      { numRuns: 3000 },
    );
  });
});
