import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { LonLat } from '../../../backend/core/feature.ts';
import { metres } from '../../../backend/core/geo.ts';
import { around, found, sphereIndex } from '../../../backend/core/match/sphere-index.ts';

const place = fc.oneof(
  fc.tuple(fc.double({ min: -180, max: 180, noNaN: true }), fc.double({ min: -90, max: 90, noNaN: true })),
  fc.tuple(fc.double({ min: 4, max: 4.01, noNaN: true }), fc.double({ min: 50, max: 50.01, noNaN: true })),
  fc.constantFrom([180, 0], [-180, 0], [0, 90], [77, 90], [12, -90], [4, 50]),
) as fc.Arbitrary<LonLat>;

const all = (count: number) => Array.from({ length: count }, (_, n) => n);

describe('sphereIndex', () => {
  it('finds what measuring every distance finds, at the poles and across the antimeridian too', () => {
    fc.assert(
      fc.property(
        fc.array(place, { maxLength: 120 }),
        place,
        fc.double({ min: 0, max: 2e7, noNaN: true }),
        (points, at, radius) => {
          const into = found(200);
          around(sphereIndex(points, all(points.length)), at, radius, into);
          const got = new Set(into.items.subarray(0, into.count));
          for (const [n, point] of points.entries()) {
            const apart = metres(at, point);
            // A millimetre, and what the sphere's far side loses, either way.
            if (apart < radius * (1 - 1e-6) - 0.001) expect(got.has(n)).toBe(true);
            if (apart > radius * (1 + 1e-6) + 0.001) expect(got.has(n)).toBe(false);
          }
          expect(got.size).toBe(into.count);
        },
      ),
    );
  });

  it('keeps the nearest when there are more than it may keep', () => {
    fc.assert(
      fc.property(fc.array(place, { minLength: 10, maxLength: 200 }), place, (points, at) => {
        const into = found(7);
        around(sphereIndex(points, all(points.length)), at, 2.1e7, into);
        const nearest = points.map(point => metres(at, point)).sort((a, b) => a - b);
        const got = [...into.metres.subarray(0, into.count)].sort((a, b) => a - b);
        expect(got).toHaveLength(7);
        for (const [n, apart] of got.entries()) expect(apart).toBeCloseTo(nearest[n]!, 0);
      }),
    );
  });

  it('ends at once where a hundred thousand points are one', () => {
    const points = all(100_000).map((): LonLat => [4, 50]);
    const into = found(64);
    const index = sphereIndex(points, all(points.length));
    for (let n = 0; n < 1000; n++) around(index, [4, 50], 300, into);
    expect(into.count).toBe(64);
  });
});
