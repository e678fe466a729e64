/**
 * The nearest of the items that it was offered, as many as it holds; of equally near ones, those with the lowest numbers.
 * In no order; a heap with the furthest on top once it is full.
 */
export type Nearest = {
  readonly items: Uint32Array;
  /** squared chord of the unit sphere */
  readonly chord2: Float64Array;
  count: number;
  /** All that were offered, more than are held included. */
  offered: number;
};

export const nearest = (capacity: number): Nearest => ({
  items: new Uint32Array(capacity),
  chord2: new Float64Array(capacity),
  count: 0,
  offered: 0,
});

/** Lets what lies at `at` sink to where neither of the two below it is further. */
const sink = ({ items, chord2, count }: Nearest, at: number): void => {
  const [value, item] = [chord2[at]!, items[at]!];
  let i = at;
  for (;;) {
    let child = 2 * i + 1;
    if (child >= count) break;
    const other = child + 1;
    if (
      other < count &&
      (chord2[other]! > chord2[child]! || (chord2[other] === chord2[child] && items[other]! > items[child]!))
    )
      child = other;
    if (chord2[child]! < value || (chord2[child] === value && items[child]! < item)) break;
    chord2[i] = chord2[child]!;
    items[i] = items[child]!;
    i = child;
  }
  chord2[i] = value;
  items[i] = item;
};

export const offer = (into: Nearest, item: number, chord2: number): void => {
  const capacity = into.items.length;
  into.offered++;
  if (into.count < capacity) {
    into.items[into.count] = item;
    into.chord2[into.count++] = chord2;
    if (into.count === capacity) for (let at = (capacity >> 1) - 1; at >= 0; at--) sink(into, at);
    return;
  }
  const furthest = into.chord2[0]!;
  if (chord2 > furthest || (chord2 === furthest && item > into.items[0]!)) return;
  into.items[0] = item;
  into.chord2[0] = chord2;
  sink(into, 0);
};

/** Squared chord beyond which nothing more is held. */
export const limitOf = (into: Nearest, widest: number): number =>
  into.count < into.items.length ? widest : Math.min(widest, into.chord2[0]!);

/** Puts what is held in order, from the nearest on; more can be offered only to a list that is begun anew. */
export const inOrder = ({ items, chord2, count }: Nearest): void => {
  for (let n = 1; n < count; n++) {
    const item = items[n]!;
    const value = chord2[n]!;
    let at = n;
    while (at > 0 && (chord2[at - 1]! > value || (chord2[at - 1] === value && items[at - 1]! > item))) {
      items[at] = items[at - 1]!;
      chord2[at] = chord2[at - 1]!;
      at--;
    }
    items[at] = item;
    chord2[at] = value;
  }
};
