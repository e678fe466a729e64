import { megabytes, RECORD_LIMIT } from '../bytes/limits.ts';
import { FileFault } from '../file-fault.ts';
import { parseJson, parseTogether } from './parse-json.ts';
import { wholeObjects } from './whole-objects.ts';

export type DocumentVisitor = Readonly<{
  /** One element of a streamed array (`key` is empty where the document itself is an array); undefined where unreadable. */
  element: (key: string, value: unknown) => void;
  /** A member of the document's object that is not streamed; undefined where unreadable. */
  member: (key: string, value: unknown) => void;
  /** After each chunk; rows seen so far may be worked on. */
  settle: () => Promise<void>;
  /** A document has ended with these members; another may follow. */
  end: (members: Readonly<Record<string, unknown>>) => void;
}>;

/** Arrays whose elements are rows: GeoJSON, Overpass, Opendatasoft. All else is small and read whole. */
const STREAMED = new Set(['features', 'elements', 'records', 'results']);

const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const OPEN_OBJECT = 0x7b;
const CLOSE_OBJECT = 0x7d;
const OPEN_ARRAY = 0x5b;
const CLOSE_ARRAY = 0x5d;
const COMMA = 0x2c;
const COLON = 0x3a;
const RECORD_SEPARATOR = 0x1e;

const isSpace = (byte: number): boolean => byte === 0x20 || byte === 0x0a || byte === 0x0d || byte === 0x09;

/**
 * Reads one JSON document (or several, one after the other) without holding more than one row of it: finds where each
 * value ends, and parses that piece alone. Throws FileFault naming the byte where the document is broken or cut off.
 */
export const scanDocument = async (file: string, chunks: AsyncIterable<Buffer>, visitor: DocumentVisitor) => {
  type State = 'root' | 'key' | 'colon' | 'value' | 'array' | 'inside';
  let state = 'root' as State;
  let key = '';
  let streaming = false;
  let members: Record<string, unknown> = {};
  let rootIsArray = false;
  let documents = 0;
  /** Bytes before the chunk at hand. */
  let base = 0;
  // The value being captured.
  let capturing: 'key' | 'member' | 'element' = 'member';
  let depth = 0;
  let inString = false;
  let escaped = false;
  let scalar = false;
  let startedAt = 0;
  let pieces: Buffer[] = [];
  let held = 0;

  const fault = (at: number, reason: string): FileFault => new FileFault(file, `byte ${at}`, reason);

  const begin = (what: typeof capturing, byte: number, at: number): void => {
    capturing = what;
    startedAt = at;
    inString = byte === QUOTE;
    escaped = false;
    scalar = byte !== QUOTE && byte !== OPEN_OBJECT && byte !== OPEN_ARRAY;
    depth = byte === OPEN_OBJECT || byte === OPEN_ARRAY ? 1 : 0;
    state = 'inside';
  };

  const captured = (bytes: Buffer): void => {
    const value = parseJson(bytes);
    if (capturing === 'key') {
      if (typeof value !== 'string') throw fault(startedAt, 'is not JSON: a key that cannot be read');
      key = value;
      state = 'colon';
    } else if (capturing === 'element') {
      visitor.element(rootIsArray ? '' : key, value);
      state = 'array';
    } else {
      members[key] = value;
      visitor.member(key, value);
      state = 'key';
    }
  };

  /** Gives the elements that lie whole in the chunk from here on, and says where the last of them ends. */
  const together = (chunk: Buffer, from: number): number => {
    const bounds = wholeObjects(chunk, from);
    if (bounds.length === 0) return from;
    const [first, end] = [bounds[0]!, bounds.at(-1)!];
    const values = parseTogether(chunk.subarray(first, end));
    const known = rootIsArray ? '' : key;
    if (values?.length === bounds.length / 2) for (const value of values) visitor.element(known, value);
    else
      for (let n = 0; n < bounds.length; n += 2)
        visitor.element(known, parseJson(chunk.subarray(bounds[n], bounds[n + 1])));
    return end;
  };

  const endDocument = (): void => {
    documents++;
    visitor.end(members);
    members = {};
    state = 'root';
  };

  /** Index just behind the value's last byte, or -1 when it goes on in the next chunk. */
  const endOfValue = (chunk: Buffer, from: number): number => {
    let i = from;
    while (i < chunk.length) {
      if (inString) {
        if (escaped) {
          escaped = false;
          i++;
          continue;
        }
        const quote = chunk.indexOf(QUOTE, i);
        const end = quote < 0 ? chunk.length : quote;
        let slashes = 0;
        while (end - 1 - slashes >= i && chunk[end - 1 - slashes] === BACKSLASH) slashes++;
        const odd = slashes % 2 === 1;
        if (quote < 0) {
          escaped = odd;
          return -1;
        }
        i = quote + 1;
        if (odd) continue;
        inString = false;
        if (depth === 0) return i;
        continue;
      }
      const byte = chunk[i]!;
      if (scalar) {
        if (byte === COMMA || byte === CLOSE_ARRAY || byte === CLOSE_OBJECT || isSpace(byte)) return i;
      } else if (byte === QUOTE) inString = true;
      else if (byte === OPEN_OBJECT || byte === OPEN_ARRAY) depth++;
      else if (byte === CLOSE_OBJECT || byte === CLOSE_ARRAY) {
        depth--;
        if (depth === 0) return i + 1;
      }
      i++;
    }
    return -1;
  };

  const structure = (byte: number, at: number): void => {
    if (isSpace(byte)) return;
    if (state === 'root') {
      if (byte === RECORD_SEPARATOR || (byte === COMMA && documents > 0)) return;
      rootIsArray = byte === OPEN_ARRAY;
      if (!rootIsArray && byte !== OPEN_OBJECT) {
        throw fault(at, documents === 0 ? 'is not JSON' : 'something follows the end of the JSON document');
      }
      streaming = rootIsArray;
      state = rootIsArray ? 'array' : 'key';
    } else if (state === 'key') {
      if (byte === COMMA) return;
      if (byte === CLOSE_OBJECT) endDocument();
      else if (byte === QUOTE) begin('key', byte, at);
      else throw fault(at, 'is not JSON: a key was expected');
    } else if (state === 'colon') {
      if (byte !== COLON) throw fault(at, 'is not JSON: a colon was expected');
      state = 'value';
    } else if (state === 'value') {
      streaming = STREAMED.has(key) && byte === OPEN_ARRAY;
      if (streaming) {
        members[key] = [];
        state = 'array';
      } else begin('member', byte, at);
    } else if (byte === CLOSE_ARRAY) {
      if (rootIsArray) endDocument();
      else state = 'key';
    } else if (byte === CLOSE_OBJECT) throw fault(at, 'is not JSON: a bracket closes what was not opened');
    else if (byte !== COMMA) begin('element', byte, at);
  };

  for await (const chunk of chunks) {
    let i = 0;
    let from = state === 'inside' ? 0 : -1;
    while (i < chunk.length) {
      if (state !== 'inside') {
        structure(chunk[i]!, base + i);
        // `structure` may have begun a value at this byte.
        if ((state as State) === 'inside') from = i;
        i++;
        if ((state as State) !== 'inside') continue;
      }
      const end = endOfValue(chunk, i);
      if (end < 0) break;
      const bytes = chunk.subarray(from, end);
      const whole = pieces.length === 0 ? bytes : Buffer.concat([...pieces, bytes]);
      pieces = [];
      held = 0;
      i = end;
      captured(whole);
      if ((state as State) !== 'array') continue;
      for (let next = together(chunk, i); next > i; next = together(chunk, i)) i = next;
    }
    if (state === 'inside') {
      const rest = chunk.subarray(from);
      pieces.push(rest);
      held += rest.length;
      if (held > RECORD_LIMIT) throw fault(startedAt, `a record is longer than ${megabytes(RECORD_LIMIT)}`);
    }
    base += chunk.length;
    await visitor.settle();
  }
  if (state !== 'root') throw fault(base, 'the JSON document ends too early, the file is cut off');
  if (documents === 0) throw fault(base, 'there is nothing in the file');
};
