/** What several processes share: when runs are due, whose turn it is at a server, what an address last sent, who is alive. */
export const operation = `
create table schedules (
  challenge_id text primary key references challenges (id) on delete cascade,
  pattern text not null,
  timezone text not null,
  due_at timestamptz not null,
  fired_at timestamptz,
  run_id text,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now()
);
create index schedules_due on schedules (due_at);

create table source_turns (
  server text primary key,
  holder text,
  held_until timestamptz,
  not_before timestamptz not null default '-infinity'
);

create table fetched (
  address text primary key,
  sent_by text not null,
  hash text not null,
  etag text,
  last_modified text,
  fetched_at timestamptz not null
);

create table processes (
  id text primary key,
  role text not null check (role in ('all', 'api', 'worker')),
  host text not null,
  pid integer not null,
  version text not null,
  folder_id text,
  started_at timestamptz not null default now(),
  beat_at timestamptz not null default now()
);
`;

/** What is asked of runs and snapshots as they add up, and who still speaks of a run. */
export const operationIndexes = {
  runs_by_state: 'runs (challenge_id, state, requested_at desc, id desc)',
  snapshots_in_use: "snapshots (challenge_id, side, state) where state <> 'old'",
  task_events_of_run: 'task_events (run_id) where run_id is not null',
} as const;
