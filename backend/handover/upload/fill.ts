import { createHash } from 'node:crypto';
import { ownVersion } from '../../config.ts';
import type { Change } from '../../core/change/change.ts';
import { toOsmChange } from '../../core/change/osm-change.ts';
import { appliedByRows } from '../../core/changeset/sent-and-applied.ts';
import { WAYS_OUT } from '../../core/changeset/ways-out.ts';
import { OsmApiFault } from '../../osm/osm-api-fault.ts';
import { uploadChanges } from '../../osm/write/changeset-requests.ts';
import {
  editsOf,
  moveChangeset,
  postpone,
  type StoredChangeset,
  writeAnswer,
  writeEdits,
} from '../../store/uploads/changesets.ts';
import type { StoredUpload } from '../../store/uploads/uploads.ts';
import { arrived } from './arrived.ts';
import { giveUp, tokenOrHold } from './begin.ts';
import { challengeById } from './challenge-by-id.ts';
import { closeUnused } from './close.ts';
import { insertFollowing } from './following.ts';
import type { FreshChanges } from './fresh-changes.ts';
import { isOurs } from './is-ours.ts';
import { holdFor, nextTry, putOff, unread } from './put-off.ts';
import { tell } from './tell.ts';
import { tokenOfSender, type Uploading, waitsOf, writeApi } from './uploading.ts';
import { whatToSend } from './what-to-send.ts';

/** Merges with the map of this moment, writes down what is sent, and sends it: once. */
export async function fillAndSend(
  uploading: Uploading,
  changeset: StoredChangeset,
  upload: StoredUpload,
): Promise<boolean> {
  const osmId = changeset.osmId!;
  if (upload.cancelledAt) {
    const valid = await tokenOfSender(uploading, upload);
    if (valid !== null) await closeUnused(writeApi(uploading, upload.server, valid), osmId);
    return giveUp(uploading, changeset, upload, 'cancelled');
  }
  const token = await tokenOrHold(uploading, changeset, upload);
  if (token === null) return false;
  const api = writeApi(uploading, upload.server, token);
  const ours = await isOurs(api, changeset);
  if (ours.said !== 'ok') {
    await putOff(uploading, changeset, ours);
    return false;
  }
  if (!ours.value) return beginAnew(uploading, changeset);
  let fresh: FreshChanges;
  try {
    const challenge = await challengeById(uploading.store, upload.challenge);
    fresh = await whatToSend(uploading, challenge, changeset, upload);
  } catch (fault) {
    if (!(fault instanceof OsmApiFault)) throw fault;
    await putOff(uploading, changeset, unread(fault));
    return false;
  }
  const left = await leaveOut(uploading, changeset, upload, fresh);
  if (left.length === 0) {
    await closeUnused(api, osmId);
    return giveUp(uploading, { ...changeset, tasks: left }, upload, 'nothing-left');
  }
  const payload = toOsmChange(fresh.changes, fresh.permit, { version: ownVersion(), changeset: osmId });
  if (!(await writeDown(uploading, changeset, left, fresh.changes, payload))) return false;
  const said = await uploadChanges(api, osmId, payload);
  const applied = said.said === 'ok' ? appliedByRows(fresh.changes, said.value) : null;
  if (applied) return arrived(uploading, { ...changeset, tasks: left }, upload, applied);
  const [answer, words] =
    said.said === 'ok' ? (['unclear', 'an answer about other edits'] as const) : [said.said, said.words];
  await writeAnswer(uploading.store, changeset.id, answer, words);
  if (said.said !== 'slow-down' || said.wait === 0) return true;
  const until = new Date(uploading.now().getTime() + said.wait);
  await postpone(uploading.store, changeset.id, { until, tries: changeset.tries, words });
  return false;
}

/** Its number is that of another changeset: nothing is sent in it, and another one takes its place. */
async function beginAnew(uploading: Uploading, changeset: StoredChangeset): Promise<boolean> {
  const { store } = uploading;
  const now = uploading.now();
  const { kind, tasks, box } = changeset;
  const tries = changeset.tries + 1;
  await store.transaction().execute(async transaction => {
    const changes = await editsOf(transaction, changeset.id);
    if (!(await moveChangeset(transaction, changeset.id, ['opened', 'abandoned'], now, { osmId: null })))
      return;
    const dueAt = nextTry(uploading, tries);
    await insertFollowing(transaction, changeset, { kind, changes, tasks, box }, { dueAt, tries });
    // A server that keeps nothing of what it was told would be given one after the other.
    if (tries >= waitsOf(uploading).tries)
      await holdFor({ store: transaction }, changeset, 'server', `${changeset.osmId} is no new changeset.`);
  });
  return false;
}

/** Tells the tasks that do not go what became of them, and gives those that do. */
async function leaveOut(
  { store, now }: Uploading,
  changeset: StoredChangeset,
  upload: StoredUpload,
  { changes, notPossible, done }: FreshChanges,
): Promise<readonly string[]> {
  const going = new Set(changes.flatMap(({ tasks }) => tasks));
  const reasons = new Map(notPossible.map(one => [one.task, one]));
  const at = now();
  await store.transaction().execute(async transaction => {
    for (const task of changeset.tasks) {
      const why = reasons.get(task);
      const isDone = done.includes(task);
      // One that is neither was told before a process ended here.
      if (going.has(task) || (!why && !isDone)) continue;
      const told = {
        now: at,
        data: {
          changeset: changeset.id,
          ...(why && { reason: why.reason, words: why.detail, wayOut: WAYS_OUT[why.reason] }),
        },
      };
      await tell(transaction, upload, [task], isDone ? 'upload-applied' : 'upload-conflict', told);
    }
  });
  return changeset.tasks.filter(task => going.has(task));
}

/** False: another process is at it. After it the edits may have left, whatever happens. */
async function writeDown(
  { store, now }: Uploading,
  { id }: StoredChangeset,
  tasks: readonly string[],
  changes: readonly Change[],
  payload: string,
): Promise<boolean> {
  return store.transaction().execute(async transaction => {
    const moved = await moveChangeset(transaction, id, ['opened', 'sent'], now(), {
      payloadHash: createHash('sha256').update(payload).digest('hex'),
      edits: changes.length,
      tasks,
    });
    if (moved) await writeEdits(transaction, id, changes);
    return moved;
  });
}
