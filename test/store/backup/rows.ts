import { sql } from 'kysely';
import { BACKUP_TABLES } from '../../../backend/store/backup/backup-tables.ts';
import type { Store } from '../../../backend/store/connect.ts';
import {
  missingFinding,
  movedFinding,
  seedChallenge,
  seedPerson,
  seedRun,
  seedTask,
  testChallenge,
} from '../seed.ts';

/** Every row of every table of a backup, as PostgreSQL writes it, in an order of its own. */
export async function rowsOf(store: Store): Promise<Record<string, string[]>> {
  const all: Record<string, string[]> = {};
  for (const table of BACKUP_TABLES) {
    const { rows } = await sql<{ row: string }>`
      select t::text as row from ${sql.table(table)} t order by t::text collate "C"`.execute(store);
    all[table] = rows.map(({ row }) => row);
  }
  return all;
}

/** A row in every table, among them values that a careless copy would change. */
export async function seedEverything(store: Store): Promise<void> {
  await seedChallenge(store, testChallenge('wells'));
  await seedRun(store, 'wells', 'run-1');
  for (const person of ['ann', 'bob']) await seedPerson(store, person);
  await seedTask(store, 'wells', 't1', movedFinding('1', [4.1234567890123, 50.1]));
  await seedTask(store, 'wells', 't2', missingFinding('2', [-0.1 - 0.2, 1e-300]));
  await sql`insert into secrets values ('look-here', 'kept')`.execute(store);
  await sql`
    update runs set state = 'running', step = 'compare', progress = 0.1::real, beat_at = '-infinity',
      error = E'a\ttab, a line\nand another\\r, \\N and \\. and \u00e9\U0001F692', requested_at = '2026-05-01 12:00:00.123456+02'
    where id = 'run-1'`.execute(store);
  await sql`
    insert into snapshots (id, challenge_id, side, run_id, state, hash, format, fetched_at, coverage, rows, rejected, warnings, columns)
    values ('s', 'wells', 'official', 'run-1', 'next', 'abc', 'CSV', 'infinity', null, 1, '[]', '[]', '["a\\tb", "\\u0001"]')`.execute(
    store,
  );
  await sql`
    insert into features (challenge_id, side, id, snapshot_id, geom, shape, tags, changed_at)
    select 'wells', 'official', 'f' || n, 's', ST_SetSRID(ST_MakePoint(n / 3.0, -n / 7.0), 4326), 'null'::jsonb,
      jsonb_build_object('n', n, 'big', 12345678901234567890.123456789, 'quote', '"'), '0044-03-15 12:00:00 BC'
    from generate_series(1, 2500) n`.execute(store);
  await sql`
    insert into findings (challenge_id, run_id, seq, verdict, probability, distance, evidence, finding)
    values ('wells', 'run-1', 1, 'match', 0.1::real, 1e-45::real, '[]', '{}'),
      ('wells', 'run-1', 2, 'match', 'NaN', '-Infinity', '[1.0, 1e2, 1.10]', '"text"')`.execute(store);
  await sql`
    update tasks set kinds = array['moved', 'a "quoted", {one}', '', 'NULL', E'back\\\\slash'], name = '',
      geom = ST_SetSRID(ST_MakePoint('NaN', 0), 4326) where id = 't2'`.execute(store);
  await sql`
    insert into task_events (task_id, event, to_state) select 't1', 'opened', 'open' from generate_series(1, 3)`.execute(
    store,
  );
  await sql`delete from task_events where id = 3`.execute(store);
  await sql`insert into claims values ('t1', 'ann', now() + interval '5 minutes')`.execute(store);
  await sql`insert into saved_challenges values ('ann', 'wells')`.execute(store);
  await sql`
    insert into answers (id, task_id, person_id, request_id, answer, facts_digest, state, pending_until)
    values ('a', 't1', 'bob', 'r', '{"say":"cant-tell"}', 'd', 'pending', now() + interval '1 minute')`.execute(
    store,
  );
  await sql`insert into comments (id, task_id, person_id, request_id, text) values ('c', 't1', 'bob', 'r', 'seen')`.execute(
    store,
  );
  await sql`insert into mentions (task_id, comment_id, person_id) values ('t1', 'c', 'bob')`.execute(store);
  await seedPeople(store);
  await seedUploads(store);
  await sql`
    insert into schedules (challenge_id, pattern, timezone, due_at) values ('wells', '0 3 * * *', 'Europe/Brussels', now())`.execute(
    store,
  );
}

/** A row in every table of what went to the map. */
async function seedUploads(store: Store): Promise<void> {
  for (const rows of [
    `insert into upload_accounts (person_id, server, osm_id, name, scopes, token)
      values ('ann', 'https://map.example', 9007199254740991, 'Ann', array['read_prefs', 'write_api'], 'v1.sealed')`,
    `insert into uploads (id, challenge_id, person_id, request_id, server)
      values ('up', 'wells', 'ann', 'request-1', 'https://map.example')`,
    `insert into changesets (id, upload_id, place, kind, state, tasks, edits, box, tags, osm_id, due_at, ended_at, checked_at)
      values ('set', 'up', 0, 'move', 'closed', array['t1'], 1, array[4.1, 50.2, 4.3, 50.45], '{"comment": "Wells"}', 123456789012, now(), now(), now())`,
    `insert into changeset_edits (changeset_id, n, change, ref, version)
      values ('set', 0, '{"tasks": ["t1"]}', 'node/12', 4)`,
  ])
    await sql.raw(rows).execute(store);
}

/** Accounts, roles and what they did: a row in every table of people. */
async function seedPeople(store: Store): Promise<void> {
  for (const rows of [
    `insert into sessions (id, token_hash, person_id, agent, expires_at) values ('s', 'h1', 'ann', E'Fox\t"5"', 'infinity')`,
    `insert into accounts (person_id, server, subject, name, token, scopes)
      values ('bob', 'https://osm.example', '17', 'Bob Éxample', 'sealed', array['read_prefs', 'a "quoted"'])`,
    `insert into organisations (id, name) values ('water', 'Water board of Nowhere')`,
    `insert into grants (id, person_id, role, organisation_id) values ('g1', 'bob', 'admin', null), ('g2', 'bob', 'staff', 'water')`,
    `insert into teams (id, name) values ('t', 'Well seekers')`,
    `insert into team_members (team_id, person_id, lead) values ('t', 'bob', true)`,
    `insert into invitations (id, token_hash, role, organisation_id, expires_at, uses_left)
      values ('i', 'h2', 'staff', 'water', 'infinity', 1)`,
    `insert into api_keys (id, person_id, name, token_hash, start, scopes)
      values ('k', 'bob', 'Nightly', 'h3', 'jalon_ab', array['read', 'run'])`,
    `insert into audit (actor, person_id, action, scope, data) values ('person', 'bob', 'startRun', 'everything', '{"run": "r"}')`,
    `update challenges set organisation_id = 'water'`,
    `update runs set requested_by = 'bob'`,
  ])
    await sql.raw(rows).execute(store);
}

/** The number that the next event will have. */
export async function nextEvent(store: Store): Promise<number> {
  const { rows } = await sql<{ id: number }>`
    insert into task_events (task_id, event, to_state) values ('t1', 'opened', 'open') returning id`.execute(
    store,
  );
  return rows[0]!.id;
}
