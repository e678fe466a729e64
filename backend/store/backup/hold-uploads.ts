import type pg from 'pg';
import { type Hold, UNFINISHED } from '../../core/changeset/machine.ts';
import { columnsOf } from './columns-of.ts';

const HOLD: Hold = 'restored';

/** What a backup says of uploads that were under way may be over long since: nothing is sent before somebody has looked. */
export async function holdUploads(client: pg.ClientBase): Promise<void> {
  // A backup of an earlier schema has no such rows.
  if ((await columnsOf(client, 'uploads')).length === 0) return;
  await client.query(
    `update uploads u set hold = $1, hold_words = '' where exists (
      select 1 from changesets c where c.upload_id = u.id and c.state = any($2))`,
    [HOLD, UNFINISHED],
  );
}
