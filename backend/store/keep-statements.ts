import type pg from 'pg';

/** statements that a connection keeps at most */
const MOST = 300;

/**
 * Lets the server keep the plans of statements that come again: planning one costs it more than most of them. Not behind
 * a pooler such as PgBouncer, which gives each transaction another process of the server: its number tells.
 */
export async function keepStatements(client: pg.ClientBase): Promise<void> {
  const { rows } = await client.query<{ pid: number }>('select pg_backend_pid() as pid');
  const { processID } = client as pg.ClientBase & { processID: number | null };
  if (rows[0]?.pid !== processID) return;
  // Compiling a plan takes a third of a second. Where a statement asks for few rows of a large table, the server expects
  // far more work than there is, and compiles it at each request.
  await client.query('set jit = off');
  const ask = client.query.bind(client) as (query: unknown, ...rest: unknown[]) => unknown;
  const kept = (text: unknown, values?: unknown, ...rest: unknown[]) => {
    const asks = typeof text === 'string' && Array.isArray(values) && values.length > 0;
    const name = asks ? nameOf(text) : null;
    return name === null ? ask(text, values, ...rest) : ask({ name, text, values }, ...rest);
  };
  client.query = kept as typeof client.query;
}

/** Statements that came once. */
const seen = new Set<string>();
const names = new Map<string, string>();

/** What a statement that comes again is called in every connection. Null: it is not kept. */
export function nameOf(text: string): string | null {
  const name = names.get(text);
  if (name !== undefined) return name;
  // A step of the schema that adds a column would change what comes of `*`, which a kept statement may not.
  if (names.size === MOST || /(^|[\s.])\*/.test(text)) return null;
  if (seen.delete(text)) names.set(text, `jalon_${names.size}`);
  else if (seen.size < MOST) seen.add(text);
  else seen.clear();
  return names.get(text) ?? null;
}
