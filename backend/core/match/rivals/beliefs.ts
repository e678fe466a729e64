import { float64, uint32 } from '../columns/columns.ts';

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
  ahead: float64(graph.community.length).fill(1),
  back: float64(graph.community.length).fill(1),
  total: float64(graph.sizes[1]),
  most: float64(graph.sizes[1]),
  best: uint32(graph.sizes[1]),
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
  post: Messages,
  options: Readonly<{ oneToMany: boolean; sweeps: number; ranges: readonly (readonly [number, number])[] }>,
): void => {
  const { start } = graph;
  const { oneToMany, sweeps, ranges } = options;
  for (const [from, to] of ranges)
    for (let e = start[from]!; e < start[to]!; e++) if (odds[e]! > MOST_ODDS) odds[e] = MOST_ODDS;

  for (let sweep = 0; sweep < sweeps; sweep++) {
    for (const [from, to] of ranges) forget(graph, post, from, to);
    for (const [from, to] of ranges) offer(graph, odds, post, oneToMany, from, to);
    let moved = 0;
    for (const [from, to] of ranges)
      moved = Math.max(moved, answer(graph, odds, into, post, start[from]!, start[to]!));
    if (moved < SETTLED) break;
  }
};

const forget = ({ start, community }: Graph, { total, most }: Messages, from: number, to: number): void => {
  const last = start[to]!;
  for (let e = start[from]!; e < last; e++) {
    total[community[e]!] = 1;
    most[community[e]!] = 0;
  }
};

/** What left features, from and to (left out), offer along their pairs. The largest offer is summed apart: what is left without it would be lost in its rounding. */
const offer = (
  { start, community }: Graph,
  odds: Float64Array,
  { ahead, back, total, most, best }: Messages,
  oneToMany: boolean,
  from: number,
  to: number,
): void => {
  for (let i = from; i < to; i++) {
    const first = start[i]!;
    const last = start[i + 1]!;
    let sum = 1;
    let largest = 0;
    let top = first;
    for (let e = first; e < last; e++) {
      const own = odds[e]! * back[e]!;
      if (own > largest) {
        sum += largest;
        largest = own;
        top = e;
      } else sum += own;
    }
    for (let e = first; e < last; e++) {
      const others = e === top ? sum : sum - odds[e]! * back[e]! + largest;
      const free = oneToMany || !(others > 1) ? 1 : 1 / others;
      const own = odds[e]! * free;
      const j = community[e]!;
      ahead[e] = free;
      if (own > most[j]!) {
        total[j]! += most[j]!;
        most[j] = own;
        best[j] = e;
      } else total[j]! += own;
    }
  }
};

/** What right features answer to pairs, from and to (left out), and what is then believed of these. Returns the furthest that a belief moved. */
const answer = (
  { community }: Graph,
  odds: Float64Array,
  into: Float64Array,
  { ahead, back, total, most, best }: Messages,
  from: number,
  to: number,
): number => {
  let moved = 0;
  for (let e = from; e < to; e++) {
    const j = community[e]!;
    const offered = odds[e]! * ahead[e]!;
    const others = e === best[j] ? total[j]! : total[j]! - offered + most[j]!;
    const free = others > 1 ? 1 / others : 1;
    const both = offered * free;
    const belief = both / (1 + both);
    const change = Math.abs(belief - into[e]!);
    if (change > moved) moved = change;
    back[e] = free;
    into[e] = belief;
  }
  return moved;
};
