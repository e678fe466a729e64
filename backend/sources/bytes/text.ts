import { isUtf8 } from 'node:buffer';
import { FileFault } from '../file-fault.ts';
import { megabytes, RECORD_LIMIT } from './limits.ts';

export type Encoding = 'UTF-8' | 'UTF-16LE' | 'UTF-16BE' | 'Windows-1252';

/** Windows-1252 where it differs from Latin-1, 0x80 to 0x9f (https://encoding.spec.whatwg.org/index-windows-1252.txt). */
const WINDOWS_1252 = '€\u0081‚ƒ„…†‡ˆ‰Š‹Œ\u008dŽ\u008f\u0090‘’“”•–—˜™š›œ\u009džŸ';

const decode1252 = (bytes: Buffer): string =>
  bytes.toString('latin1').replace(/[\u0080-\u009f]/gu, c => WINDOWS_1252[c.charCodeAt(0) - 0x80] ?? c);

/** UTF-8 where the bytes are, else Windows-1252: in practice no other text passes for UTF-8. */
export const decodeBytes = (bytes: Buffer): string =>
  isUtf8(bytes) ? bytes.toString('utf8') : decode1252(bytes);

const NEWLINE = 0x0a;

const decodeLines = (bytes: Buffer): string => {
  if (isUtf8(bytes)) return bytes.toString('utf8');
  const parts: string[] = [];
  for (let from = 0; from < bytes.length; ) {
    const at = bytes.indexOf(NEWLINE, from);
    const to = at < 0 ? bytes.length : at + 1;
    parts.push(decodeBytes(bytes.subarray(from, to)));
    from = to;
  }
  return parts.join('');
};

/** The encoding that the first bytes show: a byte-order mark, or the zero bytes of UTF-16; `null` for one byte a letter. */
const wideEncoding = (head: Buffer): 'utf-16le' | 'utf-16be' | null => {
  if (head[0] === 0xff && head[1] === 0xfe) return 'utf-16le';
  if (head[0] === 0xfe && head[1] === 0xff) return 'utf-16be';
  const sample = head.subarray(0, 2 * Math.floor(Math.min(head.length, 1024) / 2));
  if (sample.length < 4) return null;
  let even = 0;
  let odd = 0;
  for (let i = 0; i < sample.length; i += 2) {
    if (sample[i] === 0) even++;
    if (sample[i + 1] === 0) odd++;
  }
  const most = sample.length * 0.3;
  if (odd > most && even === 0) return 'utf-16le';
  return even > most && odd === 0 ? 'utf-16be' : null;
};

/** UTF-16 becomes UTF-8; any other bytes pass as they are. A byte-order mark is left out. */
export async function* narrowed(head: Buffer, chunks: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  const wide = wideEncoding(head);
  if (wide !== null) {
    const decoder = new TextDecoder(wide);
    for await (const chunk of chunks) yield Buffer.from(decoder.decode(chunk, { stream: true }));
    const rest = decoder.decode();
    if (rest !== '') yield Buffer.from(rest);
    return;
  }
  let start = true;
  for await (const chunk of chunks) {
    yield start && hasMark(chunk) ? chunk.subarray(3) : chunk;
    start = false;
  }
}

const hasMark = (bytes: Buffer): boolean => bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf;

/** The head as `narrowed` would give it. */
export const narrowedHead = (head: Buffer): Buffer => {
  const wide = wideEncoding(head);
  if (wide !== null) return Buffer.from(new TextDecoder(wide).decode(head, { stream: true }));
  return hasMark(head) ? head.subarray(3) : head;
};

export type Text = { encoding: Encoding; pieces: AsyncGenerator<string> };

/**
 * Text in whole lines. A line that is not UTF-8 is read as Windows-1252, and `encoding` then says so: known when the
 * pieces have ended. Throws FileFault at a line above RECORD_LIMIT.
 */
export const textOf = (file: string, head: Buffer, chunks: AsyncIterable<Buffer>): Text => {
  const wide = wideEncoding(head);
  const text: Text = {
    encoding: wide === null ? 'UTF-8' : wide === 'utf-16le' ? 'UTF-16LE' : 'UTF-16BE',
    pieces: lines(),
  };
  async function* lines(): AsyncGenerator<string> {
    let kept: Buffer[] = [];
    let length = 0;
    let line = 1;
    const decoded = (bytes: Buffer): string => {
      if (wide === null && text.encoding === 'UTF-8' && !isUtf8(bytes)) text.encoding = 'Windows-1252';
      return decodeLines(bytes);
    };
    for await (const chunk of narrowed(head, chunks)) {
      const last = Math.max(chunk.lastIndexOf(NEWLINE), chunk.lastIndexOf(0x0d));
      if (last < 0) {
        kept.push(chunk);
        length += chunk.length;
        if (length > RECORD_LIMIT) {
          throw new FileFault(file, `line ${line}`, `is longer than ${megabytes(RECORD_LIMIT)}`);
        }
        continue;
      }
      const whole = Buffer.concat([...kept, chunk.subarray(0, last + 1)]);
      kept = last + 1 < chunk.length ? [chunk.subarray(last + 1)] : [];
      length = chunk.length - last - 1;
      for (let at = whole.indexOf(NEWLINE); at >= 0; at = whole.indexOf(NEWLINE, at + 1)) line++;
      yield decoded(whole);
    }
    if (length > 0) yield decoded(Buffer.concat(kept));
  }
  return text;
};
