import { distance } from '@turf/turf';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { boxOf, growBox, inBox, inRing, metres } from '../../backend/core/geo.ts';
import { square } from './square.ts';

const anywhere = fc.tuple(
  fc.double({ min: -180, max: 180, noNaN: true }),
  fc.double({ min: -90, max: 90, noNaN: true }),
);

describe('metres', () => {
  it('knows the distance from Brussels to Paris', () => {
    expect(metres([4.3517, 50.8466], [2.3522, 48.8566]) / 1000).toBeCloseTo(264, 0);
  });
  it('is short across the antimeridian and around a pole', () => {
    expect(metres([179.999, 0], [-179.999, 0])).toBeCloseTo(222.4, 1);
    expect(metres([0, 89.999], [180, 89.999])).toBeCloseTo(222.4, 1);
  });
  it('is what turf says, to half a metre anywhere', () => {
    fc.assert(
      fc.property(anywhere, anywhere, (a, b) => {
        const other = distance(a, b, { units: 'meters' });
        expect(Math.abs(metres(a, b) - other)).toBeLessThan(0.5);
      }),
    );
  });
  it('is symmetric, never negative and at most half the way around', () => {
    fc.assert(
      fc.property(anywhere, anywhere, (a, b) => {
        expect(metres(a, b)).toBeGreaterThanOrEqual(0);
        expect(metres(a, b)).toBeLessThan(20_016_000);
        expect(metres(a, b)).toBeCloseTo(metres(b, a), 3);
      }),
    );
  });
});

describe('boxes', () => {
  it('cross the antimeridian where that is smaller', () => {
    const box = boxOf([
      [179, 10],
      [-179, 12],
    ]);
    expect(box).toEqual([179, 10, -179, 12]);
    expect(inBox([180, 11], box!)).toBe(true);
    expect(inBox([0, 11], box!)).toBe(false);
    expect(boxOf([])).toBeNull();
  });
  it('hold the points they were made of, and still do when grown', () => {
    fc.assert(
      fc.property(
        fc.array(anywhere, { minLength: 1 }),
        fc.double({ min: 0, max: 1e6, noNaN: true }),
        (points, by) => {
          const box = boxOf(points)!;
          for (const at of points) {
            expect(inBox(at, box) || Math.abs(at[0]) === 180).toBe(true);
            expect(inBox(at, growBox(box, by)) || Math.abs(at[0]) === 180).toBe(true);
          }
        },
      ),
    );
  });
  it('hold a point that turning by 360 degrees would round', () => {
    const points = [
      [3.8369307731045415e-13, 0],
      [-179.99999999999963, 0],
    ] as const;
    for (const at of points) expect(inBox(at, boxOf(points)!)).toBe(true);
  });
  it('grow by metres, also over the antimeridian and over a pole', () => {
    const [west, south, east, north] = growBox([4, 50, 4, 50], 1000);
    expect(metres([4, 50], [east, 50])).toBeGreaterThanOrEqual(999);
    expect(metres([4, 50], [4, north])).toBeCloseTo(1000, 3);
    expect(west + east).toBeCloseTo(8, 6);
    expect(south).toBeLessThan(50);
    expect(growBox([179.999, 0, 179.999, 0], 1000)[2]).toBeLessThan(-179);
    expect(growBox([10, 89.999, 10, 89.999], 1000)).toMatchObject([-180, expect.any(Number), 180, 90]);
  });
});

describe('inRing', () => {
  it('tells inside from outside', () => {
    expect(inRing([4, 50], square(4, 50, 1))).toBe(true);
    expect(inRing([6, 50], square(4, 50, 1))).toBe(false);
    expect(inRing([4, 50], [])).toBe(false);
  });
  it('takes the whole world and rings that run past 180', () => {
    expect(inRing([12, 40], square(0, 0, 180))).toBe(true);
    expect(inRing([-175, 0], square(180, 0, 10))).toBe(true);
    expect(inRing([-165, 0], square(180, 0, 10))).toBe(false);
  });
});
