import fc from 'fast-check';
import { expect, it } from 'vitest';
import { condense } from '../../../../backend/core/match/columns/condense.ts';

it('gives the numbers of a list, each once and in order, and the place of each', () => {
  fc.assert(
    fc.property(fc.array(fc.nat(5000)), fc.nat(2 ** 26), (list, from) => {
      const numbers = Uint32Array.from(list, n => from + n);
      const { distinct, places } = condense(numbers);
      expect([...distinct]).toEqual([...new Set(numbers)].sort((a, b) => a - b));
      expect([...places].map(place => distinct[place])).toEqual([...numbers]);
    }),
  );
});
