import { ASKED, claimTask } from './claim-task.ts';
import { triggered } from './plpgsql.ts';

/** What a task is counted as; `task-cells.test.ts` holds it to the states that there are. */
const standing = `case
  when state in ${ASKED} then 'open'
  when state in ('settled', 'exported', 'verified', 'conflict') then 'settled'
  else 'other' end`;
const columns = 'challenge_id, standing, kinds, lon, lat, by';
const counted = (by: 1 | -1, from: string): string => `
insert into task_cell_changes (${columns})
select challenge_id, ${standing}, kinds, st_x(geom), st_y(geom), ${by} from ${from};`;

/**
 * What volunteers find work by: tasks counted by the cells of a map, for views that hold too many to draw, and the order in
 * which tasks are asked, and claims. Counts follow a log, which is folded into them now and then: who settles a task waits for nobody.
 */
export const findingWork = `
create extension if not exists btree_gist;

alter table tasks add column priority smallint not null default 0;

create table task_cells (
  level smallint not null,
  block_x integer not null,
  block_y integer not null,
  challenge_id text not null,
  x integer not null,
  y integer not null,
  standing text not null,
  kinds text[] not null,
  count integer not null,
  lon double precision not null,
  lat double precision not null,
  primary key (level, block_x, block_y, challenge_id, x, y, standing, kinds)
);
create index task_cells_empty on task_cells (challenge_id) where count = 0;

create table task_cell_changes (
  id bigint generated always as identity primary key,
  challenge_id text not null,
  standing text not null,
  kinds text[] not null,
  lon double precision not null,
  lat double precision not null,
  by integer not null
);
${triggered('task_cells_opened', counted(1, 'come'))}
${triggered('task_cells_closed', counted(-1, 'gone'))}
${triggered(
  'task_cells_moved',
  `
  with both_rows as (
    select id, challenge_id, state, kinds, geom, -1 as by from gone
    union all select id, challenge_id, state, kinds, geom, 1 from come
  )
  insert into task_cell_changes (${columns})
  select challenge_id, ${standing} as standing, kinds, st_x(geom) as lon, st_y(geom) as lat, sum(by) from both_rows
  group by id, 1, 2, 3, 4, 5 having sum(by) <> 0;`,
)}
create trigger task_cells_open after insert on tasks referencing new table as come
  for each statement execute function task_cells_opened();
create trigger task_cells_move after update on tasks referencing old table as gone new table as come
  for each statement execute function task_cells_moved();
create trigger task_cells_close after delete on tasks referencing old table as gone
  for each statement execute function task_cells_closed();
${counted(1, 'tasks')}

alter table claims add column since timestamptz;
${claimTask}
`;

/** In degrees of longitude, on a map that keeps angles: what is near in it is near in metres. */
const onMap =
  'st_makepoint(st_x(geom), degrees(ln(tan(radians(45 + greatest(-89.9, least(89.9, st_y(geom))) / 2)))))';

/** The next task of a challenge, nearest first or by chance, however many others there are. */
export const findingWorkIndexes = {
  tasks_asked_nearest: `tasks using gist (challenge_id, priority, (${onMap})) where state in ${ASKED}`,
  tasks_asked_priority: `tasks (challenge_id, priority) where state in ${ASKED}`,
  tasks_asked_shuffled: `tasks (challenge_id, md5(id)) where state in ${ASKED}`,
} as const;
