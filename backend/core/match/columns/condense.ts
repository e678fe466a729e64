import { int32, uint32 } from './columns.ts';

/** Numbers, each once and in their order, and of each one in the list its place among them. */
export type Condensed = Readonly<{ distinct: Uint32Array; places: Uint32Array }>;

/** By a column as wide as from the lowest number to the highest: for numbers of features, of which there are some millions at most. */
export const condense = (list: Uint32Array): Condensed => {
  let [lowest, highest] = [Number.POSITIVE_INFINITY, -1];
  for (let n = 0; n < list.length; n++) {
    const number = list[n]!;
    if (number < lowest) lowest = number;
    if (number > highest) highest = number;
  }
  if (highest < 0) return { distinct: uint32(0), places: list };
  // First whether a number is there, then its place.
  const placeOf = int32(highest - lowest + 1);
  for (let n = 0; n < list.length; n++) placeOf[list[n]! - lowest] = 1;
  let size = 0;
  for (let at = 0; at < placeOf.length; at++) size += placeOf[at]!;
  const distinct = uint32(size);
  size = 0;
  for (let at = 0; at < placeOf.length; at++) {
    if (placeOf[at] === 0) continue;
    distinct[size] = lowest + at;
    placeOf[at] = size++;
  }
  const places = uint32(list.length);
  for (let n = 0; n < list.length; n++) places[n] = placeOf[list[n]! - lowest]!;
  return { distinct, places };
};
