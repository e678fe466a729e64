import { mercator } from './mercator.ts';
import type { LonLat } from './place.ts';

/** Where a window lies on the whole map of the world, all in pixels. */
export type Window = Readonly<{ left: number; top: number; width: number; world: number }>;
export type Spots = ReturnType<typeof spots>;

/** Many places, laid out in a window of the map: pixels from its corner, right and down. */
export function spots(places: readonly Readonly<{ at: LonLat }>[]) {
  const count = places.length;
  const shares = new Float64Array(2 * count);
  const pixels = new Float64Array(2 * count);
  for (const [i, { at }] of places.entries()) shares.set(mercator(...at), 2 * i);

  return {
    count,
    /** In the copy of the world that is nearest to the window's middle. */
    layOut({ left, top, width, world }: Window): void {
      const middle = (left + width / 2) / world;
      for (let i = 0; i < 2 * count; i += 2) {
        const east = shares[i]! - middle;
        pixels[i] = (east - Math.round(east)) * world + width / 2;
        pixels[i + 1] = shares[i + 1]! * world - top;
      }
    },
    x: (i: number): number => pixels[2 * i]!,
    y: (i: number): number => pixels[2 * i + 1]!,
    /** The one whose middle is nearest, of those that reach so far; -1: none. Thousands are gone through in microseconds. */
    nearest(x: number, y: number, reach: (i: number) => number): number {
      let found = -1;
      let least = Infinity;
      for (let i = 0; i < count; i++) {
        const [right, down] = [pixels[2 * i]! - x, pixels[2 * i + 1]! - y];
        const far = right * right + down * down;
        if (far >= least || far > reach(i) ** 2) continue;
        found = i;
        least = far;
      }
      return found;
    },
  };
}
