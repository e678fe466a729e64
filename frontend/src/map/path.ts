export type Box = readonly [number, number, number, number];
/** A line in web Mercator, the world from 0 to 1: x0, y0, x1, y1, … with its box. */
export type Path = Readonly<{ points: ArrayLike<number>; box: Box }>;
export type Outlines = Readonly<{ land: readonly Path[]; borders: readonly Path[] }>;

export function pathOf(points: ArrayLike<number>): Path {
  const box: [number, number, number, number] = [Infinity, Infinity, -Infinity, -Infinity];
  for (let i = 0; i < points.length; i += 2) {
    const [x, y] = [points[i]!, points[i + 1]!];
    box[0] = Math.min(box[0], x);
    box[1] = Math.min(box[1], y);
    box[2] = Math.max(box[2], x);
    box[3] = Math.max(box[3], y);
  }
  return { points, box };
}
