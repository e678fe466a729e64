import type { Cell } from './cell.ts';

/** A cell whose results may come later, from another thread. */
export type AnyCell = {
  readonly [Step in keyof Cell]: Cell[Step] extends (...asked: infer Asked) => infer Said
    ? (...asked: Asked) => Said | Promise<Said>
    : never;
};

/** Waits for what all cells say: whoever drives the matching gets the list, and gives it back with every promise kept. */
export function* all<T>(
  said: readonly (T | Promise<T>)[],
): Generator<readonly unknown[], readonly T[], unknown> {
  return (yield said) as readonly T[];
}
