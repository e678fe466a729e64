import { compareText } from '../compare-text.ts';
import type { Feature } from '../feature.ts';
import { int32 } from './columns/columns.ts';
import type { Compared } from './evidence/pairs.ts';
import { balanceOf, rounded } from './explain.ts';
import type { Found } from './found.ts';
import type { Said } from './labels.ts';
import type { Evidence, Refused } from './match.ts';

/** Bits: a community feature's best candidate below this is not worth telling; there may be millions of them. */
const WORTH_TELLING = -7;

/** The best candidate of each feature that stayed alone, and why it was refused; official ones first, then by id. */
export const refusedOf = (
  pairs: Pick<Compared, 'official' | 'community' | 'name'>,
  found: Found,
  matched: readonly [Uint8Array, Uint8Array],
  featuresOf: readonly [(i: number) => Feature, (j: number) => Feature],
  distanceOf: (e: number) => number,
  explain: (e: number) => readonly Evidence[],
  said: Said | null,
): readonly Refused[] => {
  const { bits, probability } = found;
  const best = matched.map(side => int32(side.length).fill(-1));
  for (let e = 0; e < bits.length; e++) {
    const ends = [pairs.official[e]!, pairs.community[e]!] as const;
    for (const side of [0, 1] as const) {
      const n = ends[side];
      if (matched[side][n] === 1 || (side === 1 && bits[e]! < WORTH_TELLING)) continue;
      const known = best[side]![n]!;
      const other = side === 0 ? 1 : 0;
      const more = known < 0 ? 1 : bits[e]! - bits[known]!;
      const held = known < 0 ? 0 : [pairs.official[known]!, pairs.community[known]!][other]!;
      if (more > 0 || (more === 0 && featuresOf[other](ends[other]).id < featuresOf[other](held).id))
        best[side]![n] = e;
    }
  }
  return ([0, 1] as const).flatMap(side =>
    Array.from(best[side]!.filter(e => e >= 0))
      .map((e): Refused => {
        const [i, j] = [pairs.official[e]!, pairs.community[e]!];
        const taken = side === 0 ? matched[1][j] === 1 : matched[0][i] === 1;
        const [ours, theirs] = [featuresOf[0](i), featuresOf[1](j)];
        const [own, other] = side === 0 ? [ours, theirs] : [theirs, ours];
        return {
          side: side === 0 ? 'official' : 'community',
          id: own.id,
          candidate: other.id,
          probability: rounded(probability[e]!),
          distance: distanceOf(e),
          evidence: explain(e),
          balance: balanceOf(found, pairs, e, probability[e]!),
          because: said?.isApart(e)
            ? 'settled'
            : bits[e] === Number.NEGATIVE_INFINITY
              ? 'another-name'
              : taken && bits[e]! > 0
                ? 'taken-by-better'
                : 'improbable',
        };
      })
      .sort((a, b) => compareText(a.id, b.id)),
  );
};
