import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { LonLat } from '../../../../backend/core/feature.ts';
import { metres } from '../../../../backend/core/geo.ts';
import { nearest } from '../../../../backend/core/match/near/nearest.ts';
import { around, sphereIndex } from '../../../../backend/core/match/near/sphere-index.ts';
import { metresOf, onSphere } from '../../../../backend/core/sphere.ts';

const place = fc.oneof(
  fc.tuple(fc.double({ min: -180, max: 180, noNaN: true }), fc.double({ min: -90, max: 90, noNaN: true })),
  fc.tuple(fc.double({ min: 4, max: 4.01, noNaN: true }), fc.double({ min: 50, max: 50.01, noNaN: true })),
  fc.constantFrom([180, 0], [-180, 0], [0, 90], [77, 90], [12, -90], [4, 50]),
) as fc.Arbitrary<LonLat>;

const index = (points: readonly LonLat[]) =>
  sphereIndex(
    onSphere(
      points.map(([lon]) => lon),
      points.map(([, lat]) => lat),
    ),
  );
const spot = (at: LonLat) => [...onSphere([at[0]], [at[1]])] as unknown as readonly [number, number, number];
const all = (count: number) => Array.from({ length: count }, (_, n) => n);

describe('sphereIndex', () => {
  it('finds what measuring every distance finds, at the poles and across the antimeridian too', () => {
    fc.assert(
      fc.property(
        fc.array(place, { maxLength: 120 }),
        place,
        fc.double({ min: 0, max: 2e7, noNaN: true }),
        (points, at, radius) => {
          const into = nearest(200);
          around(index(points), spot(at), radius, into);
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
        const into = nearest(7);
        around(index(points), spot(at), 2.1e7, into);
        const apart = points.map(point => metres(at, point)).sort((a, b) => a - b);
        const got = [...into.chord2.subarray(0, into.count)].map(metresOf).sort((a, b) => a - b);
        expect(got).toHaveLength(7);
        for (const [n, found] of got.entries()) expect(found).toBeCloseTo(apart[n]!, 0);
      }),
    );
  });

  it('ends at once where a hundred thousand points are one', () => {
    const points = all(100_000).map((): LonLat => [4, 50]);
    const tree = index(points);
    const into = nearest(64);
    for (let n = 0; n < 1000; n++) {
      into.count = 0;
      around(tree, spot([4, 50]), 300, into);
    }
    expect([...into.items].sort((a, b) => a - b)).toEqual(all(64));
  });
});
