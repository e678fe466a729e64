import type pg from 'pg';
import { columnsOf } from './columns-of.ts';
import type { Cell } from './copy-text.ts';

/** characters of rows asked for at once, about */
const PAGE = 2 ** 20;
const MOST_ROWS = 1000;

/** Values as PostgreSQL itself writes them, exactly: nothing passes through a number or a date of JavaScript. */
const AS_TEXT = { getTypeParser: () => (text: string) => text } as unknown as pg.CustomTypesConfig;

/** How values are written and read, whatever the server's own settings are; ends with the transaction. */
const PLAIN = `
  set local timezone = 'UTC';
  set local datestyle = 'ISO, YMD';
  set local intervalstyle = 'postgres';
  set local extra_float_digits = 1;
  set local bytea_output = 'hex'`;

/** Everything that is read from now on is as it is now, whoever writes; nothing can be written. */
export async function beginReading(client: pg.ClientBase): Promise<void> {
  await client.query('begin isolation level repeatable read read only');
  await client.query(PLAIN);
  // The first question decides which moment it is.
  await client.query('select 1');
}

export async function beginWriting(client: pg.ClientBase): Promise<void> {
  await client.query('begin');
  await client.query(PLAIN);
}

export async function countRows(client: pg.ClientBase, table: string): Promise<number> {
  const { rows } = await client.query<{ count: string }>(`select count(*) from "${table}"`);
  return Number(rows[0]!.count);
}

/** All rows of a table, some at a time: as many as make a page of about the same size. */
export async function* pagesOf(
  client: pg.ClientBase,
  table: string,
  columns: readonly string[],
): AsyncGenerator<readonly (readonly Cell[])[]> {
  const listed = columns.map(column => `"${column}"`).join(', ');
  await client.query(`declare backup_rows no scroll cursor for select ${listed} from "${table}"`);
  for (let ask = 50; ; ) {
    const { rows } = await client.query<Cell[]>({
      text: `fetch ${ask} from backup_rows`,
      rowMode: 'array',
      types: AS_TEXT,
    });
    if (rows.length > 0) yield rows;
    if (rows.length < ask) break;
    const size = rows.reduce((sum, row) => row.reduce((all, cell) => all + (cell?.length ?? 0), sum), 1);
    ask = Math.max(1, Math.min(MOST_ROWS, ask * 2, Math.floor((rows.length * PAGE) / size)));
  }
  await client.query('close backup_rows');
}

export type Sequence = Readonly<{ table: string; sequence: string; next: number }>;

/** What the identity columns give next. A sequence knows no transactions: it may be ahead of the rows, never behind. */
export async function sequencesOf(client: pg.ClientBase, table: string): Promise<Sequence[]> {
  const sequences: Sequence[] = [];
  for (const { name, identity } of await columnsOf(client, table)) {
    if (!identity) continue;
    const { rows: found } = await client.query<{ name: string }>(
      'select pg_get_serial_sequence($1, $2) as name',
      [table, name],
    );
    const { rows } = await client.query<{ next: string }>(
      `select last_value + is_called::int as next from ${found[0]!.name}`,
    );
    sequences.push({ table, sequence: name, next: Number(rows[0]!.next) });
  }
  return sequences;
}

export async function setSequence(client: pg.ClientBase, { table, sequence, next }: Sequence): Promise<void> {
  await client.query('select setval(pg_get_serial_sequence($1, $2), $3, false)', [table, sequence, next]);
}
