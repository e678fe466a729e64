/** Every table that a backup holds, each after the tables that it refers to. */
export const BACKUP_TABLES = [
  'secrets',
  'persons',
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
  source_turns: 'is about requests under way there',
} as const;
