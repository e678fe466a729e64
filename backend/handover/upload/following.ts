import { randomUUID } from 'node:crypto';
import type { Group } from '../../core/changeset/grouping.ts';
import type { Store } from '../../store/connect.ts';
import { insertChangeset, type StoredChangeset } from '../../store/uploads/changesets.ts';

/** A new changeset for what an earlier one could not do, in its place. */
export async function insertFollowing(
  transaction: Store,
  { id, upload, place, tags }: StoredChangeset,
  { kind, changes, tasks, box }: Group,
  { dueAt, tries }: Readonly<{ dueAt: Date; tries: number }>,
): Promise<void> {
  await insertChangeset(transaction, {
    id: randomUUID(),
    upload,
    place,
    follows: id,
    kind,
    tasks,
    changes,
    box,
    tags,
    tries,
    dueAt,
  });
}
