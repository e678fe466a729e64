import { describe, expect, it } from 'vitest';
import type { Feature } from '../../../../backend/core/feature.ts';
import { matchFeatures } from '../../../../backend/core/match/match-features.ts';
import { seeded } from '../../../../bench/seeded.ts';
import { place } from '../places.ts';

type Spot = Readonly<{ id: string; east: number; north: number }>;

const random = seeded(8);
/** Hydrants all over a square of two kilometres, from west to east. */
const HYDRANTS: readonly Spot[] = Array.from({ length: 300 }, (_, n) => ({
  id: `${n}`,
  east: 2000 * random(),
  north: 2000 * random(),
})).sort((a, b) => a.east - b.east);

const aside = (metres: number): number => metres * (2 * random() - 1);
const listOf = (
  side: 'official' | 'community',
  spots: readonly Spot[],
  moved: number,
  refOf: (n: number, spot: Spot) => string,
): readonly Feature[] =>
  spots.map((spot, n) =>
    place(side, spot.id, spot.east + aside(moved), spot.north + aside(moved), { ref: refOf(n, spot) }),
  );

const compared = (
  official: readonly Feature[],
  community: readonly Feature[],
  identifiers: string[] = [],
) => {
  const { matches, conflicts } = matchFeatures(official, community, { radius: 300, identifiers });
  const right = matches.filter(one => one.official === one.community).length;
  return { right, wrong: matches.length - right, conflicts: conflicts.length };
};

const running = (n: number): string => `${n + 1}`;
const own = (_: number, { id }: Spot): string => id;
/** Some places are in one of the lists only, so that their numbers drift apart. */
const ours = HYDRANTS.filter((_, n) => n % 10 !== 3);
const theirs = HYDRANTS.filter((_, n) => n % 7 !== 4);
const BOTH = ours.filter(one => theirs.includes(one)).length;

describe('numbers under a key that identifies elsewhere', () => {
  it('are nothing where each list counts its own rows', () => {
    const { right, wrong, conflicts } = compared(
      listOf('official', ours, 8, running),
      listOf('community', theirs, 0, running),
    );
    expect(right).toBeGreaterThanOrEqual(0.95 * BOTH);
    expect(wrong).toBeLessThanOrEqual(0.05 * BOTH);
    expect(conflicts).toBe(0);
  });

  it('count where a challenge says that they identify', () => {
    const found = compared(listOf('official', ours, 8, running), listOf('community', theirs, 0, running), [
      'ref',
    ]);
    expect(found.conflicts + found.wrong).toBeGreaterThan(100);
  });

  it('count where they are the places’ own, however far the list is off', () => {
    for (const moved of [8, 100, 400]) {
      const found = compared(listOf('official', ours, moved, own), listOf('community', theirs, 0, own));
      expect(found.right).toBe(BOTH);
      expect(found.wrong).toBeLessThanOrEqual(0.02 * BOTH);
    }
  });
});
