import { constants } from 'node:buffer';
import { createHash, type Hash } from 'node:crypto';
import { z } from 'zod';
import { BackupFault } from './backup-fault.ts';
import {
  type BackupEnd,
  type BackupHead,
  endLine,
  FORMAT,
  headLine,
  sequenceLine,
  sourceLine,
  tableLine,
} from './backup-lines.ts';
import { ByteReader } from './byte-reader.ts';
import { type Cell, cellsOf, END_OF_TABLE } from './copy-text.ts';
import type { Sequence } from './read-rows.ts';

/** characters of rows given at once, about; and rows at most */
const PAGE = 2 ** 20;
const MOST_ROWS = 1000;
/** bytes; what is longer was never a line: no text of Node.js could hold it */
const LONGEST_LINE = constants.MAX_STRING_LENGTH;

/** What a backup is made of, in its order. */
export type BackupPart =
  | Readonly<{ kind: 'head'; head: BackupHead }>
  | Readonly<{ kind: 'table'; table: string; columns: readonly string[] }>
  | Readonly<{ kind: 'rows'; table: string; rows: readonly (readonly Cell[])[] }>
  | Readonly<{ kind: 'sequence' } & Sequence>
  | Readonly<{ kind: 'source'; hash: string; bytes: number }>
  | Readonly<{ kind: 'piece'; hash: string; bytes: Buffer; last: boolean }>
  | Readonly<{ kind: 'end'; end: BackupEnd }>;

const between = z.union([tableLine, sequenceLine, sourceLine, endLine]);

/**
 * The parts of a backup, a page of rows at a time. Only who has read the `end` knows that the file is whole: what came
 * before it may be half of one.
 * @param bytes as `writeBackup` gives them
 * @throws BackupFault where they are not a whole backup that this Jalon reads
 */
export async function* readBackup(bytes: AsyncIterable<Buffer>): AsyncGenerator<BackupPart> {
  const digest = createHash('sha256');
  const reader = new ByteReader(bytes, LONGEST_LINE);
  const head = await readHead(reader, digest);
  yield { kind: 'head', head };
  const counts: Record<string, number> = {};
  let sources = 0;
  for (;;) {
    const text = await reader.line();
    if (text === null) throw new BackupFault('it ends too early');
    const line = parsed(between, text);
    if ('end' in line) {
      checkEnd(line, counts, sources, digest.digest('hex'));
      if (!(await reader.ended())) throw new BackupFault('something follows its end');
      yield { kind: 'end', end: line };
      return;
    }
    digest.update(text).update('\n');
    if ('columns' in line) {
      const { table, columns } = line;
      if (Object.hasOwn(counts, table)) throw new BackupFault(`it has the table ${table} twice`);
      yield { kind: 'table', table, columns };
      counts[table] = 0;
      for await (const rows of readRows(reader, digest, table, columns.length)) {
        counts[table] += rows.length;
        yield { kind: 'rows', table, rows };
      }
    } else if ('sequence' in line) yield { kind: 'sequence', ...line };
    else {
      yield { kind: 'source', hash: line.source, bytes: line.bytes };
      yield* readSource(reader, digest, line.source, line.bytes);
      sources++;
    }
  }
}

async function readHead(reader: ByteReader, digest: Hash): Promise<BackupHead> {
  const text = await reader.line();
  const read = headLine.safeParse(json(text));
  if (!read.success) throw new BackupFault('it is no backup of Jalon');
  if (read.data.format > FORMAT)
    throw new BackupFault(
      `a newer Jalon (${read.data.jalon}) wrote it, in a layout that this one does not know: update Jalon`,
    );
  digest.update(text!).update('\n');
  return read.data;
}

async function* readRows(
  reader: ByteReader,
  digest: Hash,
  table: string,
  width: number,
): AsyncGenerator<(readonly Cell[])[]> {
  let rows: (readonly Cell[])[] = [];
  let size = 0;
  for (let number = 1; ; number++) {
    const text = await reader.line();
    if (text === null) throw new BackupFault(`it ends too early, in the table ${table}`);
    digest.update(text).update('\n');
    const ended = text.toString('latin1', 0, 3) === END_OF_TABLE;
    if (!ended) {
      const cells = cellsOf(text.toString());
      if (cells?.length !== width)
        throw new BackupFault(`it is damaged, in row ${number} of the table ${table}`);
      rows.push(cells);
      size += text.length;
    }
    if (rows.length > 0 && (ended || rows.length >= MOST_ROWS || size >= PAGE)) {
      yield rows;
      rows = [];
      size = 0;
    }
    if (ended) return;
  }
}

async function* readSource(
  reader: ByteReader,
  digest: Hash,
  hash: string,
  bytes: number,
): AsyncGenerator<BackupPart> {
  const own = createHash('sha256');
  let left = bytes;
  do {
    const piece = left > 0 ? await reader.some(left) : Buffer.alloc(0);
    if (piece === null) throw new BackupFault('it ends too early, in a source');
    digest.update(piece);
    own.update(piece);
    left -= piece.length;
    if (left === 0 && own.digest('hex') !== hash) throw new BackupFault('it is damaged, in a source');
    yield { kind: 'piece', hash, bytes: piece, last: left === 0 };
  } while (left > 0);
  if ((await reader.line())?.length !== 0) throw new BackupFault('it is damaged, after a source');
  digest.update('\n');
}

function checkEnd(end: BackupEnd, counts: Readonly<Record<string, number>>, sources: number, found: string) {
  const same =
    end.sha256 === found &&
    end.sources === sources &&
    JSON.stringify(Object.entries(end.rows).sort()) === JSON.stringify(Object.entries(counts).sort());
  if (!same) throw new BackupFault('it is damaged: its contents are not what its end says');
}

function parsed<T>(schema: z.ZodType<T>, text: Buffer): T {
  const read = schema.safeParse(json(text));
  if (!read.success) throw new BackupFault('it is damaged: a line cannot be read');
  return read.data;
}

function json(text: Buffer | null): unknown {
  if (text === null) return null;
  try {
    return JSON.parse(text.toString());
  } catch {
    return null;
  }
}
