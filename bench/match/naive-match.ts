import { distance, point } from '@turf/turf';
import type { Feature } from '../../backend/core/feature.ts';

/**
 * What is written first without a library for it: every official place against every other, turf's distance, and the
 * nearest pairs within the radius first, each place once.
 */
export const naiveMatch = (
  official: readonly Feature[],
  community: readonly Feature[],
  radius: number,
): readonly (readonly [string, string])[] => {
  const pairs: { a: string; b: string; metres: number }[] = [];
  for (const one of official)
    for (const other of community) {
      const metres = distance(point([...one.at]), point([...other.at]), { units: 'meters' });
      if (metres <= radius) pairs.push({ a: one.id, b: other.id, metres });
    }
  const taken = [new Set<string>(), new Set<string>()] as const;
  return pairs
    .toSorted((x, y) => x.metres - y.metres)
    .flatMap(({ a, b }) => {
      if (taken[0].has(a) || taken[1].has(b)) return [];
      taken[0].add(a);
      taken[1].add(b);
      return [[a, b] as const];
    });
};
