/** A ring cut to a box (Sutherland and Hodgman, 1974), as flat coordinates; keeps canvas numbers small at high zooms. */
export function clipRing(
  ring: ArrayLike<number>,
  box: readonly [west: number, north: number, east: number, south: number],
): number[] {
  let points = Array.from(ring);
  for (let side = 0; side < 4 && points.length; side++) {
    const axis = side % 2;
    const limit = box[side]!;
    const sign = side < 2 ? 1 : -1;
    const inside = (i: number) => (points[2 * i + axis]! - limit) * sign >= 0;
    const kept: number[] = [];
    const count = points.length / 2;
    for (let i = 0; i < count; i++) {
      const before = (i + count - 1) % count;
      if (inside(i) !== inside(before)) kept.push(...crossing(points, before, i, axis, limit));
      if (inside(i)) kept.push(points[2 * i]!, points[2 * i + 1]!);
    }
    points = kept;
  }
  return points;
}

function crossing(
  points: readonly number[],
  a: number,
  b: number,
  axis: number,
  limit: number,
): [number, number] {
  const from = points[2 * a + axis]!;
  const part = (limit - from) / (points[2 * b + axis]! - from);
  const other = 1 - axis;
  const value = points[2 * a + other]! + part * (points[2 * b + other]! - points[2 * a + other]!);
  return axis === 0 ? [limit, value] : [value, limit];
}

/** The stretches of a line (flat coordinates) whose parts come near a box: what is seen of it there, and a little more. */
export function stretchesIn(
  line: ArrayLike<number>,
  [west, north, east, south]: readonly [west: number, north: number, east: number, south: number],
): number[][] {
  const found: number[][] = [];
  let last = -1;
  for (let i = 2; i < line.length; i += 2) {
    const [ax, ay, bx, by] = [line[i - 2]!, line[i - 1]!, line[i]!, line[i + 1]!];
    if ((ax < west && bx < west) || (ax > east && bx > east)) continue;
    if ((ay < north && by < north) || (ay > south && by > south)) continue;
    if (last === i - 2) found.at(-1)?.push(bx, by);
    else found.push([ax, ay, bx, by]);
    last = i;
  }
  return found;
}
