import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { LonLat } from '../../../backend/core/feature.ts';
import { covers, inferCoverage, inferOutline } from '../../../backend/core/snapshot/coverage.ts';
import type { Coverage } from '../../../backend/core/snapshot/snapshot.ts';

const at = (lon: number, lat: number) => ({ at: [lon, lat] as LonLat });

/** Points on a grid of 0.1 degrees, as far as `keep` says. */
const grid = (width: number, height: number, keep: (x: number, y: number) => boolean = () => true) =>
  Array.from({ length: width * height }, (_, i) => [i % width, Math.floor(i / width)] as const)
    .filter(([x, y]) => keep(x, y))
    .map(([x, y]) => at(4 + x / 10, 50 + y / 10));

describe('a coverage that was stated', () => {
  const box: Coverage = { kind: 'box', box: [4, 50, 5, 51] };

  it('as a box covers what lies in it, its edge too', () => {
    expect(covers(box, [4.5, 50.5])).toBe(true);
    expect(covers(box, [4, 51])).toBe(true);
    expect(covers(box, [5.1, 50.5])).toBe(false);
  });

  it('as a box may cross the antimeridian', () => {
    const fiji: Coverage = { kind: 'box', box: [177, -19, -178, -16] };
    expect(covers(fiji, [179, -17])).toBe(true);
    expect(covers(fiji, [-179, -17])).toBe(true);
    expect(covers(fiji, [0, -17])).toBe(false);
  });

  it('as polygons covers what lies in a ring, but not in a hole', () => {
    const ring = (r: number): readonly LonLat[] => [
      [4 - r, 50 - r],
      [4 + r, 50 - r],
      [4 + r, 50 + r],
      [4 - r, 50 + r],
      [4 - r, 50 - r],
    ];
    const drawn: Coverage = { kind: 'polygons', rings: [ring(2), ring(1)] };
    expect(covers(drawn, [5.5, 50])).toBe(true);
    expect(covers(drawn, [4, 50])).toBe(false);
    expect(covers(drawn, [7, 50])).toBe(false);
  });

  it('in common is what all of them cover', () => {
    const common: Coverage = { kind: 'all-of', of: [box, { kind: 'box', box: [4.5, 50, 6, 51] }] };
    expect(covers(common, [4.7, 50.5])).toBe(true);
    expect(covers(common, [4.2, 50.5])).toBe(false);
    expect(covers({ kind: 'all-of', of: [] }, [4.2, 50.5])).toBe(true);
  });
});

describe('an inferred coverage', () => {
  it('covers nothing where there is nothing', () => {
    expect(covers(inferCoverage([]), [0, 0])).toBe(false);
    expect(covers(inferOutline([]), [0, 0])).toBe(false);
  });

  it('covers what lies between sparse features', () => {
    const sparse = grid(10, 10, (x, y) => (x + 3 * y) % 4 === 0);
    for (const infer of [inferCoverage, inferOutline]) {
      const coverage = infer(sparse);
      for (const { at: point } of grid(6, 6))
        expect(covers(coverage, [point[0] + 0.2, point[1] + 0.2])).toBe(true);
    }
  });

  it('fills a lake in the middle', () => {
    const shore = grid(20, 20, (x, y) => Math.hypot(x - 10, y - 10) > 5);
    expect(covers(inferCoverage(shore), [5, 51])).toBe(true);
    expect(covers(inferOutline(shore), [5, 51])).toBe(true);
  });

  it('does not cover a neighbour in the corner of its box', () => {
    const bent = grid(20, 20, (x, y) => x < 6 || y < 6);
    const inTheCorner: LonLat = [5.5, 51.5];
    expect(covers(inferCoverage(bent), inTheCorner)).toBe(false);
    expect(covers(inferOutline(bent), inTheCorner)).toBe(false);
  });

  it('reaches one spacing further on the generous side than on the strict one', () => {
    const square = grid(20, 20);
    const outside: LonLat = [5.9 + 0.08, 51];
    expect(covers(inferCoverage(square), outside)).toBe(true);
    expect(covers(inferOutline(square), outside)).toBe(false);
  });

  it('reaches over an inner edge on the generous side, not on the strict one', () => {
    const bent = grid(20, 20, (x, y) => x < 6 || y < 6);
    const reach = (coverage: Coverage): number => {
      let lon = 4.5;
      while (covers(coverage, [lon + 0.01, 51.5])) lon += 0.01;
      return lon - 4.5;
    };
    // The last column is at 4.5; cells are a good 0.15 degrees wide.
    expect(reach(inferOutline(bent))).toBeLessThan(0.16);
    expect(reach(inferCoverage(bent))).toBeGreaterThan(0.16);
    expect(reach(inferCoverage(bent))).toBeLessThan(0.32);
  });

  it('is not stretched by one feature on the other side of the world', () => {
    const coverage = inferCoverage([...grid(20, 20), at(-60, -10)]);
    expect(covers(coverage, [-60, -10])).toBe(true);
    expect(covers(coverage, [7, 51])).toBe(false);
  });

  it('holds together across the antimeridian', () => {
    const islands = grid(20, 10).map(({ at: [lon, lat] }) =>
      at(lon + 175 > 180 ? lon - 185 : lon + 175, lat - 67),
    );
    expect(covers(inferCoverage(islands), [180, -16.5])).toBe(true);
    expect(covers(inferCoverage(islands), [-180, -16.5])).toBe(true);
  });

  it('is the same after the database has kept it', () => {
    const coverage = inferOutline(grid(7, 5));
    expect(JSON.parse(JSON.stringify(coverage))).toEqual(coverage);
  });

  const points = fc.array(
    fc.tuple(fc.double({ min: -180, max: 180, noNaN: true }), fc.double({ min: -89, max: 89, noNaN: true })),
    { minLength: 1, maxLength: 40 },
  );

  it('covers every feature that it was inferred from', () => {
    fc.assert(
      fc.property(points, list => {
        const features = list.map(([lon, lat]) => at(lon, lat));
        const coverage = inferCoverage(features);
        for (const feature of features) expect(covers(coverage, feature.at)).toBe(true);
      }),
    );
  });

  it('does not depend on the order of the features', () => {
    fc.assert(
      fc.property(points, list => {
        const features = list.map(([lon, lat]) => at(lon, lat));
        expect(inferCoverage([...features].reverse())).toEqual(inferCoverage(features));
        expect(inferOutline([...features].reverse())).toEqual(inferOutline(features));
      }),
    );
  });
});
