import type { Feature, LonLat } from '../../feature.ts';
import { metres } from '../../geo.ts';

/** metres from the point of a feature to the furthest vertex of its shape */
export const reachOf = ({ at, shape }: Pick<Feature, 'at' | 'shape'>): number => {
  if (!shape) return 0;
  let furthest = 0;
  const visit = (part: readonly unknown[]): void => {
    if (typeof part[0] === 'number') furthest = Math.max(furthest, metres(at, part as unknown as LonLat));
    else for (const inner of part as readonly (readonly unknown[])[]) visit(inner);
  };
  visit(shape.coordinates);
  return furthest;
};
