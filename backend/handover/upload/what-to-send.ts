import type { Challenge } from '../../core/challenge/challenge.ts';
import { throughGate } from '../../core/change/through-gate.ts';
import { revertOf } from '../../core/changeset/revert.ts';
import { readElements } from '../../osm/read-elements.ts';
import { appliedEdits, type StoredChangeset } from '../../store/uploads/changesets.ts';
import { settledTasks } from '../../store/uploads/upload-tasks.ts';
import type { StoredUpload } from '../../store/uploads/uploads.ts';
import { type FreshChanges, freshChanges } from './fresh-changes.ts';
import { readApi, type Uploading } from './uploading.ts';

/**
 * The edits of a changeset, by the map of this moment: what its tasks ask for, or what takes another changeset back.
 * @throws OsmApiFault where the map cannot be read
 */
export async function whatToSend(
  uploading: Uploading,
  challenge: Challenge,
  changeset: StoredChangeset,
  { server, reverts }: StoredUpload,
): Promise<FreshChanges> {
  const { store } = uploading;
  const api = readApi(uploading, server);
  if (reverts === null) {
    // One that stands elsewhere was told that it does not go.
    const going = await settledTasks(store, changeset.tasks, ['exported']);
    return freshChanges(challenge, going, api);
  }
  const mine = new Set(changeset.tasks);
  const rows = (await appliedEdits(store, reverts)).filter(({ change }) =>
    change.tasks.some(task => mine.has(task)),
  );
  const now = await readElements([...new Set(rows.map(({ applied }) => applied.ref))], api);
  const { licence, attribution } = challenge.community;
  const { changes } = revertOf(rows, now, { licence, attribution });
  return { ...throughGate(changes, challenge), done: [] };
}
