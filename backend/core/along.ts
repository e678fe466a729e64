import type { LonLat } from './feature.ts';
import { METRES_PER_DEGREE, wrap } from './geo.ts';

/** Where a place lies by a line: metres beside it, and metres along it from its beginning. */
export type Along = Readonly<{ beside: number; from: number }>;

/** By a plane around each place: good to a percent for lines that are near it, which are those that count. */
export const along = (line: readonly LonLat[], at: LonLat): Along => {
  const shrunk = METRES_PER_DEGREE * Math.cos((at[1] * Math.PI) / 180);
  const flat = line.map(
    ([lon, lat]) => [wrap(lon - at[0]) * shrunk, (lat - at[1]) * METRES_PER_DEGREE] as const,
  );
  let best: Along = { beside: Math.hypot(...(flat[0] ?? [Number.POSITIVE_INFINITY, 0])), from: 0 };
  let before = 0;
  for (let n = 1; n < flat.length; n++) {
    const [[x1, y1], [x2, y2]] = [flat[n - 1]!, flat[n]!];
    const [dx, dy] = [x2 - x1, y2 - y1];
    const length = Math.hypot(dx, dy);
    const share = length === 0 ? 0 : Math.max(0, Math.min(1, -(x1 * dx + y1 * dy) / (length * length)));
    const beside = Math.hypot(x1 + share * dx, y1 + share * dy);
    if (beside < best.beside) best = { beside, from: before + share * length };
    before += length;
  }
  return best;
};
