import KDBush from 'kdbush';
import type { LonLat } from '../feature.ts';
import { METRES_PER_DEGREE, metres } from '../geo.ts';

/** Finds the points (by their index) within so many metres of another. */
export const nearby = (points: readonly LonLat[]): ((at: LonLat, reach: number) => readonly number[]) => {
  if (points.length === 0) return () => [];
  const index = new KDBush(points.length);
  for (const [lon, lat] of points) index.add(lon, lat);
  index.finish();
  return (at, reach) => {
    const high = reach / METRES_PER_DEGREE;
    const wide = Math.min(360, high / Math.max(1e-3, Math.cos((at[1] * Math.PI) / 180)));
    const turns = [0, at[0] + wide > 180 ? -360 : 0, at[0] - wide < -180 ? 360 : 0];
    const found = [...new Set(turns)].flatMap(turn =>
      index.range(at[0] + turn - wide, at[1] - high, at[0] + turn + wide, at[1] + high),
    );
    return [...new Set(found)].filter(i => metres(at, points[i]!) <= reach).sort((a, b) => a - b);
  };
};
