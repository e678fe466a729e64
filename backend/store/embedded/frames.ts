/**
 * Messages of PostgreSQL's protocol 3.0: one byte of type, four of length (which counts itself), the rest.
 * https://www.postgresql.org/docs/current/protocol-message-formats.html
 */
export type Frame = Readonly<{ type: string; bytes: Buffer }>;

const HEADER = 5;

/** Cuts a stream of bytes, as it comes in, into whole messages. */
export class FrameCutter {
  #chunks: Buffer[] = [];
  #length = 0;
  #needed = HEADER;

  push(chunk: Buffer): void {
    this.#chunks.push(chunk);
    this.#length += chunk.length;
  }

  /** The next whole message, or null until more bytes come. */
  next(): Frame | null {
    if (this.#length < this.#needed) return null;
    const head = this.#joined();
    const size = 1 + head.readUInt32BE(1);
    if (head.length < size) {
      // Nothing is joined again before all of it is here: a message of 100 MB comes in 1,600 pieces.
      this.#needed = size;
      return null;
    }
    return { type: String.fromCharCode(head[0]!), bytes: this.#take(size) };
  }

  /** The first message of a connection has no type byte: its length comes first. */
  startup(): Buffer | null {
    if (this.#length < 8) return null;
    const head = this.#joined();
    const size = head.readUInt32BE(0);
    return head.length < size ? null : this.#take(size);
  }

  #joined(): Buffer {
    if (this.#chunks.length > 1) this.#chunks = [Buffer.concat(this.#chunks, this.#length)];
    return this.#chunks[0]!;
  }

  #take(size: number): Buffer {
    const all = this.#joined();
    this.#chunks = all.length > size ? [all.subarray(size)] : [];
    this.#length -= size;
    this.#needed = HEADER;
    return all.subarray(0, size);
  }
}

/** Cuts whole answers of the server into messages. */
export function cutFrames(bytes: Buffer): Frame[] {
  const frames: Frame[] = [];
  for (let at = 0; at + HEADER <= bytes.length; ) {
    const end = at + 1 + bytes.readUInt32BE(at + 1);
    frames.push({ type: String.fromCharCode(bytes[at]!), bytes: bytes.subarray(at, end) });
    at = end;
  }
  return frames;
}

/** @param type one character, or none for the messages that have no type byte */
export function frame(type: string, ...parts: readonly (Buffer | string | number)[]): Buffer {
  const body = Buffer.concat(
    parts.map(part => {
      if (typeof part === 'string') return Buffer.from(`${part}\0`);
      if (typeof part !== 'number') return part;
      const integer = Buffer.alloc(4);
      integer.writeInt32BE(part);
      return integer;
    }),
  );
  const head = Buffer.alloc(4);
  head.writeUInt32BE(body.length + 4);
  return Buffer.concat([Buffer.from(type, 'latin1'), head, body]);
}

/** An error that ends the connection. @param code SQLSTATE */
export function fatal(code: string, message: string): Buffer {
  return frame('E', ...['SFATAL', 'VFATAL', `C${code}`, `M${message}`], Buffer.from([0]));
}

/** A text that ends with a zero byte. */
export function textAt(bytes: Buffer, offset: number): string {
  const end = bytes.indexOf(0, offset);
  return bytes.toString('utf8', offset, end < 0 ? bytes.length : end);
}
