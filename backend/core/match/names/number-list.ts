import { int32 } from '../columns/columns.ts';
import { growingUint32, push } from '../columns/growing.ts';
import { touched } from '../columns/touched.ts';

/** 64 bits each, in two halves. */
export type Keys = Readonly<{ a: Uint32Array; b: Uint32Array }>;

/** Slots that are looked at in a row. */
const CROWD = 64;
/** Distinct things by number, found by 64 bits in two halves (open addressing); those that crowd a slot, in a map. */
export const numberList = () => {
  const keys = growingUint32(2048);
  const crowd = new Map<string, number>();
  let slots = int32(2048).fill(-1);
  const put = (number: number, a: number, b: number): void => {
    let at = a & (slots.length - 1);
    for (let n = 0; n < CROWD && slots[at]! >= 0; n++) at = (at + 1) & (slots.length - 1);
    if (slots[at]! < 0) slots[at] = number;
    else crowd.set(`${a} ${b}`, number);
  };
  return {
    keys,
    /** Brings what will be looked for near to the processor. */
    touch({ a, count }: Pick<Keys, 'a'> & Readonly<{ count: number }>): void {
      let sum = 0;
      for (let n = 0; n < count; n++)
        sum += keys.values[2 * Math.max(0, slots[a[n]! & (slots.length - 1)]!)]!;
      touched(sum);
    },
    /** -1: not there yet */
    find(a: number, b: number): number {
      let at = a & (slots.length - 1);
      for (let n = 0; n <= CROWD; n++) {
        const number = slots[at]!;
        if (number < 0) return -1;
        if (keys.values[2 * number] === a && keys.values[2 * number + 1] === b) return number;
        at = (at + 1) & (slots.length - 1);
      }
      return crowd.get(`${a} ${b}`) ?? -1;
    },
    add(a: number, b: number): number {
      const number = keys.length / 2;
      push(keys, a);
      push(keys, b);
      if (2 * number < slots.length) put(number, a, b);
      else {
        slots = int32(4 * slots.length).fill(-1);
        crowd.clear();
        for (let n = 0; n <= number; n++) put(n, keys.values[2 * n]!, keys.values[2 * n + 1]!);
      }
      return number;
    },
  };
};
