import fc from 'fast-check';
import { linearSumAssignment } from 'linear-sum-assignment';
import { describe, expect, it } from 'vitest';
import { assign, bestTotal } from '../../../backend/core/match/assign.ts';

const matrix = fc
  .tuple(fc.integer({ min: 1, max: 9 }), fc.integer({ min: 1, max: 9 }))
  .chain(([rows, columns]) =>
    fc.array(
      fc.array(fc.oneof(fc.constant(0), fc.integer({ min: 1, max: 100 })), {
        minLength: columns,
        maxLength: columns,
      }),
      { minLength: rows, maxLength: rows },
    ),
  );

const total = (values: readonly (readonly number[])[]): number => {
  const arcs = values.map((row, left) =>
    row.flatMap((value, right) =>
      value > 0 ? [{ pair: left * row.length + right, left, right, value }] : [],
    ),
  );
  const chosen = bestTotal(arcs, values[0]!.length);
  const rights = chosen.flatMap(arc => (arc ? [arc.right] : []));
  expect(new Set(rights).size).toBe(rights.length);
  return chosen.reduce((sum, arc) => sum + (arc?.value ?? 0), 0);
};

describe('bestTotal', () => {
  it('reaches the total of a dense solver', () => {
    fc.assert(
      fc.property(matrix, values => {
        // Every right may stay alone and so may every left: columns of zeros for the lefts.
        const padded = values.map(row => [...row, ...values.map(() => 0)]);
        const { rowAssignments } = linearSumAssignment(padded, { maximaze: true });
        const best = padded.reduce((sum, row, n) => sum + (row[rowAssignments[n]!] ?? 0), 0);
        expect(total(values)).toBe(best);
      }),
      { numRuns: 500 },
    );
  });
});

const PROBABILITIES: readonly (readonly number[])[] = [
  [0.06788272826987822, 0, 0.06788272826987822],
  [0, 0.07485411516737829, 0],
  [0.1191241892315275, 0.09527831284250597, 0.1191241892315275],
  [0.15077710525943364, 0.08671950615081639, 0.15077710525943364],
  [0.2535662798288987, 0.13426939960848389, 0.2535662798288987],
  [0, 0.05630911666356341, 0],
];

describe('bestTotal with values that are not whole', () => {
  it('ends where sums of equal values differ by their rounding', () => {
    expect(total(PROBABILITIES)).toBeCloseTo(0.2535662798288987 + 0.15077710525943364 + 0.09527831284250597);
  });
  it('reaches the total of a dense solver', () => {
    const thirds = matrix.map(rows => rows.map(row => row.map(value => (value % 7) / 30)));
    fc.assert(
      fc.property(thirds, values => {
        const padded = values.map(row => [...row, ...values.map(() => 0)]);
        const { rowAssignments } = linearSumAssignment(padded, { maximaze: true });
        expect(total(values)).toBeCloseTo(
          padded.reduce((sum, row, n) => sum + (row[rowAssignments[n]!] ?? 0), 0),
        );
      }),
      { numRuns: 500 },
    );
  });
});

describe('assign', () => {
  const ids = [(n: number) => 'abc'[n]!, (n: number) => 'xyz'[n]!] as const;
  it('gives up the best pair where two others are worth more together', () => {
    const graph = {
      start: Uint32Array.of(0, 2, 3),
      community: Uint32Array.of(0, 1, 0),
      sizes: [2, 2] as const,
    };
    const chosen = assign(graph, Uint32Array.of(0, 0, 1), Float64Array.of(0.9, 0.8, 0.7), 0.05, ids);
    expect([...chosen].sort()).toEqual([1, 2]);
  });
  it('takes the first by id of equal choices', () => {
    const graph = { start: Uint32Array.of(0, 1, 2), community: Uint32Array.of(0, 0), sizes: [2, 1] as const };
    expect(assign(graph, Uint32Array.of(0, 1), Float64Array.of(0.5, 0.5), 0.05, ids)).toEqual([0]);
  });
  it('leaves out pairs below the least probability', () => {
    const graph = { start: Uint32Array.of(0, 1), community: Uint32Array.of(0), sizes: [1, 1] as const };
    expect(assign(graph, Uint32Array.of(0), Float64Array.of(0.04), 0.05, ids)).toEqual([]);
  });
});
