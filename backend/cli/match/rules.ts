import { CHALLENGE_DEFAULTS } from '../../core/challenge/challenge-defaults.ts';
import type { CompareRules } from '../../core/discrepancy/compare.ts';
import type { Feature } from '../../core/feature.ts';
import { isIdentifier } from '../../core/match/near/identifiers.ts';

/**
 * Distances that follow from the radius, as shares of it: with the default of 300 m a pair is `moved` beyond 100 m, as in a
 * challenge that does not say otherwise, and two features of one side within 50 m of each other may be a duplicate.
 */
const SHARES = { moved: 1 / 3, duplicate: 1 / 6 } as const;

/** Keys whose values are worth comparing where both sides have them. */
const COMPARED =
  /^(?:(?:alt_|official_|short_|loc_|int_)?name(?::[a-z]{2})?|ref|operator|brand|phone|fax|email|website|contact:.+|addr:.+|opening_hours|wikidata|icao|iata)$/u;

const keysOf = (features: readonly Feature[]): ReadonlySet<string> => {
  const keys = new Set<string>();
  for (const { tags } of features) for (const key in tags) keys.add(key);
  return keys;
};

/** What counts as wrong where no challenge says it: every kind, on the keys that both sides use. `radius` in metres. */
export const rulesFor = (
  official: readonly Feature[],
  community: readonly Feature[],
  radius: number = CHALLENGE_DEFAULTS.match.radius,
): CompareRules => {
  const theirs = keysOf(community);
  const shared = [...keysOf(official)].filter(key => theirs.has(key)).sort();
  const identifiers = shared.filter(isIdentifier);
  return {
    match: { ...CHALLENGE_DEFAULTS.match, radius },
    rules: [
      { kind: 'possible-match' },
      { kind: 'missing' },
      { kind: 'unlisted' },
      { kind: 'moved', tolerance: radius * SHARES.moved },
      { kind: 'identifier-conflict', keys: identifiers },
      { kind: 'duplicate', within: radius * SHARES.duplicate },
      { kind: 'tags-differ', keys: shared.filter(key => COMPARED.test(key)) },
    ],
  };
};
