import { Damage } from './damage.ts';
import { BYTES, VARINT, type Wire } from './wire.ts';

/** Field numbers up to here are looked at; elements have none above. */
const FIELDS = 16;

/** A message whose fields have been found and not decoded. One object serves many messages, one after the other. */
export class Message {
  readonly #wire: Wire;
  readonly #from = new Int32Array(FIELDS);
  readonly #to = new Int32Array(FIELDS);

  constructor(wire: Wire) {
    this.#wire = wire;
  }

  /** Finds the fields between two places; of a field that is there twice the last one counts. */
  open(from: number, end: number): void {
    const wire = this.#wire;
    this.#from.fill(-1);
    wire.pos = from;
    while (wire.pos < end) {
      const key = wire.key();
      const field = key >>> 3;
      if (field >= FIELDS) {
        wire.skip(key, end);
        continue;
      }
      const type = key & 7;
      if (type === BYTES) {
        const to = wire.span(end);
        this.#from[field] = wire.pos;
        this.#to[field] = to;
        wire.pos = to;
      } else {
        this.#from[field] = wire.pos;
        // A number has no span: whoever asks for one finds that out.
        this.#to[field] = type === VARINT ? -1 : -2;
        wire.skip(key, end);
      }
    }
    wire.ended(end);
  }

  /** Places of a list or a message within; equal where it is not there. */
  from(field: number): number {
    return Math.max(0, this.#from[field]!);
  }

  to(field: number): number {
    const to = this.#to[field]!;
    if (this.#from[field]! < 0) return 0;
    if (to < 0) throw new Damage(`field ${field} is of another kind than the format says`);
    return to;
  }

  has(field: number): boolean {
    return this.#from[field]! >= 0;
  }

  /** A number; undefined where it is not there. */
  number(field: number, read: 'int' | 'sint'): number | undefined {
    const from = this.#from[field]!;
    if (from < 0) return undefined;
    if (this.#to[field] !== -1) throw new Damage(`field ${field} is of another kind than the format says`);
    this.#wire.pos = from;
    return this.#wire[read]();
  }
}
