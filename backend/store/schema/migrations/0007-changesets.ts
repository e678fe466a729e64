/** What leaves for a map: uploads that maintainers asked for, the changesets they are made of, and each edit in them. */
export const changesets = `
create table upload_accounts (
  person_id text not null references persons (id) on delete cascade,
  server text not null,
  osm_id bigint not null,
  name text not null,
  scopes text[] not null,
  token text not null,
  at timestamptz not null default now(),
  primary key (person_id, server)
);

create trigger upload_accounts_of_somebody before insert on upload_accounts
  for each row execute function person_is_there('person_id');

create table uploads (
  id text primary key,
  challenge_id text not null references challenges (id) on delete cascade,
  person_id text references persons (id) on delete set null,
  request_id text not null,
  server text not null,
  reverts text,
  hold text,
  hold_words text,
  cancelled_at timestamptz,
  at timestamptz not null default now(),
  unique (person_id, request_id)
);
create index uploads_of_challenge on uploads (challenge_id, at desc);
create index uploads_that_revert on uploads (reverts) where reverts is not null;

create table changesets (
  id text primary key,
  upload_id text not null references uploads (id) on delete cascade,
  place int not null,
  follows text,
  kind text not null,
  state text not null,
  tasks text[] not null,
  edits int not null,
  box double precision[],
  tags jsonb not null,
  osm_id bigint,
  payload_hash text,
  answer text,
  answer_words text,
  waits_for text,
  tries int not null default 0,
  due_at timestamptz not null,
  worked_until timestamptz,
  opened_at timestamptz,
  sent_at timestamptz,
  applied_at timestamptz,
  ended_at timestamptz,
  checked_at timestamptz
);
create index changesets_of_upload on changesets (upload_id, place);
create index changesets_to_do on changesets (due_at)
  where state in ('prepared', 'opened', 'sent', 'applied') or (state = 'closed' and checked_at is null);
create index changesets_by_task on changesets using gin (tasks);

create table changeset_edits (
  changeset_id text not null references changesets (id) on delete cascade,
  n int not null,
  change jsonb not null,
  ref text,
  version int,
  primary key (changeset_id, n)
);
create index changeset_edits_of_element on changeset_edits (ref) where ref is not null;

-- Null: a sign-in here. Else this person's at the server that uploads go to.
alter table sign_ins add column uploads_of text;
`;

/** What a changeset made of its tasks, also of those that did not go in it. */
export const changesetIndexes = {
  task_events_of_changeset: "task_events ((data->>'changeset')) where data->>'changeset' is not null",
} as const;
