import { Damage } from './damage.ts';

const widened = (old: Uint32Array): Uint32Array<ArrayBuffer> => {
  const made = new Uint32Array(old.length * 2);
  made.set(old);
  return made;
};

/** The texts of a block by index, each decoded when it is first asked for. */
export class Strings {
  readonly #bytes: Buffer;
  #starts = new Uint32Array(1024);
  #ends = new Uint32Array(1024);
  readonly #texts = new Map<number, string>();
  #count = 0;

  constructor(bytes: Uint8Array) {
    this.#bytes = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  }

  get count(): number {
    return this.#count;
  }

  add(from: number, to: number): void {
    if (this.#count === this.#starts.length) {
      this.#starts = widened(this.#starts);
      this.#ends = widened(this.#ends);
    }
    this.#starts[this.#count] = from;
    this.#ends[this.#count++] = to;
  }

  /** Throws Damage where there is no such text. */
  check(index: number): void {
    if (!(index >= 0 && index < this.#count)) throw new Damage('refers to a text that is not in its block');
  }

  text(index: number): string {
    const known = this.#texts.get(index);
    if (known !== undefined) return known;
    this.check(index);
    const text = this.#bytes.toString('utf8', this.#starts[index], this.#ends[index]);
    this.#texts.set(index, text);
    return text;
  }

  /** Whether a text is made of these bytes. */
  is(index: number, wanted: Uint8Array): boolean {
    const from = this.#starts[index]!;
    const to = this.#ends[index]!;
    if (to - from !== wanted.length || this.#bytes[from] !== wanted[0]) return false;
    return this.#bytes.compare(wanted, 0, wanted.length, from, to) === 0;
  }
}
