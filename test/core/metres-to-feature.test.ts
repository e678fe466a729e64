import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { LonLat, Shape } from '../../backend/core/feature.ts';
import { EARTH_RADIUS, metres, wrap } from '../../backend/core/geo.ts';
import { metresToFeature } from '../../backend/core/metres-to-feature.ts';
import { square } from './square.ts';

describe('metresToFeature', () => {
  it('is the distance to the point of a feature without a shape', () => {
    expect(metresToFeature([4, 50], { at: [4, 50.001] })).toBeCloseTo(111.2, 1);
  });
  it('is zero inside an area, and the distance to its edge in its hole', () => {
    const shape: Shape = { type: 'Polygon', coordinates: [square(4, 50, 0.01), square(4, 50, 0.001)] };
    expect(metresToFeature([4.005, 50], { at: [4, 50], shape })).toBe(0);
    expect(metresToFeature([4, 50.0002], { at: [4, 50], shape })).toBeGreaterThan(40);
  });
  it('is the distance to the nearest segment of a line, not to its vertices', () => {
    const shape: Shape = {
      type: 'LineString',
      coordinates: [
        [4, 50],
        [4.01, 50],
      ],
    };
    expect(metresToFeature([4.005, 50.001], { at: [4, 50], shape })).toBeCloseTo(111.2, 0);
  });
  it('sees an area that lies across the antimeridian, or around the pole', () => {
    const across: Shape = {
      type: 'Polygon',
      coordinates: [
        [
          [179.9, -17],
          [-179.9, -17],
          [-179.9, -16],
          [179.9, -16],
          [179.9, -17],
        ],
      ],
    };
    expect(metresToFeature([-179.95, -16.5], { at: [180, -16.5], shape: across })).toBe(0);
    expect(metresToFeature([-179.899, -16.5], { at: [180, -16.5], shape: across })).toBeCloseTo(106.6, 0);
    const polar: Shape = {
      type: 'Polygon',
      coordinates: [
        [
          [0, 89],
          [90, 89],
          [180, 89],
          [-90, 89],
          [0, 89],
        ],
      ],
    };
    expect(metresToFeature([12, 89.9], { at: [0, 90], shape: polar })).toBe(0);
  });
});

/** Metres east and north of a centre: the truth that the tests below draw from. */
type Flat = readonly [x: number, y: number];

/** A place so many metres east and north of a centre, anywhere on Earth: turned there from the pole by vectors. */
const from =
  ([lon, lat]: LonLat) =>
  ([x, y]: Flat): LonLat => {
    const [a, b] = [(lon * Math.PI) / 180, (lat * Math.PI) / 180];
    const far = Math.hypot(x, y) / EARTH_RADIUS;
    const [east, north] =
      far === 0 ? [0, 0] : [(x / Math.hypot(x, y)) * Math.sin(far), (y / Math.hypot(x, y)) * Math.sin(far)];
    const out = Math.cos(far) * Math.cos(b) - north * Math.sin(b);
    const up = Math.cos(far) * Math.sin(b) + north * Math.cos(b);
    const turned = a + Math.atan2(east, out);
    return [wrap((turned * 180) / Math.PI), (Math.atan2(up, Math.hypot(east, out)) * 180) / Math.PI];
  };

const toEdge = ([px, py]: Flat, [ax, ay]: Flat, [bx, by]: Flat): number => {
  const square = (bx - ax) ** 2 + (by - ay) ** 2;
  const t = square === 0 ? 0 : ((px - ax) * (bx - ax) + (py - ay) * (by - ay)) / square;
  const along = Math.min(1, Math.max(0, t));
  return Math.hypot(px - ax - along * (bx - ax), py - ay - along * (by - ay));
};
const toLine = (at: Flat, line: readonly Flat[]): number =>
  Math.min(...line.slice(1).map((end, i) => toEdge(at, line[i]!, end)));

/** Turns around the point, counted by angles: not by the rule that is tested. */
const holds = (ring: readonly Flat[], [px, py]: Flat): boolean => {
  const angles = ring.map(([x, y]) => Math.atan2(y - py, x - px));
  const turned = angles.slice(1).reduce((sum, angle, i) => {
    const by = angle - angles[i]!;
    return sum + (by > Math.PI ? by - 2 * Math.PI : by < -Math.PI ? by + 2 * Math.PI : by);
  }, 0);
  return Math.abs(turned) > Math.PI;
};

/** A star of so many corners around a centre: rings that do not cross themselves. */
const star = (reaches: readonly number[]): Flat[] => {
  const corners = reaches.map((reach, i): Flat => {
    const angle = (2 * Math.PI * i) / reaches.length;
    return [reach * Math.cos(angle), reach * Math.sin(angle)];
  });
  return [...corners, corners[0]!];
};
const centres = fc.oneof(
  fc.tuple(fc.double({ min: -180, max: 180, noNaN: true }), fc.double({ min: -89, max: 89, noNaN: true })),
  fc.constantFrom<[number, number]>([180, -17], [-179.999, 65], [12, 90], [0, -90], [100, 89.9999], [4, 50]),
);
const reaches = fc.array(fc.double({ min: 100, max: 2000, noNaN: true }), { minLength: 5, maxLength: 60 });
const spots = fc.tuple(fc.integer({ min: -4000, max: 4000 }), fc.integer({ min: -4000, max: 4000 }));
/** metres; what a plane of a few kilometres is wrong by */
const NEAR = 0.05;

describe('against a plane of a few kilometres, anywhere on Earth', () => {
  it('an area is as far as its edge, no way from within, and its hole is not within', () => {
    fc.assert(
      fc.property(
        centres,
        reaches,
        fc.double({ min: 0.1, max: 0.8, noNaN: true }),
        spots,
        (centre, outer, share, spot) => {
          const [ring, hole] = [star(outer), star(outer.map(reach => reach * share))];
          const place = from(centre);
          const shape: Shape = { type: 'Polygon', coordinates: [ring.map(place), hole.map(place)] };
          const edge = Math.min(toLine(spot, ring), toLine(spot, hole));
          const within = holds(ring, spot) && !holds(hole, spot);
          const found = metresToFeature(place(spot), { at: centre, shape });
          if (edge > NEAR) expect(found === 0).toBe(within);
          expect(Math.abs(found - (within ? 0 : edge))).toBeLessThan(NEAR);
        },
      ),
      { numRuns: 300 },
    );
  });

  it('lines, and several areas, are as far as the nearest of them', () => {
    fc.assert(
      fc.property(centres, fc.array(reaches, { minLength: 2, maxLength: 4 }), spots, (centre, all, spot) => {
        const place = from(centre);
        const rings = all.map((one, i) => star(one).map(([x, y]): Flat => [x / 4 + 1200 * i - 1800, y / 4]));
        const lines: Shape = { type: 'MultiLineString', coordinates: rings.map(ring => ring.map(place)) };
        const areas: Shape = { type: 'MultiPolygon', coordinates: rings.map(ring => [ring.map(place)]) };
        const edge = Math.min(...rings.map(ring => toLine(spot, ring)));
        const within = rings.some(ring => holds(ring, spot));
        const at = place(spot);
        expect(Math.abs(metresToFeature(at, { at: centre, shape: lines }) - edge)).toBeLessThan(NEAR);
        const found = metresToFeature(at, { at: centre, shape: areas });
        expect(Math.abs(found - (within ? 0 : edge))).toBeLessThan(NEAR);
      }),
      { numRuns: 200 },
    );
  });
});

it('is the distance to a vertex where the shape is no more than that, however far', () => {
  fc.assert(
    fc.property(centres, centres, (at, there) => {
      const shape: Shape = { type: 'LineString', coordinates: [there, there] };
      expect(Math.abs(metresToFeature(at, { at: there, shape }) - metres(at, there))).toBeLessThan(0.5);
    }),
  );
  const shape: Shape = {
    type: 'LineString',
    coordinates: [
      [4, 50],
      [4, 50],
    ],
  };
  expect(metresToFeature([-176, -50], { at: [4, 50], shape })).toBeCloseTo(metres([-176, -50], [4, 50]), 0);
});

it('closes a ring whose source did not', () => {
  const open: Shape = { type: 'Polygon', coordinates: [square(4, 50, 0.01).slice(0, -1)] };
  const closed: Shape = { type: 'Polygon', coordinates: [square(4, 50, 0.01)] };
  for (const at of [
    [4, 50],
    [3.98, 50],
    [4, 50.02],
    [4.02, 49.98],
  ] as const)
    expect(metresToFeature(at, { at: [4, 50], shape: open })).toBeCloseTo(
      metresToFeature(at, { at: [4, 50], shape: closed }),
      6,
    );
});
