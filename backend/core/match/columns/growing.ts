import { float64, uint32 } from './columns.ts';

/** A list of numbers that grows; plain arrays of millions of numbers are slow to fill. */
export type Growing<T extends Uint32Array | Float64Array> = { values: T; length: number };

export const growingUint32 = (room: number): Growing<Uint32Array> => ({ values: uint32(room), length: 0 });
export const growingFloat64 = (room: number): Growing<Float64Array> => ({ values: float64(room), length: 0 });

/** Makes room for so many more, which can then be written one after the other. */
export const reserve = <T extends Uint32Array | Float64Array>(list: Growing<T>, more: number): T => {
  if (list.length + more > list.values.length) {
    const room = Math.max(2 * list.values.length, list.length + more);
    const larger = (list.values instanceof Uint32Array ? uint32 : float64)(room) as T;
    larger.set(list.values.subarray(0, list.length) as never);
    list.values = larger;
  }
  return list.values;
};

export const push = <T extends Uint32Array | Float64Array>(list: Growing<T>, value: number): void => {
  if (list.length === list.values.length) reserve(list, 16);
  list.values[list.length++] = value;
};

/** What was pushed, without the room beyond it. */
export const filled = <T extends Uint32Array | Float64Array>({ values, length }: Growing<T>): T =>
  values.subarray(0, length) as T;
