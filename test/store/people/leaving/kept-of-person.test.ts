import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { sql } from 'kysely';
import { beforeAll, describe, expect, it } from 'vitest';
import { accountExport as schema } from '../../../../backend/http/contract/account-export.ts';
import { accountExport } from '../../../../backend/http/people/account-export.ts';
import { projectRoot } from '../../../../backend/project-root.ts';
import type { Store } from '../../../../backend/store/connect.ts';
import { keptOfPerson } from '../../../../backend/store/people/leaving/kept-of-person.ts';
import { useStore } from '../../empty-store.ts';
import { NOW } from '../../seed.ts';
import { OF_ANN, SECRETS, seedSomebody } from './somebody.ts';

let store: Store;
useStore('postgres', empty => {
  store = empty;
});
beforeAll(() => seedSomebody(store));

async function exportOf(person: string): Promise<string> {
  const kept = await keptOfPerson(store, person);
  if (!kept) throw new Error(`nobody is ${person}`);
  let text = '';
  for await (const piece of accountExport(store, kept, NOW)) text += piece;
  return text;
}

/** Columns that may say who somebody is, and say it of nobody who takes part: why. */
const OF_NOBODY: Readonly<Record<string, string>> = {
  'audit.actor': 'says whether it was a person or the system; which person, the column beside it does',
  'fetched.sent_by': 'the address of a server that data was fetched from',
  'sign_ins.browser_hash':
    'a sign-in under way, before anybody knows who it is; a round takes it out two days later',
};

/** Tables without such a column that hold something of people all the same: why they are not in the export. */
const BRIEFLY: Readonly<Record<string, string>> = {
  rate_limits: 'counts the requests of a person or an address, for an hour at most',
  one_time_links: 'the hash of a link that was printed; nobody’s until it is used, and then it is gone',
};

/** Every column of ours that refers to a person, or is named as if it did. */
async function personColumns(): Promise<string[]> {
  const { rows } = await sql<{ name: string }>`
    select c.conrelid::regclass || '.' || a.attname as name
    from pg_constraint c join pg_attribute a on a.attrelid = c.conrelid and a.attnum = any(c.conkey)
    where c.contype = 'f' and c.confrelid = 'persons'::regclass
    union
    select table_name || '.' || column_name from information_schema.columns
    join information_schema.tables using (table_schema, table_name)
    where table_schema = 'public' and table_type = 'BASE TABLE'
      and column_name ~ 'person|_by$|merged|browser|agent|actor|subject|mail|user|author|owner|^ip$|address_of'
    order by 1`.execute(store);
  return rows.map(row => row.name);
}

describe('what is kept of a person', () => {
  it('is in the export, column by column, or is none of theirs', async () => {
    const columns = await personColumns();
    const known = [...Object.keys(OF_ANN), ...Object.keys(OF_NOBODY)];
    expect(columns).toEqual(known.sort());
    const found = JSON.parse(await exportOf('ann')) as Record<string, unknown>;
    for (const [column, { section, value }] of Object.entries(OF_ANN))
      expect(JSON.stringify(found[section]), column).toContain(value);
  });

  it('stands in no table that nobody thought of', async () => {
    const { rows } = await sql<{ name: string }>`
      select table_name as name from information_schema.tables
      where table_schema = 'public' and table_type = 'BASE TABLE' and table_name <> 'spatial_ref_sys'`.execute(
      store,
    );
    const spoken = new Set(
      [...Object.keys(OF_ANN), ...Object.keys(OF_NOBODY)].map(one => one.split('.')[0]!),
    );
    const silent = rows.map(row => row.name).filter(name => !spoken.has(name));
    // Of data, tasks and this installation: a new table is put here, into the export, or under a reason above.
    const data = [
      'challenges',
      'changesets',
      'changeset_edits',
      'features',
      'findings',
      'organisations',
      'places',
      'processes',
      'schedules',
    ];
    const more = ['schema_versions', 'secrets', 'snapshots', 'source_turns', 'tasks', 'teams'];
    const counts = ['task_cells', 'task_cell_changes', 'task_counts', 'task_count_changes'];
    const measured = ['challenge_days', 'challenge_paces'];
    expect(silent.sort()).toEqual([...data, ...more, ...counts, ...measured, ...Object.keys(BRIEFLY)].sort());
  });

  it('is told of in the page for data protection officers, table by table', () => {
    const page = readFileSync(join(projectRoot, 'docs/guides/data-protection.md'), 'utf8');
    const tables = [
      ...Object.keys(OF_ANN).map(one => one.split('.')[0]!),
      'sign_ins',
      ...Object.keys(BRIEFLY),
    ];
    expect(tables.filter(table => !page.includes(`\`${table}\``))).toEqual([]);
  });

  it('is as the contract says, field by field', async () => {
    const found: unknown = JSON.parse(await exportOf('ann'));
    expect(schema.parse(found)).toEqual(found);
    expect(found).toMatchObject({
      format: 'jalon-account',
      writtenAt: NOW.toISOString(),
      person: { id: 'ann' },
      account: { tokenKept: true, scopes: ['read_prefs'] },
      answers: [
        {
          task: 'answered by ann',
          challenge: 'wells',
          answer: { say: 'not-an-issue', comment: 'by ann' },
          state: 'counted',
          imagery: ['osm'],
        },
      ],
    });
  });

  it('holds no hash, nothing sealed, and nothing of anybody else', async () => {
    const text = await exportOf('ann');
    for (const secret of SECRETS) expect(text).not.toContain(secret);
    // But for what Bob did that names her.
    const { audit, ...rest } = JSON.parse(text) as { audit: { by: string; target: string }[] };
    expect(JSON.stringify(rest)).not.toContain('bob');
    expect(audit.map(({ by, target }) => `${by}: ${target}`)).toEqual([
      'you: done by ann',
      'person: roles/of/ann',
    ]);
    expect(JSON.stringify(audit)).not.toContain('bob');
  });

  it('of a guest is little', async () => {
    await sql`insert into persons (id, token_hash) values ('ivy', 'hash of ivy')`.execute(store);
    const found: unknown = JSON.parse(await exportOf('ivy'));
    expect(schema.parse(found)).toEqual(found);
    expect(found).toMatchObject({ person: { id: 'ivy' }, account: null, sessions: [], answers: [] });
  });

  it('is told whole, however much there is', async () => {
    await sql`
      insert into task_events (task_id, event, to_state, person_id)
      select 'answered by ann', 'answer', 'pending', 'bob' from generate_series(1, 2500)`.execute(store);
    const { taskEvents } = schema.parse(JSON.parse(await exportOf('bob')));
    expect(taskEvents).toHaveLength(2501);
    expect(new Set(taskEvents.map(({ id }) => id)).size).toBe(2501);
  });

  it('of nobody is nothing', async () => {
    expect(await keptOfPerson(store, 'nobody')).toBeNull();
  });
});
