import { compareText } from '../../compare-text.ts';
import { uint8 } from '../columns/columns.ts';
import { type Components, componentsOf } from './components.ts';

/** Pairs of a component above which the best total is not searched for; the most probable pairs go first instead. */
const LARGE = 50_000;

/** Values are whole multiples of this: sums of them are exact, and equal choices are equal. */
const UNIT = 2 ** -40;
const inUnits = (probability: number): number => Math.round(probability / UNIT);

/** A pair that is part of the problem, with the order of its two features by id. */
type Arc = Readonly<{ pair: number; left: number; right: number; value: number }>;

/** The nearest left feature that is not done, by its distance: a binary heap that skips what was improved since. */
const heap = () => {
  const items: { left: number; at: number }[] = [];
  const swap = (a: number, b: number): void => {
    [items[a], items[b]] = [items[b]!, items[a]!];
  };
  return {
    push(left: number, at: number): void {
      let i = items.push({ left, at }) - 1;
      while (i > 0 && items[(i - 1) >> 1]!.at > items[i]!.at) {
        swap(i, (i - 1) >> 1);
        i = (i - 1) >> 1;
      }
    },
    pop(): { left: number; at: number } | undefined {
      const top = items[0];
      const last = items.pop();
      if (items.length > 0 && last) {
        items[0] = last;
        for (let i = 0; ; ) {
          let child = 2 * i + 1;
          if (child >= items.length) break;
          if (child + 1 < items.length && items[child + 1]!.at < items[child]!.at) child++;
          if (items[child]!.at >= items[i]!.at) break;
          swap(i, child);
          i = child;
        }
      }
      return top;
    },
  };
};

/**
 * The one-to-one choice of arcs with the largest sum of values: shortest augmenting paths with potentials (the sparse
 * form of the Hungarian method; Jonker and Volgenant 1987). Staying alone is worth 0. Lefts are numbered from 0, the
 * arcs of a left are in the order of their rights, so that ties break the same way every time.
 */
export const bestTotal = (arcs: readonly (readonly Arc[])[], rights: number): readonly (Arc | null)[] => {
  const lefts = arcs.length;
  const own = new Float64Array(lefts);
  const theirs = new Float64Array(rights);
  const chosen: (Arc | null)[] = new Array(lefts).fill(null);
  const mate = new Int32Array(rights).fill(-1);
  const distance = new Float64Array(lefts).fill(Number.POSITIVE_INFINITY);
  const cameBy: (Arc | null)[] = new Array(lefts).fill(null);
  for (let s = 0; s < lefts; s++) {
    own[s] = arcs[s]!.reduce((least, arc) => Math.min(least, -arc.value - theirs[arc.right]!), 0);
    const queue = heap();
    const reached = [s];
    distance[s] = 0;
    queue.push(s, 0);
    let end: Readonly<{ at: number; alone: number } | { at: number; by: Arc }> = {
      at: Number.POSITIVE_INFINITY,
      alone: s,
    };
    for (let next = queue.pop(); next && next.at < end.at; next = queue.pop()) {
      const { left, at } = next;
      if (at > distance[left]!) continue;
      if (at - own[left]! < end.at) end = { at: at - own[left]!, alone: left };
      for (const arc of arcs[left]!) {
        if (chosen[left] === arc) continue;
        // Never nearer than where it was reached from: a rounding error would lead around in a circle.
        const there = at + Math.max(0, -arc.value - own[left]! - theirs[arc.right]!);
        const holder = mate[arc.right]!;
        if (holder < 0) {
          if (there < end.at) end = { at: there, by: arc };
        } else if (there < distance[holder]!) {
          if (distance[holder] === Number.POSITIVE_INFINITY) reached.push(holder);
          distance[holder] = there;
          cameBy[holder] = arc;
          queue.push(holder, there);
        }
      }
    }
    for (const left of reached) {
      if (distance[left]! < end.at) {
        own[left]! += end.at - distance[left]!;
        const held = chosen[left];
        if (held) theirs[held.right]! -= end.at - distance[left]!;
      }
    }
    // Walk back: each left on the way takes the right that the next one gives up.
    let arc: Arc | null = 'by' in end ? end.by : cameBy[end.alone]!;
    if ('alone' in end) chosen[end.alone] = null;
    while (arc) {
      mate[arc.right] = arc.left;
      chosen[arc.left] = arc;
      if (arc.left === s) break;
      arc = cameBy[arc.left]!;
    }
    for (const left of reached) {
      distance[left] = Number.POSITIVE_INFINITY;
      cameBy[left] = null;
    }
  }
  return chosen;
};

/** The most probable pairs first, each feature once. */
const greedy = (arcs: readonly Arc[]): readonly number[] => {
  const taken = [new Set<number>(), new Set<number>()] as const;
  const kept: number[] = [];
  for (const arc of arcs.toSorted((a, b) => b.value - a.value || a.left - b.left || a.right - b.right)) {
    if (taken[0].has(arc.left) || taken[1].has(arc.right)) continue;
    taken[0].add(arc.left);
    taken[1].add(arc.right);
    kept.push(arc.pair);
  }
  return kept;
};

const ranks = (numbers: readonly number[], idOf: (n: number) => string): ReadonlyMap<number, number> =>
  new Map(
    [...new Set(numbers)]
      .map(n => [n, idOf(n)] as const)
      .sort(([, a], [, b]) => compareText(a, b))
      .map(([n], rank) => [n, rank]),
  );

/**
 * Which pairs are chosen, each feature at most once, with the largest expected number of true ones in every connected
 * component; of equal choices, the first by id. Only pairs of at least `least` take part.
 */
export const assign = (
  official: Uint32Array,
  community: Uint32Array,
  probability: Float64Array,
  least: number,
  sizes: readonly [number, number],
  ids: readonly [(i: number) => string, (j: number) => string],
): readonly number[] => {
  const isIn = uint8(probability.length);
  for (let e = 0; e < isIn.length; e++) if (probability[e]! >= least) isIn[e] = 1;
  const components = componentsOf(official, community, isIn, sizes);
  const { start, pairs } = components;
  // Nearly all are alone; a loop that does two things is compiled for both.
  const { alone, rivals } = parted(components);
  return alone.concat(
    rivals.flatMap(c =>
      bestOf([...pairs.subarray(start[c], start[c + 1])], official, community, probability, ids),
    ),
  );
};

/** The pairs that are a component of their own, and the other components. */
const parted = ({ start, pairs }: Components): Readonly<{ alone: number[]; rivals: readonly number[] }> => {
  const [alone, rivals]: [number[], number[]] = [[], []];
  for (let c = 0; c + 1 < start.length; c++)
    if (start[c + 1]! - start[c]! === 1) alone.push(pairs[start[c]!]!);
    else rivals.push(c);
  return { alone, rivals };
};

/** Of two pairs that share a feature, the more probable one; of equal ones, the first by id. */
const betterOf = (
  one: number,
  other: number,
  [official, community]: readonly [Uint32Array, Uint32Array],
  probability: Float64Array,
  ids: readonly [(i: number) => string, (j: number) => string],
): number => {
  const more = inUnits(probability[one]!) - inUnits(probability[other]!);
  if (more !== 0) return more > 0 ? one : other;
  const [side, numbers] =
    official[one] === official[other] ? ([1, community] as const) : ([0, official] as const);
  return compareText(ids[side](numbers[one]!), ids[side](numbers[other]!)) < 0 ? one : other;
};

const bestOf = (
  component: readonly number[],
  official: Uint32Array,
  community: Uint32Array,
  probability: Float64Array,
  ids: readonly [(i: number) => string, (j: number) => string],
): readonly number[] => {
  if (component.length === 2)
    return [betterOf(component[0]!, component[1]!, [official, community], probability, ids)];
  const lefts = ranks(
    component.map(e => official[e]!),
    ids[0],
  );
  const rights = ranks(
    component.map(e => community[e]!),
    ids[1],
  );
  const arcs = component.map(pair => ({
    pair,
    left: lefts.get(official[pair]!)!,
    right: rights.get(community[pair]!)!,
    value: inUnits(probability[pair]!),
  }));
  if (arcs.length > LARGE) return greedy(arcs);
  const byLeft: Arc[][] = Array.from({ length: lefts.size }, () => []);
  for (const arc of arcs.sort((a, b) => a.right - b.right)) byLeft[arc.left]!.push(arc);
  return bestTotal(byLeft, rights.size).flatMap(arc => (arc ? [arc.pair] : []));
};
