import type pg from 'pg';
import { type Hold, UNFINISHED } from '../../core/changeset/machine.ts';
import { columnsOf } from './columns-of.ts';

const HOLD: Hold = 'unclear';
const WORDS =
  'It comes from a backup, and may have gone to the map since: look there for its changesets, then go on with it or cancel it.';

/** What a backup says of uploads that were under way may be over long since: nothing is sent before somebody has looked. */
export async function holdUploads(client: pg.ClientBase): Promise<void> {
  // A backup of an earlier schema has no such rows.
  if ((await columnsOf(client, 'uploads')).length === 0) return;
  await client.query(
    `update uploads u set hold = $1, hold_words = $2 where exists (
      select 1 from changesets c where c.upload_id = u.id and c.state = any($3))`,
    [HOLD, WORDS, UNFINISHED],
  );
}
