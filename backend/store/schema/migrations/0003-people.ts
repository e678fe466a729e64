/**
 * Accounts, sessions, roles, organisations, teams, invitations, keys, the audit log. A person of before, whose cookie's
 * token is in `persons`, gets a session when they next come; `persons.token_hash` of new ones is no token's.
 */
export const people = `
alter table persons
  add column deleted_at timestamptz,
  add column merged_into text;

alter table challenges add column organisation_id text;
alter table runs add column requested_by text;

create table sessions (
  id text primary key,
  token_hash text not null unique,
  person_id text not null references persons (id) on delete cascade,
  agent text,
  created_at timestamptz not null default now(),
  seen_at timestamptz not null default now(),
  expires_at timestamptz not null
);
create index sessions_of_person on sessions (person_id);
create index sessions_expire on sessions (expires_at);

create table accounts (
  person_id text primary key references persons (id) on delete cascade,
  server text not null,
  subject text not null,
  name text not null,
  token text,
  scopes text[] not null default '{}',
  created_at timestamptz not null default now(),
  signed_in_at timestamptz not null default now(),
  unique (server, subject)
);

create table sign_ins (
  state_hash text primary key,
  browser_hash text not null,
  verifier text not null,
  scopes text[] not null,
  return_to text not null,
  keep_answers boolean not null,
  created_at timestamptz not null default now(),
  expires_at timestamptz not null
);
create index sign_ins_expire on sign_ins (expires_at);

create table one_time_links (
  token_hash text primary key,
  purpose text not null check (purpose in ('sign-in-here')),
  created_at timestamptz not null default now()
);

create table organisations (
  id text primary key,
  name text not null,
  website text,
  created_at timestamptz not null default now()
);

create table grants (
  id text primary key,
  person_id text not null references persons (id) on delete cascade,
  role text not null check (role in ('reviewer', 'staff', 'maintainer', 'admin')),
  organisation_id text references organisations (id) on delete cascade,
  granted_by text,
  created_at timestamptz not null default now(),
  check (role <> 'staff' or organisation_id is not null),
  unique nulls not distinct (person_id, role, organisation_id)
);
create index grants_of_organisation on grants (organisation_id, role);

create table teams (
  id text primary key,
  name text not null,
  created_at timestamptz not null default now()
);

create table team_members (
  team_id text not null references teams (id) on delete cascade,
  person_id text not null references persons (id) on delete cascade,
  lead boolean not null default false,
  joined_at timestamptz not null default now(),
  primary key (team_id, person_id)
);
create index team_members_of_person on team_members (person_id);

create table invitations (
  id text primary key,
  token_hash text not null unique,
  role text check (role in ('reviewer', 'staff', 'maintainer', 'admin')),
  organisation_id text references organisations (id) on delete cascade,
  team_id text references teams (id) on delete cascade,
  made_by text,
  created_at timestamptz not null default now(),
  expires_at timestamptz not null,
  uses_left integer not null check (uses_left >= 0),
  check ((role is null) = (team_id is not null)),
  check (role <> 'staff' or organisation_id is not null),
  check (team_id is null or organisation_id is null)
);
create index invitations_of_organisation on invitations (organisation_id);
create index invitations_of_team on invitations (team_id);

create table api_keys (
  id text primary key,
  person_id text not null references persons (id) on delete cascade,
  name text not null,
  token_hash text not null unique,
  start text not null,
  scopes text[] not null,
  created_at timestamptz not null default now(),
  expires_at timestamptz,
  last_used_at timestamptz
);
create index api_keys_of_person on api_keys (person_id);

create table audit (
  id bigint generated always as identity primary key,
  at timestamptz not null default now(),
  actor text not null check (actor in ('person', 'system')),
  person_id text,
  about_person text,
  action text not null,
  scope text not null,
  target text,
  data jsonb not null default '{}',
  request_id text
);
create index audit_of_scope on audit (scope, id desc);
create index audit_of_person on audit (person_id, id desc);
create index audit_about_person on audit (about_person, id desc) where about_person is not null;

create or replace function audit_stays() returns trigger language plpgsql as
  'begin raise exception ''rows of the audit log are never changed or removed''; end';
create trigger audit_stays before update or delete on audit for each row execute function audit_stays();
create trigger audit_stays_whole before truncate on audit for each statement execute function audit_stays();

-- What is being written for somebody while they delete their account waits for that, and is refused: nothing of them comes
-- back. The argument is the column that says who.
create or replace function person_is_there() returns trigger language plpgsql as
  'begin
    if to_jsonb(new) ->> tg_argv[0] is null then return new; end if;
    perform 1 from persons where id = to_jsonb(new) ->> tg_argv[0] and deleted_at is null for share;
    if not found then raise exception ''this person has gone'' using errcode = ''JA410''; end if;
    return new;
  end';
create trigger sessions_of_somebody before insert on sessions for each row execute function person_is_there('person_id');
create trigger accounts_of_somebody before insert on accounts for each row execute function person_is_there('person_id');
create trigger grants_of_somebody before insert on grants for each row execute function person_is_there('person_id');
create trigger team_members_of_somebody before insert on team_members for each row execute function person_is_there('person_id');
create trigger invitations_of_somebody before insert on invitations for each row execute function person_is_there('made_by');
create trigger api_keys_of_somebody before insert on api_keys for each row execute function person_is_there('person_id');

create table rate_limits (
  key varchar(255) primary key,
  points integer not null default 0,
  expire bigint
);
create index rate_limits_expire on rate_limits (expire);
`;

/** Whose challenges and answers these are. */
export const peopleIndexes = {
  challenges_of_organisation: 'challenges (organisation_id) where organisation_id is not null',
  answers_of_person: 'answers (person_id)',
  claims_of_person: 'claims (person_id)',
  task_events_of_person: 'task_events (person_id) where person_id is not null',
} as const;
