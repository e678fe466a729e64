import { describe, expect, it } from 'vitest';
import { calibrationError, reliabilityBins } from '../../bench/reliability.ts';

const pairs = (probability: number, count: number, isTrue: number) =>
  Array.from({ length: count }, (_, n) => ({ probability, isTrue: n < isTrue }));

describe('reliabilityBins', () => {
  it('has a bin for each tenth, with the mean, the share that is true and the count', () => {
    const bins = reliabilityBins([...pairs(0.9, 10, 9), ...pairs(1, 30, 30), ...pairs(0, 4, 1)]);
    expect(bins).toHaveLength(10);
    expect(bins[0]).toEqual({ mean: 0, share: 0.25, count: 4 });
    expect(bins[9]).toEqual({ mean: expect.closeTo(0.975), share: 0.975, count: 40 });
    expect(bins[5]).toEqual({ mean: 0, share: 0, count: 0 });
  });

  it('takes nothing for a probability that is none', () => {
    expect(() => reliabilityBins(pairs(Number.NaN, 1, 1))).toThrow(RangeError);
    expect(() => reliabilityBins(pairs(1.01, 1, 1))).toThrow(RangeError);
  });
});

describe('calibrationError', () => {
  it('is zero where every share is the mean, and else weighs each bin by its pairs', () => {
    expect(calibrationError(reliabilityBins(pairs(0.5, 10, 5)))).toBeCloseTo(0);
    expect(calibrationError(reliabilityBins([...pairs(0.5, 10, 5), ...pairs(0.9, 30, 15)]))).toBeCloseTo(0.3);
    expect(calibrationError([])).toBe(0);
  });
});
