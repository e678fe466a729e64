import type { Cell } from '../core/match/cell.ts';
import type { AnyCell } from '../core/match/cells.ts';

/** A cell of this thread that takes each step once all cells have been asked to: those elsewhere must not wait for it. */
export const cellHere = (cell: Cell): AnyCell => {
  const later =
    <Asked extends readonly unknown[], T>(step: (...asked: Asked) => T) =>
    async (...asked: Asked): Promise<T> => {
      await null;
      return step(...asked);
    };
  return {
    find: later(cell.find),
    add: later(cell.add),
    read: later(cell.read),
    compare: later(cell.compare),
    sample: later(cell.sample),
    score: later(cell.score),
  };
};
