/** Pairs between two sides; those of left feature i from start[i] to start[i + 1]. */
export type Graph = Readonly<{
  start: Uint32Array;
  community: Uint32Array;
  sizes: readonly [number, number];
}>;

/** Messages along pairs, kept between calls: the next beliefs start from the last. */
export type Messages = Readonly<{
  ahead: Float64Array;
  back: Float64Array;
  /** what each right feature is offered by all but its best pair, and that pair's offer and number */
  total: Float64Array;
  most: Float64Array;
  best: Uint32Array;
}>;

export const messages = (graph: Graph): Messages => ({
  ahead: new Float64Array(graph.community.length).fill(1),
  back: new Float64Array(graph.community.length).fill(1),
  total: new Float64Array(graph.sizes[1]),
  most: new Float64Array(graph.sizes[1]),
  best: new Uint32Array(graph.sizes[1]),
});

/** Beliefs that move less than this have settled. */
const SETTLED = 1e-4;
/** Odds are kept within what sums of them can be. */
export const MOST_ODDS = 2 ** 200;

/**
 * The probability of each pair when a feature has at most one counterpart, from the odds that each pair would have on
 * its own: belief propagation for partial matchings, exact where the pairs form no cycle, and always convergent
 * (Bayati, Gamarnik, Katz, Nair, Tetali 2007, "Simple deterministic approximation algorithms for counting matchings").
 * With `oneToMany` only the community side is limited to one.
 * `ranges` are the left features to look at, from and to (left out), so that a part can stand for the whole.
 */
export const beliefs = (
  graph: Graph,
  odds: Float64Array,
  into: Float64Array,
  { ahead, back, total, most, best }: Messages,
  options: Readonly<{ oneToMany: boolean; sweeps: number; ranges: readonly (readonly [number, number])[] }>,
): void => {
  const { start, community } = graph;
  for (const [from, to] of options.ranges)
    for (let e = start[from]!; e < start[to]!; e++) if (odds[e]! > MOST_ODDS) odds[e] = MOST_ODDS;

  for (let sweep = 0; sweep < options.sweeps; sweep++) {
    let moved = 0;
    for (const [from, to] of options.ranges)
      for (let e = start[from]!; e < start[to]!; e++) {
        total[community[e]!] = 1;
        most[community[e]!] = 0;
      }
    // The largest offer is summed apart: what is left without it would be lost in its rounding.
    for (const [from, to] of options.ranges)
      for (let i = from; i < to; i++) {
        const [first, last] = [start[i]!, start[i + 1]!];
        let [sum, largest, top] = [1, 0, first];
        for (let e = first; e < last; e++) {
          const own = odds[e]! * back[e]!;
          sum += Math.min(own, largest);
          if (own > largest) [largest, top] = [own, e];
        }
        for (let e = first; e < last; e++) {
          const others = e === top ? sum : sum - odds[e]! * back[e]! + largest;
          ahead[e] = options.oneToMany ? 1 : 1 / Math.max(1, others);
          const [j, own] = [community[e]!, odds[e]! * ahead[e]!];
          total[j]! += Math.min(own, most[j]!);
          if (own > most[j]!) [most[j], best[j]] = [own, e];
        }
      }
    for (const [from, to] of options.ranges)
      for (let e = start[from]!; e < start[to]!; e++) {
        const j = community[e]!;
        const others = e === best[j] ? total[j]! : total[j]! - odds[e]! * ahead[e]! + most[j]!;
        back[e] = 1 / Math.max(1, others);
        const both = odds[e]! * ahead[e]! * back[e]!;
        const belief = both / (1 + both);
        const change = Math.abs(belief - into[e]!);
        if (change > moved) moved = change;
        into[e] = belief;
      }
    if (moved < SETTLED) break;
  }
};
