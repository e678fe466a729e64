import fc from 'fast-check';
import { expect, it } from 'vitest';
import type { LonLat } from '../../../backend/core/feature.ts';
import { metres } from '../../../backend/core/geo.ts';
import { spacingOf } from '../../../backend/core/snapshot/spacing.ts';

/** As the words of `spacingOf` have it: for each point the third nearest of the others, and of those what nine in ten are within. */
const plainly = (points: readonly LonLat[]): number => {
  const reaches = points
    .map(at => points.map(other => metres(at, other)).sort((a, b) => a - b)[Math.min(3, points.length - 1)]!)
    .sort((a, b) => a - b);
  return Math.max(500, reaches[Math.floor(0.9 * (reaches.length - 1))]!);
};

const anywhere = fc.tuple(
  fc.double({ min: -180, max: 180, noNaN: true }),
  fc.double({ min: -90, max: 90, noNaN: true }),
);
const close = fc.tuple(fc.integer({ min: -20, max: 20 }), fc.integer({ min: -20, max: 20 }));
const towns = fc.constantFrom<LonLat>(
  [4, 50],
  [179.99, -17],
  [-179.99, -17],
  [0, 89.99],
  [30, -90],
  [4, 50.1],
);
const clustered = fc.tuple(towns, close).map(([[lon, lat], [x, y]]): LonLat => {
  const east = lon + x / 1000;
  return [
    east > 180 ? east - 360 : east < -180 ? east + 360 : east,
    Math.max(-90, Math.min(90, lat + y / 1000)),
  ];
});

it('is the distance to the third neighbour that nine in ten have, at the poles and across the antimeridian too', () => {
  fc.assert(
    fc.property(fc.array(fc.oneof(anywhere, clustered), { minLength: 2, maxLength: 60 }), points => {
      const [found, wanted] = [spacingOf(points), plainly(points)];
      expect(Math.abs(found - wanted)).toBeLessThanOrEqual(1e-6 * wanted);
    }),
  );
});

it('does not depend on the order of the points', () => {
  fc.assert(
    fc.property(fc.array(clustered, { minLength: 2, maxLength: 300 }), points => {
      expect(spacingOf(points.toReversed())).toBe(spacingOf(points));
    }),
  );
});

it('does not walk through a crowd at one spot for each of its members', () => {
  const crowd = Array.from({ length: 300_000 }, (): LonLat => [4, 50]);
  expect(spacingOf(crowd)).toBe(500);
  const beside = Array.from({ length: 300_000 }, (_, i): LonLat => [4 + (i % 2), 50]);
  expect(spacingOf(beside)).toBe(500);
});

it('of one point is not known', () => {
  expect(spacingOf([[4, 50]])).toBe(10_000);
});
