import { sql } from 'kysely';
import type { Kind } from '../../core/discrepancy/discrepancy.ts';
import type { Bbox } from '../../core/feature.ts';
import type { TaskState } from '../../core/task/task.ts';
import type { Store } from '../connect.ts';

export type TaskCount = Readonly<{ challenge: string; state: TaskState; byPeople: boolean; count: number }>;

/** Tasks by challenge, state, and whether people settled them; of one challenge or of all. */
export async function taskCounts(store: Store, challenge?: string): Promise<TaskCount[]> {
  let rows = store
    .selectFrom('tasks')
    .select([
      'challenge_id as challenge',
      'state',
      sql<boolean>`settlement is not null`.as('byPeople'),
      sql<number>`count(*)::integer`.as('count'),
    ])
    .groupBy(['challenge_id', 'state', sql`settlement is not null`]);
  if (challenge !== undefined) rows = rows.where('challenge_id', '=', challenge);
  return rows.execute();
}

/** Tasks that still ask for something, by challenge and kind; a task of two kinds counts for both. */
export async function kindCounts(store: Store, states: readonly TaskState[], challenge?: string) {
  let rows = store
    .selectFrom('tasks')
    .select(['challenge_id as challenge', sql<Kind>`unnest(kinds)`.as('kind')])
    .where('state', 'in', states);
  if (challenge !== undefined) rows = rows.where('challenge_id', '=', challenge);
  return store
    .selectFrom(rows.as('each'))
    .select(['challenge', 'kind', sql<number>`count(*)::integer`.as('count')])
    .groupBy(['challenge', 'kind'])
    .execute();
}

/** The box around all tasks of each challenge. */
export async function extents(store: Store, challenge?: string): Promise<Map<string, Bbox>> {
  let rows = store
    .selectFrom('tasks')
    .select([
      'challenge_id as challenge',
      sql<number>`min(st_x(geom))`.as('west'),
      sql<number>`min(st_y(geom))`.as('south'),
      sql<number>`max(st_x(geom))`.as('east'),
      sql<number>`max(st_y(geom))`.as('north'),
    ])
    .groupBy('challenge_id');
  if (challenge !== undefined) rows = rows.where('challenge_id', '=', challenge);
  const found = await rows.execute();
  return new Map(found.map(row => [row.challenge, [row.west, row.south, row.east, row.north] as Bbox]));
}
