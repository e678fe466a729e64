import { chord2Of } from '../../sphere.ts';
import { float64, uint32 } from '../columns/columns.ts';
import { limitOf, type Nearest, offer } from './nearest.ts';

/**
 * Points of the unit sphere in a k-d tree: neither the poles nor the antimeridian are special. Points that follow each
 * other at one spot are one entry, so that a crowd there costs no more than any other spot.
 */
export type SphereIndex = Readonly<{
  /** x, y, z of each entry, in the order of the tree */
  xyz: Float64Array;
  /** the number of each entry's first point, and how many there are */
  first: Uint32Array;
  size: Uint32Array;
}>;

const LEAF = 16;

/** Puts the k-th smallest along an axis at k, smaller ones before it, larger ones after it (Hoare's selection). */
const select = (
  { xyz, first, size }: SphereIndex,
  k: number,
  from: number,
  to: number,
  axis: number,
): void => {
  let [left, right] = [from, to];
  while (right > left) {
    const pivot = xyz[3 * ((left + right) >> 1) + axis]!;
    let [i, j] = [left, right];
    while (i <= j) {
      while (xyz[3 * i + axis]! < pivot) i++;
      while (xyz[3 * j + axis]! > pivot) j--;
      if (i > j) break;
      for (let a = 0; a < 3; a++) {
        const held = xyz[3 * i + a]!;
        xyz[3 * i + a] = xyz[3 * j + a]!;
        xyz[3 * j + a] = held;
      }
      const [heldFirst, heldSize] = [first[i]!, size[i]!];
      first[i] = first[j]!;
      size[i] = size[j]!;
      first[j] = heldFirst;
      size[j] = heldSize;
      i++;
      j--;
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

/** The tree over points given as x, y, z, without those that have no place (NaN). */
export const sphereIndex = (points: Float64Array): SphereIndex => {
  const count = points.length / 3;
  const [xyz, first, size] = [float64(3 * count), uint32(count), uint32(count)];
  let entries = 0;
  for (let n = 0; n < count; n++) {
    const [x, y, z] = [points[3 * n]!, points[3 * n + 1]!, points[3 * n + 2]!];
    if (Number.isNaN(x + y + z)) continue;
    const last = entries - 1;
    const follows = entries > 0 && first[last]! + size[last]! === n;
    if (follows && xyz[3 * last] === x && xyz[3 * last + 1] === y && xyz[3 * last + 2] === z) {
      size[last]!++;
      continue;
    }
    xyz[3 * entries] = x;
    xyz[3 * entries + 1] = y;
    xyz[3 * entries + 2] = z;
    first[entries] = n;
    size[entries++] = 1;
  }
  const index = {
    xyz: xyz.subarray(0, 3 * entries),
    first: first.subarray(0, entries),
    size: size.subarray(0, entries),
  };
  arrange(index, 0, entries - 1, 0);
  return index;
};

const stack = new Int32Array(3 * 128);
/** Rounding may make a difference along one axis longer than the whole. */
const ROUNDING = 1 + 1e-12;

/** Offers the points within `radius` metres of one on the unit sphere; of a crowd, as many as can be held. */
export const around = (
  { xyz, first, size }: SphereIndex,
  query: readonly [x: number, y: number, z: number],
  radius: number,
  into: Nearest,
): void => {
  const [x, y, z] = query;
  const widest = chord2Of(radius);
  let limit = widest;
  const look = (i: number): void => {
    const [dx, dy, dz] = [xyz[3 * i]! - x, xyz[3 * i + 1]! - y, xyz[3 * i + 2]! - z];
    const chord2 = dx * dx + dy * dy + dz * dz;
    if (!(chord2 <= limit)) return;
    const most = Math.min(size[i]!, into.items.length);
    for (let n = 0; n < most; n++) offer(into, first[i]! + n, chord2);
    limit = limitOf(into, widest);
  };

  let depth = 0;
  const push = (left: number, right: number, axis: number): void => {
    stack[depth++] = left;
    stack[depth++] = right;
    stack[depth++] = axis;
  };
  push(0, first.length - 1, 0);
  while (depth > 0) {
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
    const both = aside * aside <= limit * ROUNDING;
    if (aside <= 0) {
      if (both) push(middle + 1, right, next);
      push(left, middle - 1, next);
    } else {
      if (both) push(left, middle - 1, next);
      push(middle + 1, right, next);
    }
  }
};
