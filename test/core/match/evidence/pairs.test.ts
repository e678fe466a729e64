import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { DISTANCE_STEPS, stepOf } from '../../../../backend/core/match/evidence/pairs.ts';

/** The share of the radius at the end of the first step; the others are as many as are of equal ratio up to 1. */
const NEAREST = 1 / 20_000;
const stepByLogarithm = (share: number): number =>
  share <= NEAREST
    ? 0
    : Math.min(
        DISTANCE_STEPS - 1,
        1 + Math.floor(((DISTANCE_STEPS - 1) * Math.log(share / NEAREST)) / -Math.log(NEAREST)),
      );

describe('the step of a distance', () => {
  it('is that of its logarithm, but where rounding decides', () => {
    fc.assert(
      fc.property(fc.double({ min: -16, max: 0, noNaN: true }), exponent => {
        const share = 2 ** exponent;
        const by = [stepByLogarithm(share * (1 - 1e-12)), stepByLogarithm(share * (1 + 1e-12))];
        expect(by).toContain(stepOf(share));
      }),
      { numRuns: 2000 },
    );
  });
  it.each([
    [0, 0],
    [1e-300, 0],
    [NEAREST, 0],
    [1, DISTANCE_STEPS - 1],
    [1 + 1e-9, DISTANCE_STEPS - 1],
  ])('%d of the radius is step %d', (share, step) => {
    expect(stepOf(share)).toBe(step);
  });
});
