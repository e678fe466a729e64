import KDBush from 'kdbush';
import type { LonLat } from '../feature.ts';
import { METRES_PER_DEGREE, metres } from '../geo.ts';


/** A test whether a point lies within `reach` metres of one of the points. */
export const nearAny = (points: readonly LonLat[], reach: number): ((at: LonLat) => boolean) => {
  if (points.length === 0) return () => false;
  const index = new KDBush(points.length);
  for (const [lon, lat] of points) index.add(lon, lat);
  index.finish();
  const high = reach / METRES_PER_DEGREE;
  return ([lon, lat]) => {
    const wide = Math.min(360, high / Math.max(0.01, Math.cos((lat * Math.PI) / 180)));
    return index
      .range(lon - wide, lat - high, lon + wide, lat + high)
      .some(other => metres([lon, lat], points[other]!) <= reach);
  };
};
