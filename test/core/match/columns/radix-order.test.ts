import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { inTurn } from '../../../../backend/core/match/columns/columns.ts';
import { radixOrder } from '../../../../backend/core/match/columns/radix-order.ts';

describe('radixOrder', () => {
  it('orders numbers by their keys, and leaves equal ones as they were', () => {
    const key = fc.oneof(
      fc.nat(3),
      fc.nat(5000),
      fc.nat(2 ** 32 - 1),
      fc.constantFrom(2 ** 31, 2 ** 22, 2 ** 11),
    );
    fc.assert(
      fc.property(fc.array(key, { maxLength: 200 }), keys => {
        const sorted = keys.map((_, n) => n).sort((a, b) => keys[a]! - keys[b]! || a - b);
        expect([...radixOrder(inTurn(keys.length), Uint32Array.from(keys))]).toEqual(sorted);
      }),
    );
  });
});
