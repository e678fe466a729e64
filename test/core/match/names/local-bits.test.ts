import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { nameComparer, noComparison } from '../../../../backend/core/match/names/compare-names.ts';
import { lettersOf } from '../../../../backend/core/match/names/letters.ts';
import { localBits } from '../../../../backend/core/match/names/local-bits.ts';
import { nameBook } from '../../../../backend/core/match/names/name-book.ts';
import { signsOf } from '../../../../backend/core/match/names/signs.ts';
import { wordComparer } from '../../../../backend/core/match/names/similar-words.ts';
import { twoNames } from '../../../../backend/core/match/names/two-names.ts';

const WORDS =
  'st saint 12 21 7 a brandweer brandweerkazerne charleroi charlesroi kapellekerk kapelle kerk chr docteur dr'.split(
    ' ',
  );

describe('names of several features, one after the other', () => {
  const name = fc.array(fc.constantFrom(...WORDS), { maxLength: 4 }).map(words => words.join(' '));
  const names = fc.array(name, { maxLength: 3 });
  const candidate = fc.record({ community: fc.nat(7), far: fc.boolean() });

  it('are each compared under what is around them', () => {
    fc.assert(
      fc.property(
        fc.array(names, { minLength: 1, maxLength: 5 }),
        fc.array(names, { minLength: 8, maxLength: 8 }),
        fc.array(fc.uniqueArray(candidate, { selector: one => one.community }), {
          minLength: 5,
          maxLength: 5,
        }),
        (ours, theirs, around) => {
          const lists = around.slice(0, ours.length);
          const all = lists.flat();
          const near = {
            start: Uint32Array.from([0, ...lists.map((_, i) => lists.slice(0, i + 1).flat().length)]),
            community: Uint32Array.from(all, one => one.community),
            far: Uint8Array.from(all, one => (one.far ? 1 : 0)),
          };
          const book = nameBook([ours, theirs]);
          const letters = lettersOf(book.words);
          const slow = twoNames(book, letters, signsOf(book, letters), wordComparer(book.words, letters));
          const worth = localBits(book, near);
          const compareNames = nameComparer(book, localBits(book, near));
          const of = (side: 0 | 1, i: number): Uint32Array =>
            book.of[side].subarray(book.start[side][i]!, book.start[side][i + 1]!);
          const into = noComparison();
          // There and back: nothing of a feature is left for the next one.
          for (const i of [...ours.keys(), ...[...ours.keys()].reverse()])
            for (const { community } of lists[i]!) {
              compareNames(i, community, into);
              worth.turnTo(i);
              const each = [...of(0, i)].flatMap(a =>
                [...of(1, community)].map(b => slow.compare(a, b, worth.bits)),
              );
              expect(into.similarity).toBeCloseTo(Math.max(0, ...each), 9);
            }
        },
      ),
      { numRuns: 500 },
    );
  });
});
