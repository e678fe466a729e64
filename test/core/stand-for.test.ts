import { booleanPointInPolygon, polygon } from '@turf/turf';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { LonLat, Shape } from '../../backend/core/feature.ts';
import { inRing } from '../../backend/core/geo.ts';
import { standFor } from '../../backend/core/stand-for.ts';
import { square } from './square.ts';

/** A star with so many points around a place: as ragged as an outline gets without crossing itself. */
const stars = fc
  .record({
    lon: fc.double({ min: -170, max: 170, noNaN: true }),
    lat: fc.double({ min: -70, max: 70, noNaN: true }),
    reaches: fc.array(fc.double({ min: 0.001, max: 0.01, noNaN: true }), { minLength: 3, maxLength: 12 }),
  })
  .map(({ lon, lat, reaches }): LonLat[] => {
    const ring = reaches.map((reach, i): LonLat => {
      const turn = (2 * Math.PI * i) / reaches.length;
      return [lon + reach * Math.cos(turn), lat + reach * Math.sin(turn)];
    });
    return [...ring, ring[0]!];
  });

describe('standFor', () => {
  const horseshoe: LonLat[] = [
    [0, 0],
    [3, 0],
    [3, 3],
    [2, 3],
    [2, 1],
    [1, 1],
    [1, 3],
    [0, 3],
    [0, 0],
  ];
  it('is the centroid of a plain area, and inside a horseshoe whose centroid is not', () => {
    const [lon, lat] = standFor({ type: 'Polygon', coordinates: [square(4, 50, 0.01)] });
    expect([lon, lat]).toEqual([expect.closeTo(4, 9), expect.closeTo(50, 9)]);
    expect(inRing(standFor({ type: 'Polygon', coordinates: [horseshoe] }), horseshoe)).toBe(true);
  });
  it('lies inside any outline, as turf sees it too', () => {
    fc.assert(
      fc.property(stars, ring => {
        const at = standFor({ type: 'Polygon', coordinates: [ring] });
        expect(booleanPointInPolygon([...at], polygon([ring.map(point => [...point])]))).toBe(true);
      }),
    );
  });
  it('is in the largest part of several', () => {
    const shape: Shape = { type: 'MultiPolygon', coordinates: [[square(4, 50, 0.01)], [square(8, 50, 0.1)]] };
    expect(standFor(shape)[0]).toBeCloseTo(8, 6);
  });
  it('is halfway along a line', () => {
    const [lon, lat] = standFor({
      type: 'LineString',
      coordinates: [
        [0, 0],
        [0, 1],
        [0, 4],
      ],
    });
    expect([lon, lat]).toEqual([0, expect.closeTo(2, 6)]);
  });
  it('is in the area where it crosses the antimeridian, and somewhere on it where it has no width', () => {
    const [lon] = standFor({
      type: 'Polygon',
      coordinates: [
        [
          [179, 0],
          [-179, 0],
          [-179, 1],
          [179, 1],
          [179, 0],
        ],
      ],
    });
    expect(Math.abs(lon)).toBeCloseTo(180, 6);
    expect(
      standFor({
        type: 'Polygon',
        coordinates: [
          [
            [5, 5],
            [5, 5],
            [5, 5],
            [5, 5],
          ],
        ],
      }),
    ).toEqual([5, 5]);
    expect(() => standFor({ type: 'MultiPolygon', coordinates: [] })).toThrow(RangeError);
  });
});
