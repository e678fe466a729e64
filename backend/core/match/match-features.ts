import { CHALLENGE_DEFAULTS } from '../challenge/challenge-defaults.ts';
import { compareText } from '../compare-text.ts';
import type { Feature } from '../feature.ts';
import { classOf } from '../tags.ts';
import { assign } from './assign.ts';
import { MOST_ODDS } from './beliefs.ts';
import { candidates } from './candidates.ts';
import { nameComparer } from './compare-names.ts';
import { conflictsOf } from './conflicts-of.ts';
import { duplicatesOf, probabilityOfPlace } from './duplicates.ts';
import { estimate } from './estimate.ts';
import { balanceOf, explainer, rounded } from './explain.ts';
import { identifierKeys, type Shared, sharedIdentifiers } from './identifiers.ts';
import { inOrder } from './in-order.ts';
import { knownPairs, saidOf, withRivals } from './labels.ts';
import type { Match, MatchResult } from './match.ts';
import { LIMITS, type MatchOptions, VERDICTS } from './match-options.ts';
import { nameBook } from './name-book.ts';
import { namesOf } from './names-of.ts';
import { namingsOf } from './namings.ts';
import { comparePairs, type Pairs } from './pairs.ts';
import { refusedOf } from './refused.ts';
import { traitComparer } from './traits.ts';
import { weightsShown } from './weights-shown.ts';

/** Least probability of a pair that takes part in the assignment. */
const LEAST = 0.05;

/**
 * Which official and community features are the same place, how probably and why. Same features, in whatever order:
 * same result. What is not said is as challenges have it. `onProgress` is told the share of the work that is done, 0 to 1.
 */
export const matchFeatures = (
  officialFeatures: readonly Feature[],
  communityFeatures: readonly Feature[],
  options: Partial<MatchOptions> = {},
  onProgress: (share: number) => void = () => {},
): MatchResult => {
  const {
    radius,
    identifiers,
    oneToMany,
    classes,
    labels = [],
  } = { ...CHALLENGE_DEFAULTS.match, ...options };
  const [official, community] = [inOrder(officialFeatures), inOrder(communityFeatures)];
  const sizes = [official.length, community.length] as const;
  const classRadius = new Map(classes?.classes.map(({ id, radius: own }) => [id, own]));
  const radii = Float64Array.from(
    official,
    ({ tags }) => (classes && classRadius.get(classOf(tags, classes) ?? '')) || radius,
  );
  onProgress(0.02);

  const { keys, shared } = sharedIdentifiers(official, community, identifierKeys(identifiers));
  const sharedBy = new Map<number, Shared[]>();
  for (const one of shared) sharedBy.set(one.official, [...(sharedBy.get(one.official) ?? []), one]);
  const known = knownPairs(labels, official, community);
  const far = (i: number): readonly number[] => [
    ...new Set([...(sharedBy.get(i)?.map(one => one.community) ?? []), ...(known?.same.get(i) ?? [])]),
  ];

  let namesakes: Map<string, number[]> | null = null;
  const crowded = (i: number): readonly number[] => {
    if (!namesakes) {
      namesakes = new Map();
      for (const [j, { tags }] of community.entries()) {
        const name = tags['name'];
        if (name === undefined) continue;
        const list = namesakes.get(name);
        if (!list) namesakes.set(name, [j]);
        else if (list.length < LIMITS.bearers) list.push(j);
      }
    }
    return namesakes.get(official[i]!.tags['name'] ?? '') ?? [];
  };
  const near = candidates(official, community, radii, far, crowded, share => onProgress(0.05 + 0.2 * share));

  const seen = [new Uint8Array(sizes[0]), new Uint8Array(sizes[1])] as const;
  for (let e = 0; e < near.community.length; e++) {
    seen[0][near.official[e]!] = 1;
    seen[1][near.community[e]!] = 1;
  }
  const book = nameBook([
    official.map(({ tags }, i) => (seen[0][i] ? namesOf(tags) : [])),
    community.map(({ tags }, j) => (seen[1][j] ? namesOf(tags) : [])),
  ]);
  onProgress(0.35);
  const compareNames = nameComparer(book);
  const traits = traitComparer(official, community, keys, classes, seen);
  const pairs = comparePairs(
    near,
    radii,
    compareNames,
    [namingsOf(book, 0), namingsOf(book, 1)],
    traits.pattern,
    share => onProgress(0.35 + 0.25 * share),
  );
  const said = known && saidOf(pairs, known, oneToMany);
  const found = estimate(pairs, radii, sizes, oneToMany, said, share => onProgress(0.6 + 0.25 * share));
  const graph = { start: pairs.start, community: pairs.community, sizes };
  const chosen = oneToMany
    ? bestOfEachCommunity(pairs, found.probability, sizes[1], official)
    : assign(graph, pairs.official, found.probability, LEAST, [i => official[i]!.id, j => community[j]!.id]);
  onProgress(0.92);

  const partner = [new Int32Array(sizes[0]).fill(-1), new Int32Array(sizes[1]).fill(-1)] as const;
  for (const e of chosen) {
    partner[0][pairs.official[e]!] = pairs.community[e]!;
    partner[1][pairs.community[e]!] = pairs.official[e]!;
  }
  const rivalry = said ? withRivals(said, found.bits, found.probability) : found.probability;
  const twice = duplicatesOf([official, community], pairs, rivalry, partner, book, keys, radius);

  const ofPlace = probabilityOfPlace(pairs, found.probability, twice);
  const explain = explainer({ pairs, found, compareNames, book, traits, said });
  const matches: Match[] = [];
  const matched = [new Uint8Array(sizes[0]), new Uint8Array(sizes[1])] as const;
  for (const e of chosen) {
    // Of two that are both said to be the one counterpart, the one that was chosen is.
    const probability = said?.isSame(e) ? 1 - 1 / MOST_ODDS : ofPlace(e);
    if (probability < VERDICTS.possible) continue;
    const [i, j] = [pairs.official[e]!, pairs.community[e]!];
    matched[0][i] = 1;
    matched[1][j] = 1;
    matches.push({
      official: official[i]!.id,
      community: community[j]!.id,
      verdict: probability >= VERDICTS.match ? 'match' : 'possible',
      probability: rounded(probability),
      distance: pairs.metres[e]!,
      evidence: explain(e),
      balance: balanceOf(found, pairs, e, probability),
    });
  }
  matches.sort((a, b) => compareText(a.official, b.official) || compareText(a.community, b.community));
  onProgress(0.97);

  const unmatched = (features: readonly Feature[], side: 0 | 1): readonly string[] =>
    features.flatMap(({ id }, n) => (matched[side][n] === 0 ? [id] : [])).sort(compareText);
  const result: MatchResult = {
    matches,
    unmatchedOfficial: unmatched(official, 0),
    unmatchedCommunity: unmatched(community, 1),
    refused: refusedOf(pairs, found, matched, [official, community], explain, said),
    conflicts: conflictsOf(shared, partner, matched, twice, [official, community]),
    duplicates: { official: twice[0].listed, community: twice[1].listed },
    candidatePairs: near.community.length,
    weights: weightsShown(found.weights),
  };
  onProgress(1);
  return result;
};

/** For 1:n, each community feature's most probable official one; of equal ones, the first by id. */
const bestOfEachCommunity = (
  pairs: Pairs,
  probability: Float64Array,
  count: number,
  official: readonly Feature[],
): readonly number[] => {
  const best = new Int32Array(count).fill(-1);
  for (let e = 0; e < probability.length; e++) {
    if (probability[e]! < LEAST) continue;
    const [j, i] = [pairs.community[e]!, pairs.official[e]!];
    const known = best[j]!;
    const more = known < 0 ? 1 : probability[e]! - probability[known]!;
    if (more > 0 || (more === 0 && official[i]!.id < official[pairs.official[known]!]!.id)) best[j] = e;
  }
  return [...best].filter(e => e >= 0);
};
