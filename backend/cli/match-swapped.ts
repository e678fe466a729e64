import type { Feature } from '../core/feature.ts';
import { boxOf, growBox, inBox } from '../core/geo.ts';
import type { Warning } from '../core/snapshot/snapshot.ts';

/** metres; the sides need not touch, but they are about the same part of the world */
const NEAR = 50_000;

/**
 * Whether the two sides lie apart, but most of the official positions would lie with the community's if their two
 * coordinates were exchanged. Nothing is changed: a person must look.
 */
export const lookSwapped = (
  official: readonly Feature[],
  community: readonly Feature[],
): readonly Warning[] => {
  const box = boxOf(community.map(({ at }) => at));
  if (box === null || official.length === 0) return [];
  const around = growBox(box, NEAR);
  const here = official.filter(({ at }) => inBox(at, around)).length;
  const exchanged = official.filter(
    ({ at: [lon, lat] }) => Math.abs(lon) <= 90 && inBox([lat, lon], around),
  ).length;
  if (here * 20 > official.length || exchanged * 2 <= official.length) return [];
  return [{ kind: 'coordinates-look-swapped', rows: exchanged }];
};
