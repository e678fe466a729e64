import { once } from 'node:events';
import { type CsvError, parse } from 'csv-parse';
import { megabytes, RECORD_LIMIT } from '../bytes/limits.ts';
import type { OpenBytes } from '../bytes/open-bytes.ts';
import { decodeBytes, narrowedHead, textOf } from '../bytes/text.ts';
import { FileFault } from '../file-fault.ts';
import type { RowBuilder } from './build-features.ts';
import type { Told } from './json-rows.ts';

const DELIMITERS = [',', ';', '\t', '|'] as const;
type Delimiter = (typeof DELIMITERS)[number];

/** How often each delimiter stands outside quotes, record by record, in the first records. */
const counts = (head: string, delimiter: Delimiter): number[] => {
  const found: number[] = [];
  let count = 0;
  let quoted = false;
  let letters = 0;
  for (const letter of head) {
    if (letter === '"') quoted = !quoted;
    else if (!quoted && letter === delimiter) count++;
    else if (!quoted && (letter === '\n' || letter === '\r')) {
      if (letters > 0) found.push(count);
      if (found.length >= 20) return found;
      count = 0;
      letters = 0;
      continue;
    }
    letters++;
  }
  if (letters > 0 && found.length === 0) found.push(count);
  return found;
};

/** The delimiter that the header has, and most of the next records as often. */
const delimiterOf = (head: string): Delimiter | null => {
  const sep = /^sep=(.)\r?\n/iu.exec(head)?.[1] as Delimiter | undefined;
  if (sep !== undefined && DELIMITERS.includes(sep)) return sep;
  let best: { delimiter: Delimiter; score: number } | null = null;
  for (const delimiter of DELIMITERS) {
    const [header = 0, ...rest] = counts(head, delimiter);
    if (header === 0) continue;
    const same = rest.length === 0 ? 1 : rest.filter(n => n === header).length / rest.length;
    const score = same * 1000 + header;
    if (best === null || score > best.score) best = { delimiter, score };
  }
  return best?.delimiter ?? null;
};

const NAMES: Readonly<Record<Delimiter, string>> = { ',': ',', ';': ';', '\t': 'tab', '|': '|' };

/** Column names: trimmed, never empty, never twice. */
const headerOf = (cells: readonly string[]): string[] => {
  const used = new Set<string>();
  return cells.map((cell, index) => {
    const name = cell.trim() === '' ? `column ${index + 1}` : cell.trim();
    let own = name;
    for (let n = 2; used.has(own); n++) own = `${name} ${n}`;
    used.add(own);
    return own;
  });
};

const faultOf = (file: string, error: CsvError): FileFault => {
  const line = typeof error['lines'] === 'number' ? error['lines'] : 0;
  const reasons: Record<string, string> = {
    CSV_QUOTE_NOT_CLOSED: 'a quotation mark is opened and never closed, or the file is cut off',
    CSV_MAX_RECORD_SIZE: `a record is longer than ${megabytes(RECORD_LIMIT)}`,
  };
  return new FileFault(file, `line ${line}`, reasons[error.code] ?? error.message, { cause: error });
};

/** Gives the rows of delimited text to the builder; delimiter, encoding and end of line are told from the text. */
export const delimitedRows = async (file: string, bytes: OpenBytes, builder: RowBuilder): Promise<Told> => {
  const head = decodeBytes(narrowedHead(bytes.head));
  if (!/[\n\r]/u.test(head) && bytes.head.length > 64 * 1024) {
    throw new FileFault(file, 'line 1', 'is too long for a line of column names; the format is not known');
  }
  const delimiter = delimiterOf(head);
  if (delimiter === null) {
    throw new FileFault(
      file,
      'line 1',
      `is neither GeoJSON nor a table of several columns: "${
        head
          .trim()
          .split(/[\n\r]/u)[0]
          ?.slice(0, 60) ?? ''
      }"`,
    );
  }
  const text = textOf(file, bytes.head, bytes.chunks);
  const parser = parse({
    delimiter,
    bom: true,
    relax_quotes: true,
    relax_column_count: true,
    skip_empty_lines: true,
    max_record_size: RECORD_LIMIT,
    from_line: /^sep=./iu.test(head) ? 2 : 1,
  });
  let header: string[] | null = null;
  let row = 0;
  parser.on('data', (cells: string[]) => {
    if (header === null) {
      header = headerOf(cells);
      builder.header(header);
      return;
    }
    row++;
    if (cells.length > header.length && cells.slice(header.length).some(cell => cell.trim() !== '')) {
      const found = `${cells.length} cells under ${header.length} columns`;
      builder.reject({ row, reason: 'unreadable-row', found });
      return;
    }
    const columns: Record<string, unknown> = {};
    for (let i = 0; i < header.length; i++) columns[header[i]!] = cells[i] ?? '';
    builder.push({ row, columns });
  });
  let failed: CsvError | null = null;
  parser.on('error', error => {
    failed = error as CsvError;
  });
  const ended = once(parser, 'end').catch(() => undefined);
  for await (const piece of text.pieces) {
    if (failed === null && !parser.write(piece))
      await Promise.race([once(parser, 'drain'), ended]).catch(() => undefined);
    if (failed !== null) break;
    await builder.settle();
  }
  if (failed === null) {
    parser.end();
    await ended;
  }
  if (failed !== null) throw faultOf(file, failed);
  if (header === null) throw new FileFault(file, 'line 1', 'there is nothing in the file');
  return { format: `CSV (${NAMES[delimiter]}, ${text.encoding})`, dataTime: null };
};
