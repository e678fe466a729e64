import { sql } from 'kysely';
import type { Store } from '../connect.ts';
import type { RunState } from '../tables.ts';
import { SILENCE } from './processes.ts';
import { OVERDUE } from './vital-signs.ts';

/** The last run of a challenge that ended, where somebody should look at it. */
export type TroubledRun = Readonly<{ challenge: string; state: RunState; error: string | null }>;

/** Challenges whose last ended run failed or is held, by id. */
export async function troubledRuns(store: Store): Promise<TroubledRun[]> {
  const { rows } = await sql<TroubledRun>`
    select * from (
      select distinct on (challenge_id) challenge_id as challenge, state, error from runs
      where state in ('done', 'failed', 'held') order by challenge_id, requested_at desc, id desc
    ) last where state <> 'done' order by challenge`.execute(store);
  return rows;
}

/** Running rows whose worker gave no sign of life for a minute; seconds. */
export async function silentRunning(
  store: Store,
): Promise<{ run: string; challenge: string; silence: number; attempt: number }[]> {
  const { rows } = await sql<{ run: string; challenge: string; silence: number; attempt: number }>`
    select id as run, challenge_id as challenge, attempt,
      extract(epoch from now() - coalesce(beat_at, started_at, requested_at))::float8 as silence
    from runs where state = 'running' and (beat_at is null or beat_at < now() - make_interval(secs => ${SILENCE}))
    order by id`.execute(store);
  return rows;
}

/** Waiting runs that no running one of their challenge holds up, for longer than that; seconds. */
export async function stuckWaiting(
  store: Store,
  seconds: number,
): Promise<{ run: string; challenge: string; age: number }[]> {
  const { rows } = await sql<{ run: string; challenge: string; age: number }>`
    select id as run, challenge_id as challenge, extract(epoch from now() - requested_at)::float8 as age
    from runs w where state = 'waiting' and requested_at < now() - make_interval(secs => ${seconds})
      and not exists (select 1 from runs r where r.challenge_id = w.challenge_id and r.state = 'running')
    order by requested_at, id`.execute(store);
  return rows;
}

/** Challenges whose schedule is due and was not looked at. */
export async function overdueSchedules(store: Store): Promise<string[]> {
  const { rows } = await sql<{ challenge: string }>`
    select challenge_id as challenge from schedules
    where due_at < now() - make_interval(secs => ${OVERDUE}) order by challenge_id`.execute(store);
  return rows.map(row => row.challenge);
}

/** Challenges that read a side through Overpass, by definition, schedule or last run. */
export async function overpassChallenges(store: Store): Promise<string[]> {
  const { rows } = await sql<{ id: string }>`
    select id from challenges c
    where definition->'community'->>'at' like 'overpass:%' or definition->'official'->>'at' like 'overpass:%'
      or exists (
        select 1 from runs where challenge_id = c.id
          and (inputs->>'community' like 'overpass:%' or inputs->>'official' like 'overpass:%')
      )
    order by id`.execute(store);
  return rows.map(row => row.id);
}

/** Milliseconds by which the database's clock is ahead of this machine's; half the time of the question is its error. */
export async function clockDifference(store: Store): Promise<number> {
  const asked = Date.now();
  const { rows } = await sql<{ at: number }>`
    select (extract(epoch from clock_timestamp()) * 1000)::float8 as at`.execute(store);
  return rows[0]!.at - (asked + Date.now()) / 2;
}

export type ServerFacts = Readonly<{
  postgres: string;
  /** As `server_version_num`: 150004. */
  number: number;
  /** Installed here; null: not in this database. */
  postgis: string | null;
  /** That could be installed; null: the server has none. */
  available: string | null;
  maxConnections: number;
  /** Of all databases of the server; other people's count too. */
  connections: number;
  /** The contributed module that keeps numbers and places in one index, there or to be had. */
  btreeGist: boolean;
  /** May make schemas in this database: BullMQ has one of its own. */
  mayMakeSchemas: boolean;
  /** May make tables in the schema that is first on its search path. */
  mayMakeTables: boolean;
  /** May install PostGIS, which on most servers only a superuser may. */
  mayInstall: boolean;
}>;

export async function serverFacts(store: Store): Promise<ServerFacts> {
  const { rows } = await sql<ServerFacts>`
    select
      current_setting('server_version') as postgres,
      current_setting('server_version_num')::integer as number,
      (select extversion from pg_extension where extname = 'postgis') as postgis,
      (select default_version from pg_available_extensions where name = 'postgis') as available,
      exists (select 1 from pg_available_extensions where name = 'btree_gist') as "btreeGist",
      current_setting('max_connections')::integer as "maxConnections",
      (select count(*)::integer from pg_stat_activity where backend_type = 'client backend') as connections,
      has_database_privilege(current_database(), 'CREATE') as "mayMakeSchemas",
      coalesce(has_schema_privilege(current_schema(), 'CREATE'), false) as "mayMakeTables",
      coalesce((select rolsuper from pg_roles where rolname = current_user), false) or coalesce((
        select not superuser or trusted from pg_available_extension_versions v
        join pg_available_extensions e on e.name = v.name and e.default_version = v.version
        where v.name = 'postgis'
      ), false) as "mayInstall"
  `.execute(store);
  return rows[0]!;
}
