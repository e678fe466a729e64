import { compareText } from '../compare-text.ts';
import type { Feature } from '../feature.ts';
import { metresToFeature } from '../metres-to-feature.ts';
import { ownProbabilities } from './asked.ts';
import type { Matching } from './begin-matching.ts';
import { inTurn, int32, uint8 } from './columns/columns.ts';
import { radixOrder } from './columns/radix-order.ts';
import { sortTexts } from './columns/sort-texts.ts';
import type { Compared } from './evidence/pairs.ts';
import { balanceOf, type Explained, explainer, rounded } from './explain.ts';
import type { Found } from './found.ts';
import { type Said, withRivals } from './labels.ts';
import type { Match, MatchResult } from './match.ts';
import { MOST_POSSIBLE, VERDICTS } from './match-options.ts';
import type { Tellings } from './names/tellings.ts';
import { refusedOf } from './refused.ts';
import { assign } from './rivals/assign.ts';
import { conflictsOf } from './rivals/conflicts-of.ts';
import { duplicatesOf, probabilityOfPlace } from './rivals/duplicates.ts';

/** Least probability of a pair that takes part in the assignment. */
const LEAST = 0.05;

/** Who is matched with whom, who is there twice, and why the others were refused. */
export const conclude = (
  { options, terms, sizes, places, features, featuresOf, namesOf, listed, shared, shift, running }: Matching,
  pairs: Explained,
  found: Found,
  tellings: readonly [Tellings, Tellings],
  said: Said | null,
  candidatePairs: number,
  onProgress: (share: number) => void,
): MatchResult => {
  const { oneToMany, radius } = options;
  const { probability } = found;
  const chosen = oneToMany
    ? bestOfEachCommunity(pairs, probability, sizes[1], featuresOf[0])
    : assign(pairs.official, pairs.community, probability, LEAST, sizes, [
        i => featuresOf[0](i).id,
        j => featuresOf[1](j).id,
      ]);
  onProgress(0.3);

  const partner = [int32(sizes[0]).fill(-1), int32(sizes[1]).fill(-1)] as const;
  for (const e of chosen) {
    partner[0][pairs.official[e]!] = pairs.community[e]!;
    partner[1][pairs.community[e]!] = pairs.official[e]!;
  }
  const rivalry = said ? withRivals(said, found.bits, probability) : probability;
  const twice = duplicatesOf(
    featuresOf,
    places,
    pairs,
    rivalry,
    partner,
    tellings,
    terms.identifiers,
    radius,
  );
  const ofPlace = probabilityOfPlace(pairs, probability, twice);
  const explain = explainer({
    pairs,
    found,
    tagsOf: [i => featuresOf[0](i).tags, j => featuresOf[1](j).tags],
    namesOf,
    identifiers: terms.identifiers,
    otherKeys: terms.otherKeys,
    classes: terms.classes,
    isShifted: shift !== null,
    said,
  });
  const idOf = (e: number, side: 0 | 1): string =>
    featuresOf[side]((side === 0 ? pairs.official : pairs.community)[e]!).id;
  const byIds = (a: number, b: number): number =>
    compareText(idOf(a, 0), idOf(b, 0)) || compareText(idOf(a, 1), idOf(b, 1)) || a - b;
  const asked = askedOf(chosen, ofPlace, sizes[0], byIds);
  const shown = asListed(chosen, e => places[0].given[pairs.official[e]!]!)
    .filter(e => rounded(ofPlace(e)) >= VERDICTS.match || asked.has(e))
    .sort(byIds);
  const matched = [uint8(sizes[0]), uint8(sizes[1])] as const;
  for (const e of shown) {
    matched[0][pairs.official[e]!] = 1;
    matched[1][pairs.community[e]!] = 1;
  }
  const distanceOf = (e: number): number =>
    shift
      ? metresToFeature(listed(pairs.official[e]!).at, featuresOf[1](pairs.community[e]!))
      : pairs.metres[e]!;
  const matchOf = (e: number): Match => {
    const probability = rounded(ofPlace(e));
    return {
      official: idOf(e, 0),
      community: idOf(e, 1),
      verdict: probability >= VERDICTS.match ? 'match' : 'possible',
      probability,
      distance: distanceOf(e),
      evidence: explain(e),
      balance: balanceOf(found, pairs, e, ofPlace(e)),
    };
  };
  const matches = shown.map(matchOf);
  onProgress(0.7);

  const unmatched = (side: 0 | 1): readonly string[] => {
    const ids: string[] = [];
    const isMatched = uint8(sizes[side]);
    for (let n = 0; n < sizes[side]; n++) isMatched[places[side].given[n]!] = matched[side][n]!;
    for (let n = 0; n < sizes[side]; n++) if (isMatched[n] === 0) ids.push(features[side][n]!.id);
    return sortTexts(ids);
  };
  const result: MatchResult = {
    matches,
    unmatchedOfficial: unmatched(0),
    unmatchedCommunity: unmatched(1),
    refused: options.refusals ? refusedOf(pairs, found, matched, featuresOf, distanceOf, explain, said) : [],
    conflicts: conflictsOf(shared, partner, matched, twice, [listed, featuresOf[1]]),
    duplicates: { official: twice[0].listed, community: twice[1].listed },
    asked: ownProbabilities(options.asked ?? [], pairs, featuresOf),
    shift,
    running,
    candidatePairs,
  };
  onProgress(1);
  return result;
};

/** The pairs by their official features' places in the list: the order of memory, and mostly that of the ids. */
const asListed = (chosen: readonly number[], placeOf: (e: number) => number): readonly number[] =>
  Array.from(radixOrder(inTurn(chosen.length), Uint32Array.from(chosen, placeOf)), n => chosen[n]!);

/**
 * Which of the chosen pairs are possible. Where these are too many to ask people about, the most probable are asked, of
 * equal ones the first by id.
 */
const askedOf = (
  chosen: readonly number[],
  probabilityOf: (e: number) => number,
  official: number,
  byIds: (a: number, b: number) => number,
): ReadonlySet<number> => {
  const possible = chosen
    .map(e => ({ e, probability: rounded(probabilityOf(e)) }))
    .filter(({ probability }) => probability >= VERDICTS.possible && probability < VERDICTS.match);
  const most = Math.max(MOST_POSSIBLE.least, Math.floor(MOST_POSSIBLE.share * official));
  if (possible.length > most) possible.sort((a, b) => b.probability - a.probability || byIds(a.e, b.e));
  return new Set(possible.slice(0, most).map(({ e }) => e));
};

/** For 1:n, each community feature's most probable official one; of equal ones, the first by id. */
const bestOfEachCommunity = (
  pairs: Pick<Compared, 'official' | 'community'>,
  probability: Float64Array,
  count: number,
  officialOf: (i: number) => Feature,
): readonly number[] => {
  const best = int32(count).fill(-1);
  for (let e = 0; e < probability.length; e++) {
    if (probability[e]! < LEAST) continue;
    const [j, i] = [pairs.community[e]!, pairs.official[e]!];
    const known = best[j]!;
    const more = known < 0 ? 1 : probability[e]! - probability[known]!;
    if (more > 0 || (more === 0 && officialOf(i).id < officialOf(pairs.official[known]!).id)) best[j] = e;
  }
  return Array.from(best.filter(e => e >= 0));
};
