import type pg from 'pg';

export type Column = Readonly<{
  name: string;
  /** As SQL writes it, `geometry(Point,4326)` for one. */
  type: string;
  /** Numbers itself: it has a sequence. */
  identity: boolean;
}>;

/** The columns of a table that hold something of their own, in their order; none where there is no such table. */
export async function columnsOf(client: pg.ClientBase, table: string): Promise<Column[]> {
  const { rows } = await client.query<Column>(
    `select attname as name, format_type(atttypid, atttypmod) as type, attidentity <> '' as identity
     from pg_attribute
     where attrelid = to_regclass($1) and attnum > 0 and not attisdropped and attgenerated = ''
     order by attnum`,
    [table],
  );
  return rows;
}
