import { Passing } from '../../net/passing.ts';
import { FileFault } from '../file-fault.ts';
import { saysFailure } from './says-failure.ts';

/** bytes of the end that are looked at; a remark is the last thing that a server writes */
const TAIL = 64 * 1024;
/** bytes of the beginning that are looked at: for the list of elements, and for the words of what is no JSON */
const HEAD = 64 * 1024;

const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const isOpening = (byte: number) => byte === 0x7b || byte === 0x5b;
const isClosing = (byte: number) => byte === 0x7d || byte === 0x5d;
const isBlank = (byte: number) => byte === 0x20 || byte === 0x0a || byte === 0x0d || byte === 0x09;

/**
 * Passes the bytes of an answer on, and fails where they are not one whole JSON object with elements and without an error in its
 * remark: a server says 200 before it knows how its query ends, and what stands before it may say so of something else.
 * @throws Passing for what another try may change, FileFault for a query that is too large
 */
export async function* wholeAnswer(source: string, bytes: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  let depth = 0;
  let inString = false;
  let escaped = false;
  let begun = false;
  let ended = false;
  let opening: Buffer = Buffer.alloc(0);
  let tail: Buffer = Buffer.alloc(0);
  let otherwise: Buffer | null = null;
  for await (const piece of bytes) {
    if (otherwise) {
      if (otherwise.length < HEAD) otherwise = Buffer.concat([otherwise, piece]);
      continue;
    }
    for (const byte of piece) {
      if (inString) {
        if (escaped) escaped = false;
        else if (byte === BACKSLASH) escaped = true;
        else if (byte === QUOTE) inString = false;
      } else if (isBlank(byte)) continue;
      else if (!begun) {
        if (byte !== 0x7b) {
          otherwise = Buffer.from(piece);
          break;
        }
        begun = true;
        depth = 1;
      } else if (ended) throw new Passing('the answer goes on after its end');
      else if (byte === QUOTE) inString = true;
      else if (isOpening(byte)) depth++;
      else if (isClosing(byte)) ended = --depth === 0;
    }
    if (otherwise) continue;
    if (opening.length < HEAD) opening = Buffer.concat([opening, piece.subarray(0, HEAD)]);
    tail = piece.length >= TAIL ? piece : Buffer.concat([tail, piece]).subarray(-TAIL);
    yield piece;
  }
  if (otherwise) throw notJson(source, otherwise.toString('utf8'));
  if (!ended) throw new Passing(begun ? 'the answer is cut off' : 'the answer is empty');
  const remark = remarkOf(tail.toString('utf8'));
  if (remark !== null) checkRemark(source, remark);
  const text = opening.toString('utf8');
  if (!/"elements"\s*:\s*\[/u.test(text))
    throw new Passing(`the answer has no list of elements (${oneLine(text)})`);
}

function remarkOf(tail: string): string | null {
  const [, text] = /"remark"\s*:\s*("(?:[^"\\]|\\.)*")\s*\}\s*$/u.exec(tail) ?? [];
  try {
    return text === undefined ? null : String(JSON.parse(text));
  } catch {
    return text ?? null;
  }
}

function checkRemark(source: string, remark: string): void {
  if (!saysFailure(remark)) return;
  const words = `the server could not finish the query (${oneLine(remark)})`;
  if (/out of memory/iu.test(remark))
    throw new FileFault(source, 'remark', `${words}: ask for a smaller area or fewer kinds of elements`);
  throw new Passing(words);
}

/** What a page says instead of data, in one line. Overpass puts its errors into paragraphs. */
export function pageWords(page: string): string {
  const body = page.replace(/<(head|style|script)[\s\S]*?<\/\1>/giu, ' ');
  const errors = [...body.matchAll(/<p>\s*<strong[^>]*>\s*Error\s*<\/strong>\s*:?([\s\S]*?)<\/p>/giu)];
  const text = errors.length > 0 ? errors.map(([, words]) => words).join('; ') : body;
  return oneLine(
    text
      .replace(/<[^>]*>/gu, ' ')
      .replace(/&quot;/gu, '"')
      .replace(/&lt;/gu, '<')
      .replace(/&gt;/gu, '>')
      .replace(/&amp;/gu, '&'),
  );
}

const oneLine = (text: string): string => {
  const line = text.replace(/[\s\p{Cc}]+/gu, ' ').trim();
  return line.length > 200 ? `${line.slice(0, 200)}…` : line;
};

function notJson(source: string, text: string): Error {
  const page = /^\s*<(!doctype|\?xml|html)/iu.test(text);
  if (!page) return new Passing('the answer is no JSON');
  const words = pageWords(text);
  if (/out of memory/iu.test(words)) checkRemark(source, words);
  return new Passing(`the answer is a page instead of data${words ? ` (${words})` : ''}`);
}
