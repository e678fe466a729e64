/** Every table that a backup holds, each after the tables that it refers to. */
export const BACKUP_TABLES = [
  'secrets',
  'persons',
  'sessions',
  'accounts',
  'organisations',
  'grants',
  'teams',
  'team_members',
  'invitations',
  'api_keys',
  'audit',
  'challenges',
  'runs',
  'snapshots',
  'features',
  'findings',
  'places',
  'tasks',
  'task_events',
  'claims',
  'answers',
  'schedules',
  'fetched',
] as const;

/** Tables of ours that a backup leaves out, and why. The queue's own lie in a schema of theirs: it is made anew from our rows. */
export const LEFT_OUT = {
  schema_versions: 'the head of a backup names its schema, and the migrations lay it',
  processes: 'says who is alive where the backup was taken',
  sign_ins: 'are under way in browsers there, for ten minutes',
  one_time_links: 'are good where they were printed',
  rate_limits: 'are about who comes there now',
  source_turns: 'is about requests under way there',
  task_cells: 'are counted anew from the tasks',
  task_cell_changes: 'are written as the tasks are filled in',
} as const;
