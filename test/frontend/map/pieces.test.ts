import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Outlines, pathOf } from '../../../frontend/src/map/path.ts';
import { piecesOf } from '../../../frontend/src/map/pieces.ts';

/** Flat coordinates; how often a line to the right of a point crosses the ring is odd inside of it. */
function isInside(ring: ArrayLike<number>, [x, y]: readonly [number, number]): boolean {
  let inside = false;
  for (let i = 0; i < ring.length; i += 2) {
    const j = (i + ring.length - 2) % ring.length;
    const [ax, ay, bx, by] = [ring[i]!, ring[i + 1]!, ring[j]!, ring[j + 1]!];
    if (ay > y !== by > y && x < ((bx - ax) * (y - ay)) / (by - ay) + ax) inside = !inside;
  }
  return inside;
}
/** A coast around the middle of the world, with bays. */
const coast = Array.from({ length: 60 }, (_, i) => {
  const angle = (i / 60) * 2 * Math.PI;
  const far = 0.2 + 0.12 * Math.sin(7 * angle);
  return [0.5 + far * Math.cos(angle), 0.5 + far * Math.sin(angle)];
}).flat();
const island: Outlines = { land: [pathOf(coast)], borders: [pathOf([0.1, 0.5, 0.4, 0.5, 0.9, 0.52])] };
const spot = fc.tuple(
  fc.double({ min: 0.01, max: 0.99 }),
  fc.double({ min: 0.01, max: 0.99 }),
) as fc.Arbitrary<[number, number]>;

describe('the pieces of the outlines', () => {
  it('have land where the whole has it, at every zoom, whatever was looked at before', () => {
    const pieces = piecesOf(island);
    fc.assert(
      fc.property(spot, fc.integer({ min: 0, max: 19 }), (at, z) => {
        fc.pre(Number.isFinite(at[0] + at[1]));
        const { land } = pieces(z, Math.floor(at[0] * 2 ** z), Math.floor(at[1] * 2 ** z));
        expect(land.some(({ points }) => isInside(points, at))).toBe(isInside(coast, at));
      }),
    );
  });

  it('have the stretch of a border that goes through a tile, and none of it elsewhere', () => {
    const pieces = piecesOf(island);
    expect(pieces(9, 205, 256).borders.length).toBe(1);
    expect(pieces(9, 205, 300).borders).toEqual([]);
  });

  it('are small however long the coast', () => {
    const { land } = piecesOf(island)(12, 2048, 2048);
    expect(land.map(({ points }) => points.length)).toEqual([8]);
  });
});
