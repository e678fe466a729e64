import fc from 'fast-check';
import { linearSumAssignment } from 'linear-sum-assignment';
import { describe, expect, it } from 'vitest';
import { assign, bestTotal } from '../../../../backend/core/match/rivals/assign.ts';

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

describe('assign', () => {
  const ids = [(n: number) => 'abc'[n]!, (n: number) => 'xyz'[n]!] as const;
  it('gives up the best pair where two others are worth more together', () => {
    const chosen = assign(
      Uint32Array.of(0, 0, 1),
      Uint32Array.of(0, 1, 0),
      Float64Array.of(0.9, 0.8, 0.7),
      0.05,
      [2, 2],
      ids,
    );
    expect([...chosen].sort()).toEqual([1, 2]);
  });
  it('takes the first by id of equal choices', () => {
    const [official, community] = [Uint32Array.of(0, 1), Uint32Array.of(0, 0)];
    expect(assign(official, community, Float64Array.of(0.5, 0.5), 0.05, [2, 1], ids)).toEqual([0]);
  });
  it('takes the first by id of two equal community features', () => {
    const [official, community] = [Uint32Array.of(0, 0), Uint32Array.of(1, 0)];
    expect(assign(official, community, Float64Array.of(0.5, 0.5), 0.05, [1, 2], ids)).toEqual([1]);
  });
  it('takes the more probable of two pairs', () => {
    const [official, community] = [Uint32Array.of(0, 1), Uint32Array.of(0, 0)];
    expect(assign(official, community, Float64Array.of(0.5, 0.6), 0.05, [2, 1], ids)).toEqual([1]);
  });
  it('leaves out pairs below the least probability', () => {
    expect(assign(Uint32Array.of(0), Uint32Array.of(0), Float64Array.of(0.04), 0.05, [1, 1], ids)).toEqual(
      [],
    );
  });
});
