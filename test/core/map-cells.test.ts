import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Bbox, LonLat } from '../../backend/core/feature.ts';
import { inBox } from '../../backend/core/geo.ts';
import { cellAt, cellsOfBox, clustered, LEVELS } from '../../backend/core/map-cells.ts';

const lon = fc.double({ min: -180, max: 179.999, noNaN: true });
const lat = fc.double({ min: -90, max: 90, noNaN: true });
const place = fc.tuple(lon, lat);
const box = fc
  .tuple(lon, lon, lat, lat)
  .map(([west, east, a, b]): Bbox => [west, Math.min(a, b), east, Math.max(a, b)]);

describe('the cells of a box', () => {
  it('hold every place in it, also across the antimeridian', () => {
    fc.assert(
      fc.property(box, place, (window, at) => {
        fc.pre(inBox(at, window));
        const { level, ranges } = cellsOfBox(window);
        const [x, y] = cellAt(at, level);
        const holds = ranges.some(
          range => x >= range.x[0] && x <= range.x[1] && y >= range.y[0] && y <= range.y[1],
        );
        expect(holds).toBe(true);
      }),
    );
  });

  it('are a screenful: at most 17 across and down, more than 8 of them unless the box is as small as a cell or as large as the world', () => {
    fc.assert(
      fc.property(box, window => {
        const { level, wanted, ranges } = cellsOfBox(window);
        const across = ranges.reduce((sum, { x }) => sum + x[1] - x[0] + 1, 0);
        const down = ranges[0]!.y[1] - ranges[0]!.y[0] + 1;
        expect(Math.max(across, down)).toBeLessThanOrEqual(ranges.length + 17);
        if (level === wanted && level > LEVELS.first)
          expect(Math.max(across, down)).toBeGreaterThanOrEqual(8);
      }),
    );
  });
});

describe('clusters', () => {
  it('lose nobody, stand within their cell, and can be put together again', () => {
    fc.assert(
      fc.property(fc.array(place, { maxLength: 50 }), fc.integer({ min: 2, max: 8 }), (places, level) => {
        const fine = clustered(
          places.map((at: LonLat, i) => ({ at, open: i % 2 })),
          level + 3,
        );
        const coarse = clustered(fine, level);
        expect(coarse.reduce((sum, { count }) => sum + count, 0)).toBe(places.length);
        expect(coarse.reduce((sum, { open }) => sum + open, 0)).toBe(Math.floor(places.length / 2));
        const counts = new Map<string, number>();
        for (const at of places) {
          const cell = cellAt(at, level).join();
          counts.set(cell, (counts.get(cell) ?? 0) + 1);
        }
        expect(new Map(coarse.map(({ at, count }) => [cellAt(at, level).join(), count]))).toEqual(counts);
      }),
    );
  });
});
