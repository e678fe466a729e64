import type { ClassTable } from '../challenge/challenge.ts';
import type { Tags } from '../feature.ts';
import type { Kept } from './evidence/kept.ts';
import { levelOfKey } from './evidence/other-tags.ts';
import type { Compared } from './evidence/pairs.ts';
import { levelIn, shownOf, TRAITS } from './evidence/traits.ts';
import type { Found } from './found.ts';
import { type Said, SETTLED_BITS } from './labels.ts';
import type { Balance, Evidence } from './match.ts';
import { type NamesOf, nameAt } from './names/readings.ts';
import { MOST_ODDS } from './rivals/beliefs.ts';

/** Four digits are more than any estimate is good for. */
export const rounded = (value: number): number => Math.round(value * 1e4) / 1e4;

/** Kept pairs with how their features are named: all that an explanation reads beside the tags. */
export type Explained = Kept & Pick<Compared, 'namings'>;

/** The evidence of one pair, distance first, in the order in which people look at it. */
export const explainer = (
  of: Readonly<{
    pairs: Explained;
    found: Found;
    tagsOf: readonly [(i: number) => Tags, (j: number) => Tags];
    namesOf: readonly [NamesOf, NamesOf];
    identifiers: readonly string[];
    otherKeys: readonly string[];
    classes: ClassTable | undefined;
    isShifted: boolean;
    said: Said | null;
  }>,
): ((e: number) => readonly Evidence[]) => {
  const { pairs, found, said } = of;
  return e => {
    const ours = of.tagsOf[0](pairs.official[e]!);
    const theirs = of.tagsOf[1](pairs.community[e]!);
    const evidence: Evidence[] = [];
    if (said?.isSame(e)) evidence.push({ kind: 'settled', weight: SETTLED_BITS, measure: 1 });
    if (said?.isApart(e)) evidence.push({ kind: 'settled', weight: -SETTLED_BITS, measure: 0 });
    evidence.push({
      kind: 'distance',
      weight: rounded(found.scores.distance(e)),
      measure: rounded(pairs.metres[e]!),
      ...(of.isShifted && { key: 'shift' }),
    });
    if (pairs.name[e] !== 0) {
      evidence.push({
        kind: 'name',
        weight: rounded(found.scores.name(e)),
        measure: rounded(pairs.similarity[e]!),
        official: nameAt(of.namesOf[0], ours, pairs.texts[0][e]!),
        community: nameAt(of.namesOf[1], theirs, pairs.texts[1][e]!),
      });
    }
    for (let t = 0; t < TRAITS.length; t++) {
      const level = levelIn(pairs.traits[e]!, t);
      if (level === 0) continue;
      const trait = TRAITS[t]!;
      evidence.push({
        kind: trait.kind,
        weight: rounded(found.scores.trait(t, level)),
        measure: trait.measures[level - 1]!,
        ...shownOf(t, ours, theirs, of.identifiers, of.classes),
      });
    }
    for (let k = 0; k < of.otherKeys.length; k++) {
      const level = levelOfKey(pairs.others[e]!, k);
      if (level === 0) continue;
      const key = of.otherKeys[k]!;
      evidence.push({
        kind: 'tag',
        weight: rounded(found.scores.other(e, k, level)),
        measure: (level - 1) / 2,
        official: ours[key],
        community: theirs[key],
        key,
      });
    }
    const doubt = found.scores.doubt(e);
    if (doubt < 0) evidence.push({ kind: 'doubt', weight: rounded(doubt), measure: 0 });
    return evidence;
  };
};

/** What the probability of one pair is made of beside its evidence. */
export const balanceOf = (
  { scores, bits }: Found,
  pairs: Pick<Compared, 'name'>,
  e: number,
  probability: number,
): Balance => {
  const odds = Math.log2(probability) - Math.log2(1 - probability);
  const rivals = odds - Math.min(bits[e]!, Math.log2(MOST_ODDS));
  return {
    // Whether a place without a name has a counterpart at all is known before any pair of names is compared.
    prior: rounded(scores.prior + (pairs.name[e] === 0 ? scores.name(e) : 0)),
    rivals: Number.isFinite(rivals) ? rounded(rivals) : 0,
  };
};
