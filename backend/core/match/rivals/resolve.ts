import { float64, int32, uint8, uint32 } from '../columns/columns.ts';
import { filled, growingUint32, push } from '../columns/growing.ts';
import { type Kept, RIVAL_BITS } from '../evidence/kept.ts';
import { beliefs, MOST_ODDS, messages } from './beliefs.ts';
import { componentsOf } from './components.ts';

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
    if (own >= 2 ** RIVAL_BITS) isRival[e] = 1;
  }
  const { start, pairs } = componentsOf(official, community, isRival, sizes);
  // The pairs of all components, one after the other, both sides numbered as they come.
  const lefts = growingUint32(pairs.length);
  const numbers = int32(sizes[1]).fill(-1);
  const graph = { community: uint32(pairs.length), sizes: [0, 0] as [number, number] };
  const [own, found] = [float64(pairs.length), float64(pairs.length)];
  const first = uint32(start.length);
  for (let c = 0; c + 1 < start.length; c++) {
    first[c] = lefts.length;
    for (let n = start[c]!; n < start[c + 1]!; n++) {
      const e = pairs[n]!;
      if (n === start[c] || official[e] !== official[pairs[n - 1]!]) push(lefts, n);
      if (numbers[community[e]!]! < 0) numbers[community[e]!] = graph.sizes[1]++;
      graph.community[n] = numbers[community[e]!]!;
      own[n] = odds[e]!;
    }
  }
  first[start.length - 1] = lefts.length;
  graph.sizes[0] = lefts.length;
  push(lefts, pairs.length);
  const whole = { ...graph, start: filled(lefts) };
  const post = messages(whole);
  for (let c = 0; c + 1 < start.length; c++) {
    const [from, to] = [start[c]!, start[c + 1]!];
    if (to - from === 1) continue;
    beliefs(whole, own, found, post, { oneToMany, sweeps: SWEEPS, ranges: [[first[c]!, first[c + 1]!]] });
    for (let n = from; n < to; n++) probability[pairs[n]!] = found[n]!;
  }
  return probability;
};
