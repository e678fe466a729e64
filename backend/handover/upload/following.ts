import { randomUUID } from 'node:crypto';
import { PAGE_TAG } from '../../core/changeset/changeset-tags.ts';
import type { Group } from '../../core/changeset/grouping.ts';
import type { Store } from '../../store/connect.ts';
import { insertChangeset, type StoredChangeset } from '../../store/uploads/changesets.ts';

/** A new changeset for what an earlier one could not do, in its place. */
export async function insertFollowing(
  transaction: Store,
  { id, upload, place, tags: before }: StoredChangeset,
  { kind, changes, tasks, box }: Group,
  { dueAt, tries }: Readonly<{ dueAt: Date; tries: number }>,
): Promise<void> {
  const own = randomUUID();
  // The page that it names is its own.
  const tags = Object.fromEntries(
    Object.entries(before).map(([key, value]) => [
      key,
      key === PAGE_TAG && value.endsWith(id) ? value.slice(0, -id.length) + own : value,
    ]),
  );
  await insertChangeset(transaction, {
    id: own,
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
