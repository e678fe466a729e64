import { MOST_ODDS } from './beliefs.ts';
import type { NameComparison } from './compare-names.ts';
import type { Estimate } from './estimate.ts';
import { type Said, SETTLED_BITS } from './labels.ts';
import type { Balance, Evidence } from './match.ts';
import type { NameBook } from './name-book.ts';
import type { Pairs } from './pairs.ts';
import { levelIn, TRAITS, type TraitComparer } from './traits.ts';

/** Four digits are more than any estimate is good for. */
export const rounded = (value: number): number => Math.round(value * 1e4) / 1e4;

/** The evidence of one pair, distance first, in the order in which people look at it. */
export const explainer = (
  of: Readonly<{
    pairs: Pairs;
    found: Estimate;
    compareNames: (official: number, community: number, into: NameComparison) => void;
    book: NameBook;
    traits: TraitComparer;
    said: Said | null;
  }>,
): ((e: number) => readonly Evidence[]) => {
  const { pairs, found, book, traits, said } = of;
  const names: NameComparison = { level: 0, similarity: 0, shared: 0, official: -1, community: -1 };
  return e => {
    const [i, j] = [pairs.official[e]!, pairs.community[e]!];
    const evidence: Evidence[] = [
      ...(said?.isSame(e) ? [{ kind: 'settled' as const, weight: SETTLED_BITS, measure: 1 }] : []),
      ...(said?.isApart(e) ? [{ kind: 'settled' as const, weight: -SETTLED_BITS, measure: 0 }] : []),
      {
        kind: 'distance',
        weight: rounded(found.scores.distance(e)),
        measure: rounded(pairs.metres[e]!),
      },
    ];
    if (pairs.name[e] !== 0) {
      of.compareNames(i, j, names);
      evidence.push({
        kind: 'name',
        weight: rounded(found.scores.name(e)),
        measure: rounded(names.similarity),
        official: book.names[names.official]?.text,
        community: book.names[names.community]?.text,
      });
    }
    for (const [t, trait] of TRAITS.entries()) {
      const level = levelIn(pairs.traits[e]!, t);
      if (level === 0) continue;
      evidence.push({
        kind: trait.kind,
        weight: rounded(found.scores.trait(t, level)),
        measure: trait.measures[level - 1]!,
        ...traits.shown(t, i, j),
      });
    }
    return evidence;
  };
};

/** What the probability of one pair is made of beside its evidence. */
export const balanceOf = (
  { scores, bits }: Estimate,
  pairs: Pairs,
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
