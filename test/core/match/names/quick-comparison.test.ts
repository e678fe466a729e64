import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { nameComparer, noComparison } from '../../../../backend/core/match/names/compare-names.ts';
import { lettersOf } from '../../../../backend/core/match/names/letters.ts';
import { type NameBook, nameBook } from '../../../../backend/core/match/names/name-book.ts';
import { signsOf } from '../../../../backend/core/match/names/signs.ts';
import { wordComparer } from '../../../../backend/core/match/names/similar-words.ts';
import { twoNames } from '../../../../backend/core/match/names/two-names.ts';
import { everywhere } from './everywhere.ts';

const WORDS =
  'st saint street 12 21 7 a brandweer brandweerkazerne charleroi charlesroi gharleroi haarlerei kapellekerk kapelle kerk chr centre hospitalier regional docteur dr fleurus'.split(
    ' ',
  );

/** Names of others, so that words are worth what they are in a town. */
const OTHERS = Array.from({ length: 150 }, (_, n) => [
  `${['École', 'School', 'Jardin'][n % 3]} ${'abcdefghijk'[n % 11]}${n}o`.replace(/\d/gu, digit =>
    'xyzuvwrstq'.charAt(Number(digit)),
  ),
]);

const wordByWord = (book: NameBook) => {
  const letters = lettersOf(book.words);
  return twoNames(book, letters, signsOf(book, letters), wordComparer(book.words, letters));
};

describe('names of two features', () => {
  const name = fc
    .array(fc.constantFrom(...WORDS, 'École', 'School', 'Zorba', 'Musée'), { minLength: 1, maxLength: 5 })
    .map(words => words.join(' '));
  const names = fc.array(name, { maxLength: 3 });

  it('are as similar as the most similar two, word by word', () => {
    fc.assert(
      fc.property(names, fc.array(names, { maxLength: 4 }), (ours, theirs) => {
        const book = nameBook([[ours], theirs]);
        const { compare } = wordByWord(book);
        const compareNames = nameComparer(book, everywhere(book));
        const into = noComparison();
        const of = (side: 0 | 1, i: number): Uint32Array =>
          book.of[side].subarray(book.start[side][i]!, book.start[side][i + 1]!);
        for (const j of theirs.keys()) {
          compareNames(0, j, into);
          const each = [...of(0, 0)].flatMap(a => [...of(1, j)].map(b => compare(a, b, book.bits)));
          expect(into.similarity).toBeCloseTo(Math.max(0, ...each), 12);
        }
      }),
      { numRuns: 2000 },
    );
  });

  it('share what they share word by word', () => {
    fc.assert(
      fc.property(name, name, (ours, theirs) => {
        const book = nameBook([
          [[ours], ...OTHERS],
          [[theirs], ...OTHERS],
        ]);
        const { compare, out } = wordByWord(book);
        const into = noComparison();
        nameComparer(book, everywhere(book))(0, 0, into);
        const [a, b] = [book.of[0][0]!, book.of[1][0]!];
        const similarity = compare(a, b, book.bits);
        expect(into.similarity).toBeCloseTo(similarity, 9);
        expect(into.shared).toBeCloseTo(Math.min(out[0]!, book.rarity[a]!, book.rarity[b]!), 9);
        if (similarity > 0) expect(into.conflicting).toBe(out[1] === 1);
      }),
      { numRuns: 1000, examples: [['École Zorba', 'School Zorba']] },
    );
  });
});
