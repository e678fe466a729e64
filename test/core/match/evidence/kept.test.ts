import { describe, expect, it } from 'vitest';
import { leastBits, RIVAL_BITS } from '../../../../backend/core/match/evidence/kept.ts';

describe('the rivals of a place', () => {
  it('count from the same bits on where no candidate is probable, as in a crowd', () => {
    for (const best of [-20, -8, -5]) expect(leastBits(best, false)).toBeCloseTo(RIVAL_BITS, 1);
  });
  it('count as far as they are not shared with a probable one', () => {
    expect(leastBits(0, false)).toBe(RIVAL_BITS + 1);
    expect(leastBits(2, false)).toBeLessThan(RIVAL_BITS + 2.5);
  });
  it('count however sure that one is, for it may be taken by another place', () => {
    for (const best of [3, 40, 2000]) expect(leastBits(best, false)).toBe(RIVAL_BITS + 3);
  });
  it('are not shared where a place may have several', () => {
    expect(leastBits(40, true)).toBe(RIVAL_BITS);
  });
});
