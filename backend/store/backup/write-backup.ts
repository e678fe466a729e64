import { createHash } from 'node:crypto';
import pg from 'pg';
import { type BackupEnd, type BackupHead, FORMAT } from './backup-lines.ts';
import { BACKUP_TABLES } from './backup-tables.ts';
import { columnsOf } from './columns-of.ts';
import { END_OF_TABLE, rowText } from './copy-text.ts';
import { hashesNeeded, openSource } from './kept-sources.ts';
import { beginReading, countRows, pagesOf, sequencesOf } from './read-rows.ts';

/** A step has a name; the function takes its share from 0 to 1. */
export type Step = (name: string) => (share: number) => void;

export type Written = Readonly<{
  end: BackupEnd;
  /** Hashes of sources that snapshots need and that are not there, or are no longer what they were. */
  lacking: readonly string[];
}>;

/**
 * A backup of a database as it is at one moment, part by part, in the layout of docs/backup-format.md. Changes nothing,
 * and holds a page of rows at a time.
 * @param sources folder of the kept sources; null: without them
 */
export async function* writeBackup(
  databaseUrl: string,
  head: Omit<BackupHead, 'backup' | 'format'>,
  sources: string | null,
  step: Step = () => () => {},
): AsyncGenerator<Buffer, Written> {
  const digest = createHash('sha256');
  const counted = (part: string | Buffer): Buffer => {
    const bytes = typeof part === 'string' ? Buffer.from(part) : part;
    digest.update(bytes);
    return bytes;
  };
  const line = (value: object): Buffer => counted(`${JSON.stringify(value)}\n`);
  const client = new pg.Client({ connectionString: databaseUrl });
  client.on('error', () => {});
  await client.connect();
  try {
    await beginReading(client);
    yield line({ backup: 'jalon', format: FORMAT, ...head });
    const rows: Record<string, number> = {};
    for (const table of BACKUP_TABLES) {
      const columns = (await columnsOf(client, table)).map(({ name }) => name);
      // A database of an earlier schema lacks what came later.
      if (columns.length === 0) continue;
      const show = step(table);
      const total = await countRows(client, table);
      let count = 0;
      yield line({ table, columns });
      for await (const page of pagesOf(client, table, columns)) {
        yield counted(page.map(row => `${rowText(row)}\n`).join(''));
        count += page.length;
        show(count / total);
      }
      yield counted(`${END_OF_TABLE}\n`);
      rows[table] = count;
    }
    for (const table of Object.keys(rows))
      for (const sequence of await sequencesOf(client, table)) yield line(sequence);
    const hashes = sources === null ? [] : await hashesNeeded(client);
    await client.query('commit');

    const show = step('sources');
    const lacking: string[] = [];
    for (const [i, hash] of hashes.entries()) {
      const source = await openSource(sources!, hash);
      if (!source) {
        lacking.push(hash);
        continue;
      }
      try {
        yield line({ source: hash, bytes: source.bytes });
        for await (const piece of source.pieces()) yield counted(piece);
        yield counted('\n');
      } finally {
        await source.close();
      }
      show((i + 1) / hashes.length);
    }
    const end: BackupEnd = {
      end: true,
      rows,
      sources: hashes.length - lacking.length,
      sha256: digest.digest('hex'),
    };
    yield Buffer.from(`${JSON.stringify(end)}\n`);
    return { end, lacking };
  } finally {
    await client.end();
  }
}
