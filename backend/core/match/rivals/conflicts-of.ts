import { compareText } from '../../compare-text.ts';
import type { Feature } from '../../feature.ts';
import { metresToFeature } from '../../metres-to-feature.ts';
import type { IdentifierConflict } from '../match.ts';
import type { Shared } from '../near/identifiers.ts';
import type { Groups } from './duplicates.ts';

/**
 * Strong identifiers that two features share which are not the same place, nor a double of one another's counterpart; by
 * official id, then community id, key and value.
 */
export const conflictsOf = (
  shared: readonly Shared[],
  partner: readonly [Int32Array, Int32Array],
  matched: readonly [Uint8Array, Uint8Array],
  twice: readonly [Groups, Groups],
  featuresOf: readonly [(i: number) => Feature, (j: number) => Feature],
): readonly IdentifierConflict[] => {
  if (shared.length === 0) return [];
  const places = (i: number, j: number): number => twice[0].placeOf(i) * 2 ** 26 + twice[1].placeOf(j);
  const same = new Set<number>();
  for (let i = 0; i < matched[0].length; i++) if (matched[0][i] === 1) same.add(places(i, partner[0][i]!));
  for (let j = 0; j < matched[1].length; j++) if (matched[1][j] === 1) same.add(places(partner[1][j]!, j));
  return shared
    .filter(({ official: i, community: j }) => !same.has(places(i, j)))
    .map(({ official: i, community: j, key, value }) => {
      const [ours, theirs] = [featuresOf[0](i), featuresOf[1](j)];
      return {
        official: ours.id,
        community: theirs.id,
        key,
        value,
        distance: metresToFeature(ours.at, theirs),
      };
    })
    .sort(
      (a, b) =>
        compareText(a.official, b.official) ||
        compareText(a.community, b.community) ||
        compareText(a.key, b.key) ||
        compareText(a.value, b.value),
    );
};
