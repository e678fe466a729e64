import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { along } from '../../backend/core/along.ts';
import { METRES_PER_DEGREE, metres } from '../../backend/core/geo.ts';

describe('a place by a line', () => {
  const east = [
    [4, 0],
    [5, 0],
    [5, 1],
  ] as const;

  it('lies so many metres beside it and from its beginning', () => {
    const { beside, from } = along(east, [4.5, 0.01]);
    expect(beside).toBeCloseTo(0.01 * METRES_PER_DEGREE, -1);
    expect(from / METRES_PER_DEGREE).toBeCloseTo(0.5, 3);
    expect(along(east, [5.001, 0.5]).from / METRES_PER_DEGREE).toBeCloseTo(1.5, 3);
  });

  it('is as far from its ends as from a point, also across the antimeridian', () => {
    expect(along(east, [3.9, 0]).beside).toBeCloseTo(metres([3.9, 0], [4, 0]), 0);
    const { beside, from } = along(
      [
        [179.9, 10],
        [-179.9, 10],
      ],
      [-179.95, 10],
    );
    expect(beside).toBeLessThan(1);
    expect(from).toBeCloseTo(metres([179.9, 10], [-179.95, 10]), -2);
  });

  it('is never further beside than its nearest corner', () => {
    const near = fc.tuple(
      fc.double({ min: 4, max: 4.2, noNaN: true }),
      fc.double({ min: 50, max: 50.2, noNaN: true }),
    );
    fc.assert(
      fc.property(fc.array(near, { minLength: 2, maxLength: 6 }), near, (line, at) => {
        const nearest = Math.min(...line.map(corner => metres(corner, at)));
        expect(along(line, at).beside).toBeLessThanOrEqual(nearest * 1.01 + 0.01);
      }),
    );
  });
});
