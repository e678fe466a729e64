import type { LonLat } from '../feature.ts';
import { metres } from '../geo.ts';
import { nearby } from './nearby.ts';

const SPACING = {
  /** neighbours that a feature has within its spacing; the third steps over a twin and a pair */
  neighbours: 3,
  /** share of the features that have theirs within it; the rest lies alone (islands, slips of the pen) */
  share: 0.9,
  /** features that are looked at, evenly over the sorted positions: enough to tell a share to two in a hundred */
  sample: 2000,
  /** metres; where a single feature says nothing about spacing, and the least that is ever given back */
  alone: 10_000,
  least: 500,
} as const;

const byPlace = (a: LonLat, b: LonLat): number => a[0] - b[0] || a[1] - b[1];

/**
 * Metres within which most features of a dataset have a few neighbours: how far one must walk from one to the next.
 * The same for any order of the features.
 */
export const spacingOf = (points: readonly LonLat[]): number => {
  const sorted = [...points].sort(byPlace);
  const wanted = Math.min(SPACING.neighbours, sorted.length - 1);
  if (wanted < 1) return SPACING.alone;
  const around = nearby(sorted);

  const step = Math.max(1, Math.floor(sorted.length / SPACING.sample));
  const reaches: number[] = [];
  for (let i = 0; i < sorted.length; i += step) {
    const at = sorted[i]!;
    let found: readonly number[] = [];
    let reach = SPACING.least / 2;
    do {
      reach *= 2;
      found = around(at, reach);
    } while (found.length <= wanted && reach < 40_000_000);
    const distances = found.map(other => metres(at, sorted[other]!)).sort((a, b) => a - b);
    reaches.push(distances[wanted] ?? SPACING.alone);
  }
  reaches.sort((a, b) => a - b);
  return Math.max(SPACING.least, reaches[Math.floor(SPACING.share * (reaches.length - 1))]!);
};
