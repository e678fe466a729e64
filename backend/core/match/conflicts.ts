import type { Feature } from '../feature.ts';
import { metresToFeature } from '../geo.ts';
import type { Groups } from './duplicates.ts';
import type { Shared } from './identifiers.ts';
import type { IdentifierConflict } from './match.ts';

/** Strong identifiers that two features share which are not the same place, nor a double of one another's counterpart. */
export const conflictsOf = (
  shared: readonly Shared[],
  partner: readonly [Int32Array, Int32Array],
  matched: readonly [Uint8Array, Uint8Array],
  twice: readonly [Groups, Groups],
  [official, community]: readonly [readonly Feature[], readonly Feature[]],
): readonly IdentifierConflict[] => {
  const isSamePlace = (i: number, j: number): boolean => {
    const mine = twice[0].of.get(i) ?? [i];
    const theirs = twice[1].of.get(j) ?? [j];
    return (
      mine.some(a => matched[0][a] === 1 && theirs.includes(partner[0][a]!)) ||
      theirs.some(b => matched[1][b] === 1 && mine.includes(partner[1][b]!))
    );
  };
  return shared
    .filter(({ official: i, community: j }) => !isSamePlace(i, j))
    .map(({ official: i, community: j, key, value }) => ({
      official: official[i]!.id,
      community: community[j]!.id,
      key,
      value,
      distance: metresToFeature(official[i]!.at, community[j]!),
    }));
};
