import { megabytes, RECORD_LIMIT } from '../bytes/limits.ts';
import { FileFault } from '../file-fault.ts';
import { parseJson } from './parse-json.ts';

/** What ends a text: a line feed (NDJSON), or the record separator of RFC 7464, within whose texts lines may break. */
export type Separator = '\n' | '\u001e';

const isBlank = (bytes: Buffer): boolean => bytes.every(byte => byte <= 0x20);

/**
 * Reads JSON texts one after the other; `visit` gets undefined where one is unreadable. A last text that is unreadable and
 * has no end of line was cut off, which is a FileFault: rows are missing that nobody could count.
 */
export const scanLines = async (
  file: string,
  chunks: AsyncIterable<Buffer>,
  separator: Separator,
  visit: (value: unknown, text: string) => void,
  settle: () => Promise<void>,
): Promise<void> => {
  const end = separator.charCodeAt(0);
  let pieces: Buffer[] = [];
  let held = 0;
  let line = separator === '\n' ? 1 : 0;
  const word = separator === '\n' ? 'line' : 'text';
  const take = (bytes: Buffer, last: boolean): void => {
    const text = bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf ? bytes.subarray(3) : bytes;
    const start = text[0] === 0x1e ? 1 : 0;
    const body = start === 0 ? text : text.subarray(start);
    if (isBlank(body)) return;
    const value = parseJson(body);
    if (value === undefined && last) {
      throw new FileFault(file, `${word} ${line}`, 'the JSON text ends too early, the file is cut off');
    }
    visit(value, value === undefined ? body.subarray(0, 80).toString('utf8') : '');
  };
  const whole = (bytes: Buffer): Buffer => {
    const joined = pieces.length === 0 ? bytes : Buffer.concat([...pieces, bytes]);
    pieces = [];
    held = 0;
    return joined;
  };
  for await (const chunk of chunks) {
    let from = 0;
    for (let at = chunk.indexOf(end); at >= 0; at = chunk.indexOf(end, from)) {
      take(whole(chunk.subarray(from, at)), false);
      from = at + 1;
      line++;
    }
    if (from < chunk.length) {
      pieces.push(chunk.subarray(from));
      held += chunk.length - from;
    }
    if (held > RECORD_LIMIT)
      throw new FileFault(file, `${word} ${line}`, `is longer than ${megabytes(RECORD_LIMIT)}`);
    await settle();
  }
  const rest = whole(Buffer.alloc(0));
  take(rest, rest.at(-1) !== 0x0a);
};
