import { uint32 } from '../columns/columns.ts';

/** Sets of numbers that grow together (union–find with path halving); the smallest number of a set names it. */
export type Union = Readonly<{ join: (a: number, b: number) => void; root: (n: number) => number }>;

export const union = (count: number): Union => {
  const parent = uint32(count);
  for (let n = 0; n < count; n++) parent[n] = n;
  const root = (n: number): number => {
    let at = n;
    while (parent[at] !== at) {
      parent[at] = parent[parent[at]!]!;
      at = parent[at]!;
    }
    return at;
  };
  return {
    join: (a, b) => {
      const x = root(a);
      const y = root(b);
      if (x < y) parent[y] = x;
      else parent[x] = y;
    },
    root,
  };
};
