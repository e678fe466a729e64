import { beliefs, MOST_ODDS, messages } from './beliefs.ts';
import { float64, uint8 } from './columns.ts';
import { componentsOf } from './components.ts';
import { type Kept, LEAST_BITS } from './kept.ts';

/** Times that messages go back and forth at most. */
const SWEEPS = 60;

/**
 * The probability of each pair among all others, from its odds were there no other. Each connected component of rivals is worked out on its own, until it
 * has settled, so that nothing elsewhere decides about it; pairs that are hardly possible have their own probability.
 */
export const resolve = (
  { official, community }: Pick<Kept, 'official' | 'community'>,
  odds: Float64Array,
  sizes: readonly [number, number],
  oneToMany: boolean,
): Float64Array => {
  const probability = float64(odds.length);
  const isRival = uint8(odds.length);
  for (let e = 0; e < odds.length; e++) {
    const own = Math.min(odds[e]!, MOST_ODDS);
    probability[e] = own / (1 + own);
    if (own >= 2 ** LEAST_BITS) isRival[e] = 1;
  }
  const { start, pairs } = componentsOf(official, community, isRival, sizes);
  for (let c = 0; c + 1 < start.length; c++) {
    const [from, to] = [start[c]!, start[c + 1]!];
    if (to - from > 1) settle(pairs.subarray(from, to), official, community, odds, oneToMany, probability);
  }
  return probability;
};

const settle = (
  own: Uint32Array,
  official: Uint32Array,
  community: Uint32Array,
  odds: Float64Array,
  oneToMany: boolean,
  into: Float64Array,
): void => {
  const lefts: number[] = [0];
  const places = new Map<number, number>();
  const rights = new Uint32Array(own.length);
  const ownOdds = new Float64Array(own.length);
  for (let n = 0; n < own.length; n++) {
    const e = own[n]!;
    if (n > 0 && official[e] !== official[own[n - 1]!]) lefts.push(n);
    let place = places.get(community[e]!);
    if (place === undefined) {
      place = places.size;
      places.set(community[e]!, place);
    }
    rights[n] = place;
    ownOdds[n] = odds[e]!;
  }
  lefts.push(own.length);
  const count = lefts.length - 1;
  const graph = { start: Uint32Array.from(lefts), community: rights, sizes: [count, places.size] as const };
  const found = new Float64Array(own.length);
  beliefs(graph, ownOdds, found, messages(graph), { oneToMany, sweeps: SWEEPS, ranges: [[0, count]] });
  for (let n = 0; n < own.length; n++) into[own[n]!] = found[n]!;
};
