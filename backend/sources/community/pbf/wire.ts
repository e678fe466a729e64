import { Damage } from './damage.ts';

/** Wire types (https://protobuf.dev/programming-guides/encoding/). */
export const VARINT = 0;
export const BYTES = 2;
const FIXED64 = 1;
const FIXED32 = 5;

const TWO_32 = 2 ** 32;

/**
 * A place in bytes of protocol buffers, and how to read on from it. Reads without a copy, and never beyond the bytes:
 * Damage is thrown there. Whole numbers are exact up to 2^53.
 */
export class Wire {
  readonly bytes: Uint8Array;
  pos: number;
  #low = 0;
  #high = 0;

  constructor(bytes: Uint8Array, pos = 0) {
    this.bytes = bytes;
    this.pos = pos;
  }

  /** Without a sign. */
  varint(): number {
    const byte = this.bytes[this.pos]!;
    if (byte < 0x80) {
      this.pos++;
      return byte;
    }
    const next = this.bytes[this.pos + 1]!;
    if (next < 0x80) {
      this.pos += 2;
      return (byte & 0x7f) | (next << 7);
    }
    this.#long();
    return this.#high * TWO_32 + this.#low;
  }

  /** With a sign, negative numbers in ten bytes (`int32`, `int64`). */
  int(): number {
    const byte = this.bytes[this.pos]!;
    if (byte < 0x80) {
      this.pos++;
      return byte;
    }
    this.#long();
    return (this.#high | 0) * TWO_32 + this.#low;
  }

  /** With a sign, its bit last (`sint32`, `sint64`). */
  sint(): number {
    const byte = this.bytes[this.pos]!;
    if (byte < 0x80) {
      this.pos++;
      return (byte >>> 1) ^ -(byte & 1);
    }
    const next = this.bytes[this.pos + 1]!;
    if (next < 0x80) {
      this.pos += 2;
      const value = (byte & 0x7f) | (next << 7);
      return (value >>> 1) ^ -(value & 1);
    }
    this.#long();
    const low = this.#low;
    const high = this.#high;
    if (high === 0) return low % 2 === 0 ? low / 2 : -(low + 1) / 2;
    const half = (high >>> 1) * TWO_32 + (((low >>> 1) | (high << 31)) >>> 0);
    return (low & 1) === 0 ? half : -half - 1;
  }

  /** Reads a length: where the value behind it ends. `end`: of what holds it. */
  span(end: number): number {
    const to = this.varint() + this.pos;
    if (to > end) throw new Damage('a field is longer than what it is part of');
    return to;
  }

  /** The span of a field that has to have a length, told by its key. */
  part(key: number, end: number): number {
    if ((key & 7) !== BYTES) throw new Damage(`field ${key >>> 3} is of another kind than the format says`);
    return this.span(end);
  }

  /** The number of a field that has to be a number; `read` says which. */
  number(key: number, read: 'int' | 'sint' = 'int'): number {
    if ((key & 7) !== VARINT) throw new Damage(`field ${key >>> 3} is of another kind than the format says`);
    return this[read]();
  }

  /** Passes over the value of a field that nobody needs. */
  skip(key: number, end: number): void {
    const type = key & 7;
    if (type === VARINT) this.varint();
    else if (type === BYTES) this.pos = this.span(end);
    else if (type === FIXED64) this.pos += 8;
    else if (type === FIXED32) this.pos += 4;
    else throw new Damage('holds a field of a kind that does not exist');
  }

  /** The key of the next field. */
  key(): number {
    const key = this.varint();
    if (key < 8) throw new Damage('holds a field without a number');
    return key;
  }

  /** To be asked behind a list of fields or of numbers: whether it ended where it should. */
  ended(end: number): void {
    if (this.pos !== end) throw new Damage('a field runs on into the next one');
  }

  /** Reads a number of two bytes or more into two halves of 32 bits. */
  #long(): void {
    const { bytes } = this;
    let low = 0;
    let high = 0;
    for (let i = 0; i < 10; i++) {
      const byte = bytes[this.pos++];
      if (byte === undefined) throw new Damage('ends in the middle of a number');
      const bits = byte & 0x7f;
      if (i < 4) low |= bits << (7 * i);
      else if (i === 4) {
        low |= bits << 28;
        high = bits >>> 4;
      } else high |= bits << (7 * i - 32);
      if (byte < 0x80) {
        this.#low = low >>> 0;
        this.#high = high >>> 0;
        return;
      }
    }
    throw new Damage('holds a number without an end');
  }
}
