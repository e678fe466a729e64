import { uint8 } from '../columns/columns.ts';
import type { NameBook } from './name-book.ts';

/** How a feature is named: with a name of its own, with one that says little (`Fire station`), or not at all. */
export const NAMINGS = ['named', 'generic', 'unnamed'] as const;

/** The naming of each feature of a side, as an index of NAMINGS. */
export const namingsOf = (book: NameBook, side: 0 | 1): Uint8Array => {
  const start = book.start[side];
  const namings = uint8(start.length - 1);
  for (let i = 0; i < namings.length; i++) {
    namings[i] = start[i] === start[i + 1] ? 2 : 1;
    for (let n = start[i]!; n < start[i + 1]!; n++)
      if (book.generic[side][book.of[side][n]!] === 0) namings[i] = 0;
  }
  return namings;
};
