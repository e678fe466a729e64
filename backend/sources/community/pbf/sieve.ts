import type { TagFilter } from '../../../core/challenge/challenge.ts';
import { readFilter } from '../../../core/tags.ts';
import type { Strings } from './strings.ts';

/** By index of a block's texts: 1 where an element with this key may pass the filter. Null: none of the block can. */
export type Wanted = Uint8Array | null;

/** The keys of which an element has at least one where the filter holds; null where it holds without any of them too. */
const keysNeeded = (filter: readonly TagFilter[]): ReadonlySet<string> | null => {
  const keys = new Set<string>();
  for (const one of filter) {
    const needed = readFilter(one).find(({ kind }) => kind === 'present' || kind === 'in');
    if (needed === undefined) return null;
    keys.add(needed.key);
  }
  return keys.size === 0 ? null : keys;
};

/** Tells which texts of a block are keys that a filter asks for; every text where it passes elements without them. */
export const sieveFor = (filter: readonly TagFilter[]): ((strings: Strings) => Wanted) => {
  const keys = keysNeeded(filter);
  if (keys === null) return strings => new Uint8Array(strings.count).fill(1);
  const wanted = Array.from(keys, key => Buffer.from(key));
  return strings => {
    let found: Wanted = null;
    for (let index = 0; index < strings.count; index++) {
      if (!wanted.some(key => strings.is(index, key))) continue;
      found ??= new Uint8Array(strings.count);
      found[index] = 1;
    }
    return found;
  };
};
