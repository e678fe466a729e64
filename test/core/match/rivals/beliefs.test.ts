import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { beliefs, messages } from '../../../../backend/core/match/rivals/beliefs.ts';

type Edge = readonly [left: number, right: number, odds: number];

/** Probability of each edge by adding up every possible one-to-one matching. */
const exact = (edges: readonly Edge[]): readonly number[] => {
  const sums = edges.map(() => 0);
  let total = 0;
  const walk = (n: number, weight: number, chosen: readonly number[]): void => {
    if (n === edges.length) {
      total += weight;
      for (const e of chosen) sums[e]! += weight;
      return;
    }
    walk(n + 1, weight, chosen);
    const [left, right, odds] = edges[n]!;
    if (chosen.every(e => edges[e]![0] !== left && edges[e]![1] !== right))
      walk(n + 1, weight * odds, [...chosen, n]);
  };
  walk(0, 1, []);
  return sums.map(sum => sum / total);
};

const run = (edges: readonly Edge[], oneToMany = false): Float64Array => {
  const lefts = 1 + Math.max(...edges.map(([left]) => left));
  const start = new Uint32Array(lefts + 1);
  for (const [left] of edges) start[left + 1]!++;
  for (let n = 0; n < lefts; n++) start[n + 1]! += start[n]!;
  const graph = {
    start,
    community: Uint32Array.from(edges, ([, right]) => right),
    sizes: [lefts, 1 + Math.max(...edges.map(([, right]) => right))] as const,
  };
  const into = new Float64Array(edges.length);
  const odds = Float64Array.from(edges, edge => edge[2]);
  beliefs(graph, odds, into, messages(graph), { oneToMany, sweeps: 200, ranges: [[0, lefts]] });
  return into;
};

describe('beliefs', () => {
  it('are the probabilities over all matchings where the pairs form a chain', () => {
    const odds = fc.double({ min: 0.001, max: 1000, noNaN: true });
    fc.assert(
      fc.property(fc.array(odds, { minLength: 1, maxLength: 9 }), list => {
        // left 0 – right 0 – left 1 – right 1 – ...
        const edges = list.map((value, n): Edge => [Math.ceil(n / 2), Math.floor(n / 2), value]);
        const right = exact(edges);
        for (const [n, belief] of run(edges).entries()) expect(belief).toBeCloseTo(right[n]!, 2);
      }),
    );
  });
  it('share a place between equal rivals', () => {
    const [a, b] = run([
      [0, 0, 1e6],
      [1, 0, 1e6],
    ]);
    expect(a).toBeCloseTo(0.5, 3);
    expect(b).toBeCloseTo(0.5, 3);
  });
  it('tell places of one spot apart by what is more probable among the nearly sure', () => {
    const beliefs = run([
      [0, 0, 2 ** 61],
      [0, 1, 2 ** 38],
      [1, 0, 2 ** 40],
      [1, 1, 2 ** 59],
    ]);
    for (const [n, right] of [1, 0, 0, 1].entries()) expect(beliefs[n]).toBeCloseTo(right, 6);
  });
  it('let one official feature have several with oneToMany', () => {
    const edges: Edge[] = [
      [0, 0, 1000],
      [0, 1, 1000],
    ];
    expect(run(edges)[0]).toBeCloseTo(0.5, 2);
    expect(run(edges, true)[0]).toBeGreaterThan(0.99);
  });
});
