import { triggered } from './plpgsql.ts';

/** What a task counts as in its challenge; `task-counts.test.ts` holds it to the states that there are. */
const countedAs = `case
  when state in ('open', 'agreed-so-far') then 'open'
  when state = 'pending' then 'pending'
  when state in ('in-review', 'conflict') then 'review'
  when state in ('settled', 'exported', 'verified') and settlement is not null then 'settled'
  else 'closed' end`;
const columns = 'challenge_id, counted_as, kinds, by, west, south, east, north';
const box = (of: string): string =>
  ['min(lon)', 'min(lat)', 'max(lon)', 'max(lat)'].map(one => `${one}${of}`).join(', ');
const placed = `challenge_id, ${countedAs} as counted_as, kinds, st_x(geom) as lon, st_y(geom) as lat`;
const counted = (by: '' | '-', from: string): string => `
insert into task_count_changes (${columns})
select challenge_id, counted_as, kinds, ${by}count(*), ${by === '' ? box('') : 'null, null, null, null'}
from (select ${placed} from ${from}) as each group by 1, 2, 3;`;

/**
 * What a volunteer chooses a challenge by: how many tasks it has and where, kept beside the tasks as the cells are; how many
 * answers came on each day and how long one takes, measured now and then; what people saved, and what is featured.
 */
export const choosingWork = `
create table task_counts (
  challenge_id text not null,
  counted_as text not null,
  kinds text[] not null,
  count integer not null,
  west double precision,
  south double precision,
  east double precision,
  north double precision,
  primary key (challenge_id, counted_as, kinds)
);
create table task_count_changes (
  id bigint generated always as identity primary key,
  challenge_id text not null,
  counted_as text not null,
  kinds text[] not null,
  by integer not null,
  west double precision,
  south double precision,
  east double precision,
  north double precision
);
${triggered('task_counts_opened', counted('', 'come'))}
${triggered('task_counts_closed', counted('-', 'gone'))}
${triggered(
  'task_counts_moved',
  `
  with both_rows as (
    select id, ${placed}, -1 as by from gone union all select id, ${placed}, 1 from come
  ), changed as (
    select challenge_id, counted_as, kinds, lon, lat, sum(by) as by from both_rows
    group by id, 1, 2, 3, 4, 5 having sum(by) <> 0
  )
  insert into task_count_changes (${columns})
  select challenge_id, counted_as, kinds, sum(by), ${['min(lon)', 'min(lat)', 'max(lon)', 'max(lat)']
    .map(one => `${one} filter (where by > 0)`)
    .join(', ')} from changed
  group by 1, 2, 3;`,
)}
create trigger task_counts_open after insert on tasks referencing new table as come
  for each statement execute function task_counts_opened();
create trigger task_counts_move after update on tasks referencing old table as gone new table as come
  for each statement execute function task_counts_moved();
create trigger task_counts_close after delete on tasks referencing old table as gone
  for each statement execute function task_counts_closed();
${counted('', 'tasks')}

alter table answers add column held_since timestamptz;
alter table challenges add column featured_at timestamptz;

create table challenge_days (
  challenge_id text not null,
  day date not null,
  answers integer not null,
  primary key (challenge_id, day)
);
create table challenge_paces (
  challenge_id text primary key,
  seconds real not null,
  answers integer not null,
  people integer not null
);

create table saved_challenges (
  person_id text not null references persons (id) on delete cascade,
  challenge_id text not null references challenges (id) on delete cascade,
  at timestamptz not null default now(),
  primary key (person_id, challenge_id)
);
create trigger saved_challenges_of_somebody before insert on saved_challenges
  for each row execute function person_is_there('person_id');
`;

/** What was answered in the last weeks. */
export const choosingWorkIndexes = { answers_lately: "answers (at) where state = 'counted'" } as const;
