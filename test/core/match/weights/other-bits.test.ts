import { describe, expect, it } from 'vitest';
import { AGREES, DIFFERS } from '../../../../backend/core/match/evidence/other-tags.ts';
import { BEYOND } from '../../../../backend/core/match/evidence/pairs.ts';
import { emptyLevelCounts, levelAt, otherBits } from '../../../../backend/core/match/weights/other-bits.ts';
import { kernelShares } from '../../../../backend/core/match/weights/tables.ts';

/** Two kinds of true pairs: those nearly at one spot, and those that were moved within the radius. */
const ofKernels = kernelShares({ widths: Float64Array.of(0.02, 0.9), kernels: Float64Array.of(0.9, 0.1) });
const [NEAR, FAR] = [10, 90];

/** Bits of one key, from the shares of pairs near and moved that agree. */
const bitsOf = (near: number, moved: number): Float64Array => {
  const counts = emptyLevelCounts();
  counts.likely[levelAt(NEAR, AGREES)] = 900 * near;
  counts.likely[levelAt(NEAR, DIFFERS)] = 900 * (1 - near);
  counts.likely[levelAt(FAR, AGREES)] = 100 * moved;
  counts.likely[levelAt(FAR, DIFFERS)] = 100 * (1 - moved);
  counts.unlikely[AGREES] = 2_000;
  counts.unlikely[DIFFERS] = 8_000;
  return otherBits(counts, ofKernels, 2);
};

describe('bits of another tag', () => {
  it('are fewer for and against a place far away, where what was moved was often rebuilt', () => {
    const bits = bitsOf(0.9, 0.3);
    expect(bits[levelAt(FAR, AGREES)]).toBeLessThan(bits[levelAt(NEAR, AGREES)]! - 0.5);
    expect(bits[levelAt(FAR, DIFFERS)]).toBeGreaterThan(bits[levelAt(NEAR, DIFFERS)]! + 0.5);
  });
  it('are the same wherever places lie, where moving changes nothing', () => {
    const bits = bitsOf(0.9, 0.9);
    for (const level of [AGREES, DIFFERS])
      expect(bits[levelAt(FAR, level)]).toBeCloseTo(bits[levelAt(NEAR, level)]!, 1);
  });
  it('never speak less for a pair where the tags agree than where they differ', () => {
    const bits = bitsOf(0.9, 0);
    for (let step = 0; step <= BEYOND; step++)
      expect(bits[levelAt(step, AGREES)]).toBeGreaterThanOrEqual(bits[levelAt(step, DIFFERS)]!);
  });
});
