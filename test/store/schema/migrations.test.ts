import { describe, expect, it } from 'vitest';
import { MIGRATIONS } from '../../../backend/store/schema/migrations/migrations.ts';
import { notAdditive } from './additive.ts';

describe('the steps of the schema', () => {
  it('are numbered without a gap', () => {
    expect(MIGRATIONS.map(({ version }) => version)).toEqual(MIGRATIONS.map((_, i) => i + 1));
  });

  it.each(MIGRATIONS.slice(1).filter(({ contracts }) => !contracts))(
    '$version ($name) takes nothing away from processes that run',
    step => {
      expect(notAdditive(step)).toEqual([]);
    },
  );
});

describe('what takes something away, or locks a table for long,', () => {
  it.each([
    'drop table answers',
    'alter table tasks drop column name',
    'alter table tasks rename column name to title',
    'alter table tasks rename to questions',
    'alter table tasks alter column name type varchar(10)',
    'alter table tasks alter column name set not null',
    'alter table tasks add column owner text not null',
    'alter table tasks add column a integer default 1, drop column name',
    'alter table tasks add column token text default gen_random_uuid()',
    'alter table tasks add column owner text references persons (id)',
    'alter table tasks add column n integer default 1 check (n > 0)',
    'alter table tasks add constraint named check (name is not null)',
    'create index tasks_name on tasks (name)',
    'create table a (id int); create index tasks_name on tasks (name)',
    'update tasks set name = null',
    "comment on table tasks is 'x'; truncate tasks",
    'create trigger slow before insert on tasks for each row execute function slow()',
    'DROP /* not seen */ TABLE tasks',
  ])('is found: %s', text => {
    expect(notAdditive({ sql: text })).toHaveLength(1);
  });

  it('is found in what stands behind an index', () => {
    expect(notAdditive({ sql: '', indexes: { tasks_name: 'tasks (name); drop table tasks' } })).toHaveLength(
      1,
    );
  });

  it('is not found in new tables with their indexes and columns that need not be filled', () => {
    const sql = `
      create table notes (id text primary key, task_id text references tasks (id)); -- drop table tasks;
      create index notes_of_task on notes (task_id);
      alter table tasks add column seen timestamptz, add column weight double precision not null default 1.5;
      alter table runs add column words text[] default '{a,b;drop}' not null;
      create or replace function notes_stay() returns trigger language plpgsql as 'begin return null; end';
      create trigger notes_stay before update or delete on notes for each row execute function notes_stay();
      comment on table notes is 'what; people (wrote'`;
    const indexes = { tasks_seen: 'tasks using btree (challenge_id, seen) where seen is not null' };
    expect(notAdditive({ sql, indexes })).toEqual([]);
  });
});
