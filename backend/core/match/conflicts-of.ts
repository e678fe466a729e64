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
  const places = (i: number, j: number): string => `${twice[0].placeOf(i)} ${twice[1].placeOf(j)}`;
  const same = new Set<string>();
  for (const [i, j] of partner[0].entries()) if (matched[0][i] === 1) same.add(places(i, j));
  for (const [j, i] of partner[1].entries()) if (matched[1][j] === 1) same.add(places(i, j));
  return shared
    .filter(({ official: i, community: j }) => !same.has(places(i, j)))
    .map(({ official: i, community: j, key, value }) => ({
      official: official[i]!.id,
      community: community[j]!.id,
      key,
      value,
      distance: metresToFeature(official[i]!.at, community[j]!),
    }));
};
