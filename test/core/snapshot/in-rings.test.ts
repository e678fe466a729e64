import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { LonLat } from '../../../backend/core/feature.ts';
import { inRing } from '../../../backend/core/geo.ts';
import { inRings } from '../../../backend/core/snapshot/in-rings.ts';

/** Degrees in steps of some ten centimetres, exact in binary: on which side rounding puts a point is not asked. */
const STEPS = 2 ** 20;
const degrees = (most: number) =>
  fc.integer({ min: -most * STEPS, max: most * STEPS }).map(steps => steps / STEPS);
const point = fc.tuple(degrees(180), degrees(90));
const ring = fc.array(point, { minLength: 3, maxLength: 40 });

describe('points in rings', () => {
  it('are those that lie in an odd number of them, one by one', () => {
    fc.assert(
      fc.property(fc.array(ring, { minLength: 1, maxLength: 4 }), fc.array(point), (rings, points) => {
        const test = inRings(rings);
        for (const at of [...points, ...rings.flat()])
          expect(test(at)).toBe(rings.filter(one => inRing(at, one)).length % 2 === 1);
      }),
    );
  });

  it('leave holes out, and are found beyond 180 degrees', () => {
    const square = (lon: number, lat: number, half: number): LonLat[] => [
      [lon - half, lat - half],
      [lon + half, lat - half],
      [lon + half, lat + half],
      [lon - half, lat + half],
    ];
    const test = inRings([square(180, 0, 5), square(180, 0, 1)]);
    expect(
      [[-178, 0] as const, [178, 0] as const, [180, 0.5] as const, [-170, 0] as const].map(test),
    ).toEqual([true, true, false, false]);
    expect(inRings([])([0, 0])).toBe(false);
  });
});
