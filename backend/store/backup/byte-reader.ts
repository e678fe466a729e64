import { BackupFault } from './backup-fault.ts';

const BREAK = 0x0a;

/** Lines, and bytes between them, out of a stream of pieces. */
export class ByteReader {
  readonly #pieces: AsyncIterator<Buffer>;
  readonly #longest: number;
  #rest: Buffer = Buffer.alloc(0);

  /** @param longest bytes of a line */
  constructor(pieces: AsyncIterable<Buffer>, longest: number) {
    this.#pieces = pieces[Symbol.asyncIterator]();
    this.#longest = longest;
  }

  /** The next line without its break; null where no whole one comes. @throws BackupFault for one that is too long */
  async line(): Promise<Buffer | null> {
    const begun: Buffer[] = [];
    for (let length = 0; ; ) {
      const at = this.#rest.indexOf(BREAK);
      if (at >= 0) {
        const end = this.#rest.subarray(0, at);
        this.#rest = this.#rest.subarray(at + 1);
        return begun.length === 0 ? end : Buffer.concat([...begun, end]);
      }
      begun.push(this.#rest);
      length += this.#rest.length;
      if (length > this.#longest) throw new BackupFault('it is damaged: a line does not end');
      if (!(await this.#more())) return null;
    }
  }

  /** Up to so many bytes, at least one; null at the end. */
  async some(most: number): Promise<Buffer | null> {
    while (this.#rest.length === 0) if (!(await this.#more())) return null;
    const taken = this.#rest.subarray(0, most);
    this.#rest = this.#rest.subarray(taken.length);
    return taken;
  }

  async ended(): Promise<boolean> {
    return (await this.some(1)) === null;
  }

  /** Replaces the rest. */
  async #more(): Promise<boolean> {
    const next = await this.#pieces.next();
    this.#rest = next.done ? Buffer.alloc(0) : next.value;
    return !next.done;
  }
}
