import { float64, int32, uint8, uint32 } from '../columns/columns.ts';
import { filled, growingUint32, push } from '../columns/growing.ts';
import { type Kept, RIVAL_BITS } from '../evidence/kept.ts';
import { beliefs, type Graph, MOST_ODDS, messages } from './beliefs.ts';
import { componentsOf } from './components.ts';

/** Times that messages go back and forth at most. */
const SWEEPS = 60;
const RIVAL_ODDS = 2 ** RIVAL_BITS;

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
    if (own >= RIVAL_ODDS) isRival[e] = 1;
  }
  const { start, pairs } = componentsOf(official, community, isRival, sizes);
  const { graph, first } = graphOf(official, community, start, pairs, sizes[1]);
  const own = float64(pairs.length);
  for (let n = 0; n < pairs.length; n++) own[n] = odds[pairs[n]!]!;
  const found = float64(pairs.length);
  const post = messages(graph);
  for (let c = 0; c + 1 < start.length; c++)
    if (start[c + 1]! - start[c]! > 1)
      beliefs(graph, own, found, post, { oneToMany, sweeps: SWEEPS, ranges: [[first[c]!, first[c + 1]!]] });
    else found[start[c]!] = probability[pairs[start[c]!]!]!;
  for (let n = 0; n < pairs.length; n++) probability[pairs[n]!] = found[n]!;
  return probability;
};

/** The pairs of all components, one after the other, both sides numbered as they come; and the first left of each component. */
const graphOf = (
  official: Uint32Array,
  community: Uint32Array,
  start: Uint32Array,
  pairs: Uint32Array,
  count: number,
): Readonly<{ graph: Graph; first: Uint32Array }> => {
  const lefts = growingUint32(pairs.length + 1);
  const first = uint32(start.length);
  const numbers = int32(count).fill(-1);
  const rights = uint32(pairs.length);
  let [component, right] = [0, 0];
  for (let n = 0; n < pairs.length; n++) {
    const e = pairs[n]!;
    const begins = n === start[component];
    if (begins) first[component++] = lefts.length;
    if (begins || official[e] !== official[pairs[n - 1]!]) push(lefts, n);
    const j = community[e]!;
    if (numbers[j]! < 0) numbers[j] = right++;
    rights[n] = numbers[j]!;
  }
  first[component] = lefts.length;
  const sizes = [lefts.length, right] as const;
  push(lefts, pairs.length);
  return { graph: { start: filled(lefts), community: rights, sizes }, first };
};
