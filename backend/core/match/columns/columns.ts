/**
 * Columns of a million numbers in memory that threads can share. V8 counts ordinary buffers as pressure on the heap: a
 * hundred megabytes of them make it walk through every feature there is, once or twice, which costs more than the work.
 */
export const uint8 = (length: number): Uint8Array => new Uint8Array(new SharedArrayBuffer(length));
export const uint16 = (length: number): Uint16Array => new Uint16Array(new SharedArrayBuffer(2 * length));
export const uint32 = (length: number): Uint32Array => new Uint32Array(new SharedArrayBuffer(4 * length));
export const int32 = (length: number): Int32Array => new Int32Array(new SharedArrayBuffer(4 * length));
/** 0, 1, 2 and so on: the numbers of so many things in their own order. */
export const inTurn = (length: number): Uint32Array => {
  const numbers = uint32(length);
  for (let n = 0; n < length; n++) numbers[n] = n;
  return numbers;
};
export const float32 = (length: number): Float32Array => new Float32Array(new SharedArrayBuffer(4 * length));
export const float64 = (length: number): Float64Array => new Float64Array(new SharedArrayBuffer(8 * length));
