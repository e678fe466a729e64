/** The first schema. PostgreSQL 15 and later with PostGIS 3.3 and later. */
export const first = `
create extension if not exists postgis;

create table challenges (
  id text primary key,
  definition jsonb not null,
  sample boolean not null,
  override jsonb not null default '{}',
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now()
);

create table runs (
  id text primary key,
  challenge_id text not null references challenges (id) on delete cascade,
  state text not null check (state in ('waiting', 'running', 'done', 'failed', 'held')),
  step text not null check (step in ('snapshot', 'compare', 'reconcile', 'done')),
  progress real not null default 0,
  inputs jsonb not null,
  summary jsonb not null default '{}',
  error text,
  definition_digest text,
  coverage jsonb,
  attempt integer not null default 0,
  beat_at timestamptz,
  requested_at timestamptz not null default now(),
  started_at timestamptz,
  ended_at timestamptz
);
create index runs_unfinished on runs (requested_at) where state in ('waiting', 'running');
create unique index runs_one_at_a_time on runs (challenge_id) where state = 'running';
create index runs_of_challenge on runs (challenge_id, requested_at desc);

create table snapshots (
  id text primary key,
  challenge_id text not null references challenges (id) on delete cascade,
  side text not null check (side in ('official', 'community')),
  run_id text not null references runs (id) on delete cascade,
  state text not null check (state in ('next', 'current', 'old', 'held')),
  hash text not null,
  format text not null,
  data_time timestamptz,
  fetched_at timestamptz not null,
  coverage jsonb,
  rows integer not null,
  rejected jsonb not null,
  warnings jsonb not null,
  columns jsonb not null
);
create unique index snapshots_current on snapshots (challenge_id, side) where state = 'current';
create unique index snapshots_of_run on snapshots (run_id, side);

create table features (
  challenge_id text not null references challenges (id) on delete cascade,
  side text not null,
  id text not null,
  snapshot_id text not null references snapshots (id) on delete cascade,
  geom geometry(Point, 4326) not null,
  shape jsonb,
  tags jsonb not null,
  element jsonb,
  changed_at timestamptz,
  primary key (snapshot_id, id)
);
create index features_place on features using gist (geom);
create index features_of_challenge on features (challenge_id, side, id);

create table findings (
  challenge_id text not null references challenges (id) on delete cascade,
  run_id text not null references runs (id) on delete cascade,
  seq integer not null,
  official_id text,
  community_id text,
  verdict text not null,
  probability real,
  distance real,
  evidence jsonb not null,
  finding jsonb not null,
  primary key (run_id, seq)
);
create index findings_of_challenge on findings (challenge_id);

create table places (
  id text primary key,
  challenge_id text not null references challenges (id) on delete cascade,
  official_id text,
  community_id text,
  geom geometry(Point, 4326) not null,
  name text,
  vanished_at timestamptz
);
create index places_official on places (challenge_id, official_id);
create index places_community on places (challenge_id, community_id);
create index places_place on places using gist (geom);

create table tasks (
  id text primary key,
  challenge_id text not null references challenges (id) on delete cascade,
  place_id text not null references places (id) on delete cascade,
  state text not null,
  outcome text,
  settlement jsonb,
  facts jsonb not null,
  facts_digest text not null,
  kinds text[] not null,
  reason jsonb,
  geom geometry(Point, 4326) not null,
  name text,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  settled_at timestamptz,
  sent_at timestamptz,
  unique (challenge_id, place_id)
);
create index tasks_place on tasks using gist (geom);
-- Nearest first in metres: degrees of longitude shrink towards the poles.
create index tasks_nearest on tasks using gist ((geom::geography));
create index tasks_state on tasks (challenge_id, state);

create table task_events (
  id bigint generated always as identity primary key,
  task_id text not null references tasks (id) on delete cascade,
  at timestamptz not null default now(),
  event text not null,
  from_state text,
  to_state text not null,
  data jsonb not null default '{}',
  run_id text,
  person_id text
);
create index task_events_of_task on task_events (task_id, id);

create table secrets (
  name text primary key,
  value text not null
);

create table persons (
  id text primary key,
  token_hash text not null unique,
  terms_accepted_at timestamptz,
  created_at timestamptz not null default now()
);

create table claims (
  task_id text not null references tasks (id) on delete cascade,
  person_id text not null references persons (id) on delete cascade,
  until timestamptz not null,
  primary key (task_id, person_id)
-- Room for a lease that is renewed beside itself; and a few hundred, which may be thousands a minute later, look like many
-- to whoever plans how to read them. No index on until: right after its numbers were taken it seems to find the leases of
-- now at once, and reads them all.
) with (fillfactor = 20);

create table answers (
  id text primary key,
  task_id text not null references tasks (id) on delete cascade,
  person_id text not null references persons (id) on delete cascade,
  request_id text not null,
  answer jsonb not null,
  facts_digest text not null,
  imagery jsonb not null default '[]',
  state text not null check (state in ('pending', 'counted', 'undone', 'superseded')),
  pending_until timestamptz not null,
  at timestamptz not null default now(),
  unique (person_id, request_id)
);
create unique index answers_one_a_person on answers (task_id, person_id) where state in ('pending', 'counted');
create index answers_pending on answers (pending_until) where state = 'pending';
`;
