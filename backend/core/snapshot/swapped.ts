import { boxOf, growBox, inBox } from '../geo.ts';
import type { Snapshot, Warning } from './snapshot.ts';

const SWAPPED = {
  /** metres; the sides need not touch, but they are about the same part of the world */
  near: 50_000,
  /** share of the official places that may lie with the community's as they are */
  here: 0.05,
  /** share of them that must lie there once their two coordinates are exchanged */
  exchanged: 0.5,
} as const;

/**
 * Whether the two sides lie apart, but most of the official positions would lie with the community's if their two
 * coordinates were exchanged. Nothing is changed: a person must look. Said once: not where the rows alone showed it.
 */
export const lookSwapped = (
  official: Pick<Snapshot, 'features' | 'warnings'>,
  community: Pick<Snapshot, 'features'>,
): readonly Warning[] => {
  const positions = official.features.map(({ at }) => at);
  const box = boxOf(community.features.map(({ at }) => at));
  if (box === null || positions.length === 0) return [];
  if (official.warnings.some(({ kind }) => kind === 'coordinates-look-swapped')) return [];
  const around = growBox(box, SWAPPED.near);
  const here = positions.filter(at => inBox(at, around)).length;
  if (here > SWAPPED.here * positions.length) return [];
  const exchanged = positions.filter(([lon, lat]) => Math.abs(lon) <= 90 && inBox([lat, lon], around)).length;
  if (exchanged <= SWAPPED.exchanged * positions.length) return [];
  return [{ kind: 'coordinates-look-swapped', rows: exchanged }];
};
