import { uint32 } from '../columns/columns.ts';
import { filled, growingUint32, push } from '../columns/growing.ts';
import type { NameBook } from './name-book.ts';
import type { Tally } from './tally.ts';

/** Names that tell a place from others, by feature: of feature n (its place in the cell), those from start[n] to start[n + 1]. */
export type Tellings = Readonly<{
  start: Uint32Array;
  /** 64 bits of each name, in two halves */
  keys: Uint32Array;
  /** features of the side that bear the name */
  bearers: Uint32Array;
}>;

/** The telling names of the features of a side, of those that are counted. */
export const tellingsOf = (
  book: NameBook,
  { bearers }: Tally,
  side: 0 | 1,
  counted: Uint8Array | null,
): Tellings => {
  const count = book.start[side].length - 1;
  const start = uint32(count + 1);
  const keys = growingUint32(2 * count);
  const borne = growingUint32(count);
  for (let i = 0; i < count; i++) {
    for (let n = book.start[side][i]!; n < book.start[side][i + 1]! && counted?.[i] !== 0; n++) {
      const name = book.of[side][n]!;
      if (book.generic[side][name] === 1) continue;
      push(keys, book.nameKeys[2 * name]!);
      push(keys, book.nameKeys[2 * name + 1]!);
      push(borne, bearers[side][name]!);
    }
    start[i + 1] = borne.length;
  }
  return {
    start,
    keys: filled(keys),
    bearers: filled(borne),
  };
};
