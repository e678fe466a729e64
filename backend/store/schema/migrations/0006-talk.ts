/** What people write to each other about tasks that are asked no more, and whom they mention in it or in their answers. */
export const talk = `
create table comments (
  id text primary key,
  task_id text not null references tasks (id) on delete cascade,
  person_id text not null references persons (id) on delete cascade,
  request_id text not null,
  text text not null,
  at timestamptz not null default now(),
  unique (person_id, request_id)
);
create index comments_of_task on comments (task_id, at);

create table mentions (
  id bigint generated always as identity primary key,
  task_id text not null references tasks (id) on delete cascade,
  answer_id text references answers (id) on delete cascade,
  comment_id text references comments (id) on delete cascade,
  person_id text not null references persons (id) on delete cascade,
  read_at timestamptz,
  check ((answer_id is null) <> (comment_id is null))
);
create index mentions_of_person on mentions (person_id, id desc);
create index mentions_of_task on mentions (task_id);
create index mentions_of_answer on mentions (answer_id) where answer_id is not null;
create index mentions_of_comment on mentions (comment_id) where comment_id is not null;
`;
