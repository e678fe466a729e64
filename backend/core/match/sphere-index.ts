import type { LonLat } from '../feature.ts';
import { EARTH_RADIUS } from '../geo.ts';

/** Points of the unit sphere in a k-d tree: neither the poles nor the antimeridian are special. */
export type SphereIndex = Readonly<{
  /** x, y, z of each point, in the order of the tree */
  xyz: Float64Array;
  /** index of each point among those it was made of, in the order of the tree */
  items: Uint32Array;
}>;

/** Items and their distances in metres, as far as `count`; refilled by each search. */
export type Found = { items: Uint32Array; metres: Float64Array; count: number };

const LEAF = 16;
const RADIANS = Math.PI / 180;

/** Puts the k-th smallest along an axis at k, smaller ones before it, larger ones after it (Hoare's selection). */
const select = (index: SphereIndex, k: number, from: number, to: number, axis: number): void => {
  const { xyz, items } = index;
  const swap = (i: number, j: number): void => {
    for (let a = 0; a < 3; a++) {
      const held = xyz[3 * i + a]!;
      xyz[3 * i + a] = xyz[3 * j + a]!;
      xyz[3 * j + a] = held;
    }
    const held = items[i]!;
    items[i] = items[j]!;
    items[j] = held;
  };
  let [left, right] = [from, to];
  while (right > left) {
    const pivot = xyz[3 * ((left + right) >> 1) + axis]!;
    let [i, j] = [left, right];
    while (i <= j) {
      while (xyz[3 * i + axis]! < pivot) i++;
      while (xyz[3 * j + axis]! > pivot) j--;
      if (i <= j) swap(i++, j--);
    }
    if (k <= j) right = j;
    else if (k >= i) left = i;
    else return;
  }
};

const arrange = (index: SphereIndex, left: number, right: number, axis: number): void => {
  if (right - left <= LEAF) return;
  const middle = (left + right) >> 1;
  select(index, middle, left, right, axis);
  arrange(index, left, middle - 1, (axis + 1) % 3);
  arrange(index, middle + 1, right, (axis + 1) % 3);
};

/** The tree over some of the points; same points in the same order give the same tree. */
export const sphereIndex = (points: readonly LonLat[], which: ArrayLike<number>): SphereIndex => {
  const index = { xyz: new Float64Array(3 * which.length), items: Uint32Array.from(which) };
  for (let i = 0; i < which.length; i++) {
    const [lon, lat] = points[which[i]!]!;
    const cos = Math.cos(lat * RADIANS);
    index.xyz[3 * i] = cos * Math.cos(lon * RADIANS);
    index.xyz[3 * i + 1] = cos * Math.sin(lon * RADIANS);
    index.xyz[3 * i + 2] = Math.sin(lat * RADIANS);
  }
  arrange(index, 0, which.length - 1, 0);
  return index;
};

export const found = (capacity: number): Found => ({
  items: new Uint32Array(capacity),
  metres: new Float64Array(capacity),
  count: 0,
});

/** Squared chord of the unit sphere for metres along the surface. */
const chord2 = (metres: number): number =>
  (2 * Math.sin(Math.min(Math.PI / 2, metres / EARTH_RADIUS / 2))) ** 2;

/** Keeps the largest of a heap at its top, after `at` was given a smaller value. */
const sink = ({ items, metres, count }: Found, at: number): void => {
  const [value, item] = [metres[at]!, items[at]!];
  let i = at;
  for (;;) {
    let child = 2 * i + 1;
    if (child >= count) break;
    if (child + 1 < count && metres[child + 1]! > metres[child]!) child++;
    if (metres[child]! <= value) break;
    metres[i] = metres[child]!;
    items[i] = items[child]!;
    i = child;
  }
  metres[i] = value;
  items[i] = item;
};

const stack = new Int32Array(3 * 128);

/**
 * The items within `radius` metres of a point, in no order; where there are more than `into` holds, the nearest of them.
 * Among equally near ones beyond that the tree decides, so that a crowd at one spot costs no more than any other.
 */
export const around = (index: SphereIndex, at: LonLat, radius: number, into: Found): void => {
  const { xyz, items } = index;
  const cos = Math.cos(at[1] * RADIANS);
  const query = [cos * Math.cos(at[0] * RADIANS), cos * Math.sin(at[0] * RADIANS), Math.sin(at[1] * RADIANS)];
  const [x, y, z] = query as [number, number, number];
  const capacity = into.items.length;
  let limit2 = chord2(radius);
  let limit = Math.sqrt(limit2);
  into.count = 0;

  const look = (i: number): void => {
    const [dx, dy, dz] = [xyz[3 * i]! - x, xyz[3 * i + 1]! - y, xyz[3 * i + 2]! - z];
    const d2 = dx * dx + dy * dy + dz * dz;
    if (d2 > limit2) return;
    if (into.count < capacity) {
      into.items[into.count] = items[i]!;
      into.metres[into.count++] = d2;
      if (into.count < capacity) return;
      for (let top = (capacity >> 1) - 1; top >= 0; top--) sink(into, top);
    } else {
      if (d2 >= into.metres[0]!) return;
      into.items[0] = items[i]!;
      into.metres[0] = d2;
      sink(into, 0);
    }
    limit2 = into.metres[0]!;
    limit = Math.sqrt(limit2);
  };

  let depth = 0;
  const push = (left: number, right: number, axis: number): void => {
    stack[depth++] = left;
    stack[depth++] = right;
    stack[depth++] = axis;
  };
  const full = (): boolean => into.count === capacity && limit2 === 0;
  push(0, items.length - 1, 0);
  while (depth > 0 && !full()) {
    const axis = stack[--depth]!;
    const right = stack[--depth]!;
    const left = stack[--depth]!;
    if (right - left <= LEAF) {
      for (let i = left; i <= right; i++) look(i);
      continue;
    }
    const middle = (left + right) >> 1;
    const aside = query[axis]! - xyz[3 * middle + axis]!;
    const next = (axis + 1) % 3;
    look(middle);
    // The nearer half is pushed last, so that it is searched first and the limit shrinks soonest.
    if (aside <= 0) {
      if (-aside <= limit) push(middle + 1, right, next);
      push(left, middle - 1, next);
    } else {
      if (aside <= limit) push(left, middle - 1, next);
      push(middle + 1, right, next);
    }
  }
  for (let i = 0; i < into.count; i++)
    into.metres[i] = 2 * EARTH_RADIUS * Math.asin(Math.min(1, Math.sqrt(into.metres[i]!) / 2));
};
