import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { BACKUP_TABLES, LEFT_OUT } from '../../../backend/store/backup/backup-tables.ts';
import { type EmptyStore, emptyStore } from '../empty-store.ts';

let opened: EmptyStore;
beforeAll(async () => {
  opened = await emptyStore();
});
afterAll(() => opened.close());

describe('the tables of a backup', () => {
  it('are all that the schema has, but for those that are left out on purpose', async () => {
    const { rows } = await sql<{ name: string }>`
      select relname as name from pg_class c
      where relnamespace = current_schema()::regnamespace and relkind in ('r', 'p')
        and not exists (select from pg_depend d where d.objid = c.oid and d.deptype = 'e')`.execute(
      opened.store,
    );
    const decided = [...BACKUP_TABLES, ...Object.keys(LEFT_OUT)];
    expect(decided.sort()).toEqual(rows.map(({ name }) => name).sort());
  });

  it('come after those that they refer to', async () => {
    const { rows } = await sql<{ table: string; refers: string }>`
      select conrelid::regclass::text as table, confrelid::regclass::text as refers
      from pg_constraint where contype = 'f' and connamespace = current_schema()::regnamespace`.execute(
      opened.store,
    );
    const order: readonly string[] = BACKUP_TABLES;
    const late = rows.filter(({ table, refers }) => order.indexOf(refers) >= order.indexOf(table));
    expect(late).toEqual([]);
    expect(rows.length).toBeGreaterThan(10);
  });

  it('have no numbers of their own but in identity columns, which are kept', async () => {
    const { rows } = await sql<{ name: string }>`
      select s.relname as name from pg_class s
      where s.relkind = 'S' and s.relnamespace = current_schema()::regnamespace
        and not exists (
          select from pg_depend d join pg_attribute a on a.attrelid = d.refobjid and a.attnum = d.refobjsubid
          where d.objid = s.oid and a.attidentity <> ''
        )`.execute(opened.store);
    expect(rows).toEqual([]);
  });
});
