import pg from 'pg';
import { connect } from '../connect.ts';
import { firstLine, StartFault } from '../opening/start-fault.ts';
import { currentVersion, MIGRATION_LOCK, migrate } from '../schema/migrate.ts';
import { MIGRATIONS, type Migration } from '../schema/migrations/migrations.ts';
import { BackupFault } from './backup-fault.ts';
import type { BackupEnd, BackupHead } from './backup-lines.ts';
import { BACKUP_TABLES, LEFT_OUT } from './backup-tables.ts';
import { columnsOf } from './columns-of.ts';
import type { Cell } from './copy-text.ts';
import { type Dropped, dropAccess } from './drop-access.ts';
import { holdUploads } from './hold-uploads.ts';
import { SourceKeeper } from './keep-source.ts';
import { contentsOf, refuseAlive } from './place.ts';
import type { BackupPart } from './read-backup.ts';
import { beginWriting, setSequence } from './read-rows.ts';
import type { BackupSurvey } from './survey-backup.ts';
import { withoutIndexes } from './without-indexes.ts';

export type RestoreOptions = Readonly<{
  /** Puts the backup in the place of what is there. */
  replace: boolean;
  /** The database is ours alone by the lock of its folder: what a killed process said of itself means nothing. */
  alone: boolean;
  /** Folder of the kept sources. */
  sources: string;
  /** Empties a queue that lives elsewhere; the one in the database is emptied with it. */
  emptyQueue?: () => Promise<void>;
  /** Whether whoever could come in when the backup was made still can. */
  keepAccess: boolean;
  migrations?: readonly Migration[];
}>;

/** @throws BackupFault when the backup's schema is newer than this Jalon's */
export function refuseNewer({ schema, jalon }: BackupHead, migrations: readonly Migration[] = MIGRATIONS) {
  const newest = migrations.at(-1)!.version;
  if (schema > newest)
    throw new BackupFault(
      `a newer Jalon (${jalon}) wrote it (schema ${schema}, this one knows ${newest}): update Jalon`,
    );
}

/**
 * Fills a database with a backup, in one transaction: whatever happens in the middle of it, the database is what it was
 * before. The schema becomes that of the backup first, and is brought up to date in the end.
 * @param survey of the backup, read before
 * @param parts the whole of it, read anew
 * @returns which ways in were not kept; null: all were
 * @throws BackupFault where it is not whole, StartFault where the database is in use or holds something that may not be replaced
 */
export async function restoreBackup(
  databaseUrl: string,
  survey: BackupSurvey,
  parts: AsyncIterable<BackupPart>,
  options: RestoreOptions,
): Promise<Dropped | null> {
  const { migrations = MIGRATIONS } = options;
  const { head } = survey;
  refuseNewer(head, migrations);
  await withStore(databaseUrl, async store => {
    if ((await currentVersion(store)) === null) await migrate(store, upTo(head.schema, migrations));
  });
  const { end, dropped } = await fill(databaseUrl, survey, parts, { ...options, migrations });
  await withStore(databaseUrl, store => migrate(store, migrations));
  await withClient(databaseUrl, client => client.query(`analyze ${Object.keys(end.rows).join(', ')}`));
  return dropped;
}

const upTo = (schema: number, migrations: readonly Migration[]) =>
  migrations.filter(({ version }) => version <= schema);

async function fill(
  databaseUrl: string,
  survey: BackupSurvey,
  parts: AsyncIterable<BackupPart>,
  options: RestoreOptions & { migrations: readonly Migration[] },
): Promise<Readonly<{ end: BackupEnd; dropped: Dropped | null }>> {
  const { replace, alone, sources, emptyQueue, keepAccess, migrations } = options;
  const keeper = new SourceKeeper(sources);
  try {
    return await withClient(databaseUrl, async client => {
      await beginWriting(client);
      // A Jalon that starts now waits here for the end, and finds what was restored.
      await client.query(`select pg_advisory_xact_lock(${MIGRATION_LOCK})`);
      if (!alone) await refuseAlive(client);
      if (!replace) await refuseFull(client);
      await layEmpty(client, survey.head.schema, migrations);
      const tables = await fitting(client, survey);
      const end = await withoutIndexes(client, tables, () => fillTables(client, parts, keeper));
      await forgetFetched(client, keeper.kept);
      const dropped = keepAccess ? null : await dropAccess(client);
      await holdUploads(client);
      // Its jobs are about rows that are gone. It is made anew from rows; gone with rows that stay it would be, too.
      await client.query('drop schema if exists bullmq cascade');
      await emptyQueue?.();
      await client.query('commit');
      return { end, dropped };
    });
  } finally {
    await keeper.close();
  }
}

async function refuseFull(client: pg.Client): Promise<void> {
  if ((await contentsOf(client)) !== null)
    throw new StartFault('this place holds data already: --replace puts the backup in its place');
}

/** Our tables without a row, in the schema of that version. */
async function layEmpty(client: pg.Client, schema: number, migrations: readonly Migration[]): Promise<void> {
  const { rows } = await client.query<{ version: number }>('select version from schema_versions');
  const current = Math.max(0, ...rows.map(({ version }) => version));
  const newest = migrations.at(-1)!.version;
  if (current > newest)
    throw new StartFault(`the database was made by a newer Jalon (schema ${current}): update Jalon`);
  const ours = [...BACKUP_TABLES, ...Object.keys(LEFT_OUT)].filter(table => table !== 'schema_versions');
  const there = await tablesThere(client, ours);
  if (current === schema) {
    // The audit log lets nobody take rows away; whoever replaces a whole installation may.
    const guarded = there.includes('audit');
    if (guarded) await client.query('alter table audit disable trigger user');
    await client.query(`truncate ${there.join(', ')}`);
    if (guarded) await client.query('alter table audit enable trigger user');
    return;
  }
  await client.query(`drop table ${there.join(', ')}`);
  await client.query('delete from schema_versions');
  for (const { version, name, sql } of upTo(schema, migrations)) {
    await client.query(sql);
    await client.query('insert into schema_versions (version, name) values ($1, $2)', [version, name]);
  }
}

async function tablesThere(client: pg.Client, tables: readonly string[]): Promise<string[]> {
  const there: string[] = [];
  for (const table of tables) if ((await columnsOf(client, table)).length > 0) there.push(table);
  return there;
}

/** The tables to fill. @throws BackupFault where they, or their columns, are others than the schema's */
async function fitting(client: pg.Client, { tables }: BackupSurvey): Promise<string[]> {
  const there = await tablesThere(client, BACKUP_TABLES);
  for (const table of new Set([...there, ...Object.keys(tables)])) {
    const wanted = there.includes(table) ? (await columnsOf(client, table)).map(({ name }) => name) : [];
    const given = tables[table] ?? [];
    if (String([...wanted].sort()) !== String([...given].sort()))
      throw new BackupFault(`its table ${table} is not that of its schema`);
  }
  return there;
}

async function fillTables(
  client: pg.Client,
  parts: AsyncIterable<BackupPart>,
  keeper: SourceKeeper,
): Promise<BackupEnd> {
  let insert = async (_: readonly (readonly Cell[])[]): Promise<void> => {};
  for await (const part of parts) {
    if (part.kind === 'table') insert = await inserter(client, part.table, part.columns);
    else if (part.kind === 'rows') await insert(part.rows);
    else if (part.kind === 'sequence') await setSequence(client, part);
    else if (part.kind === 'piece') await keeper.add(part.hash, part.bytes, part.last);
    else if (part.kind === 'end') {
      return part.end;
    }
  }
  throw new BackupFault('it ends too early');
}

/** Inserts rows of a table, all in one statement: their cells go over as text, and become what the columns are there. */
async function inserter(client: pg.Client, table: string, columns: readonly string[]) {
  const known = new Map((await columnsOf(client, table)).map(column => [column.name, column]));
  const names = columns.map(column => `"${column}"`).join(', ');
  const values = columns.map((column, i) => `c${i}::${known.get(column)!.type}`).join(', ');
  const lists = columns.map((_, i) => `$${i + 1}::text[]`).join(', ');
  const cells = columns.map((_, i) => `c${i}`).join(', ');
  const text = `insert into "${table}" (${names}) overriding system value select ${values} from unnest(${lists}) as given (${cells})`;
  return async (rows: readonly (readonly Cell[])[]): Promise<void> => {
    await client.query(
      text,
      columns.map((_, i) => rows.map(row => row[i] ?? null)),
    );
  };
}

/** A request that asks only for what is new needs what it had before. */
async function forgetFetched(client: pg.Client, kept: ReadonlySet<string>): Promise<void> {
  if ((await columnsOf(client, 'fetched')).length > 0)
    await client.query('delete from fetched where hash <> all ($1)', [[...kept]]);
}

async function withStore(databaseUrl: string, work: (store: ReturnType<typeof connect>) => Promise<unknown>) {
  const store = connect(databaseUrl, { max: 1 });
  try {
    await work(store);
  } finally {
    await store.destroy();
  }
}

/** What is not committed is undone with the connection. */
async function withClient<T>(databaseUrl: string, work: (client: pg.Client) => Promise<T>): Promise<T> {
  const client = new pg.Client({ connectionString: databaseUrl });
  let lost: Error | null = null;
  client.on('error', fault => {
    lost = fault;
  });
  await client.connect();
  try {
    return await work(client);
  } catch (fault) {
    throw lost ? new StartFault(`the database went away: ${firstLine(lost)}`) : fault;
  } finally {
    await client.end().catch(() => {});
  }
}
