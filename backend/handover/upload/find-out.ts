import { canonical } from '../../core/canonical.ts';
import type { Challenge } from '../../core/challenge/challenge.ts';
import type { Change } from '../../core/change/change.ts';
import { type Group, groupChanges } from '../../core/changeset/grouping.ts';
import { type Onward, onwardOf } from '../../core/changeset/machine.ts';
import { appliedByDownload } from '../../core/changeset/sent-and-applied.ts';
import { WAYS_OUT } from '../../core/changeset/ways-out.ts';
import { OsmApiFault } from '../../osm/osm-api-fault.ts';
import { downloadChangeset } from '../../osm/write/changeset-requests.ts';
import { editsOf, moveChangeset, type StoredChangeset } from '../../store/uploads/changesets.ts';
import { settledTasks } from '../../store/uploads/upload-tasks.ts';
import type { StoredUpload } from '../../store/uploads/uploads.ts';
import { arrived } from './arrived.ts';
import { challengeById } from './challenge-by-id.ts';
import { sureToBeClosed } from './close.ts';
import { insertFollowing } from './following.ts';
import { placesOfTasks } from './places-of-tasks.ts';
import { holdFor, lookLater, nextTry, putOff, triesAfter, unread } from './put-off.ts';
import { tell } from './tell.ts';
import { tokenOfSender, type Uploading, waitsOf, writeApi } from './uploading.ts';
import { whatToSend } from './what-to-send.ts';

/**
 * It was sent, and no answer said what became of it: the process ended, the reply was lost, or the server refused. Whatever was said,
 * the server's own record decides: once it is closed no request that is still on its way can add to it.
 */
export async function findOut(
  uploading: Uploading,
  changeset: StoredChangeset,
  upload: StoredUpload,
): Promise<boolean> {
  const osmId = changeset.osmId!;
  const token = await tokenOfSender(uploading, upload);
  const api = writeApi(uploading, upload.server, token);
  const closed = await sureToBeClosed(api, osmId);
  if (!closed.closed) {
    const { said, words, wait } = closed.because;
    if (said === 'unclear' || said === 'slow-down' || said === 'conflict')
      await putOff(uploading, changeset, { said, words, wait });
    else {
      // It closes by itself in the end; whoever signs in again does not have to wait for that.
      await lookLater(uploading, changeset, words);
      if (said === 'signed-out') await holdFor(uploading, changeset, 'sign-in', words);
      if (said === 'forbidden') await holdFor(uploading, changeset, 'account', words);
    }
    return false;
  }
  const said = await downloadChangeset({ ...api, token: null }, osmId);
  if (said.said !== 'ok') {
    await putOff(uploading, changeset, said);
    return false;
  }
  const sent = await editsOf(uploading.store, changeset.id);
  const { holds, applied } = appliedByDownload(sent, said.value);
  if (holds === 'all') return arrived(uploading, changeset, upload, applied);
  if (holds === 'nothing') return leaveOnward(uploading, changeset, upload, sent);
  const words = `Changeset ${osmId} holds other edits than those that were sent in it.`;
  if (upload.cancelledAt) {
    // Nobody goes on with it: people look at each of its tasks again.
    const givenUp = { end: 'conflict', onward: 'give-up' } as const;
    await carryOut(uploading, { ...changeset, answerWords: words }, upload, givenUp, { sent, halves: [] });
  } else await holdFor(uploading, changeset, 'unclear', words);
  return false;
}

/** Nothing was changed, and nothing will be by this changeset: what it was to do goes on in others, or is given to people. */
async function leaveOnward(
  uploading: Uploading,
  changeset: StoredChangeset,
  upload: StoredUpload,
  sent: readonly Change[],
): Promise<boolean> {
  const { store } = uploading;
  const answer = changeset.answer ?? 'unclear';
  const challenge = await challengeById(store, upload.challenge);
  const tasks = await settledTasks(store, changeset.tasks);
  const halves = inHalves(sent, tasks, challenge);
  let changed = false;
  if (answer === 'conflict')
    try {
      const fresh = await whatToSend(uploading, challenge, changeset, upload);
      changed = canonical(fresh.changes.map(({ edit }) => edit)) !== canonical(sent.map(({ edit }) => edit));
    } catch (fault) {
      if (!(fault instanceof OsmApiFault)) throw fault;
      await putOff(uploading, changeset, unread(fault));
      return false;
    }
  const divisible = halves.length > 1;
  const late = answer === 'conflict' && notToBeWritten(changeset) && !(divisible && changeset.tries >= LATE);
  const onward = onwardOf(answer, divisible, changed || late);
  await carryOut(uploading, changeset, upload, onward, { sent, halves });
  return false;
}

/** How often a changeset that was closed before its edits came counts as one that was late; after that it may be too large. */
const LATE = 3;

/**
 * It is the changeset that could not be written to, whatever is in it. The server closes what nothing was sent in for an hour, and says
 * the same where more than it takes was sent in one; or its sender has signed in there under another account since it was opened.
 */
const notToBeWritten = ({ answerWords }: StoredChangeset): boolean =>
  /was closed at|doesn.t own that changeset/.test(answerWords ?? '');

/** In two or more; one where its edits hang together. */
function inHalves(
  sent: readonly Change[],
  tasks: Awaited<ReturnType<typeof settledTasks>>,
  challenge: Challenge,
): readonly Group[] {
  const edits = Math.ceil(sent.length / 2);
  return groupChanges(sent, placesOfTasks(tasks, challenge), { edits, side: Number.POSITIVE_INFINITY });
}

async function carryOut(
  uploading: Uploading,
  changeset: StoredChangeset,
  upload: StoredUpload,
  { end, onward }: Onward,
  { sent, halves }: Readonly<{ sent: readonly Change[]; halves: readonly Group[] }>,
): Promise<void> {
  const { store } = uploading;
  const now = uploading.now();
  const words = changeset.answerWords ?? 'no answer';
  const tries = triesAfter(uploading, changeset.tries, changeset.answer ?? undefined);
  const stuck = onward === 'again' && changeset.answer !== 'slow-down' && tries >= waitsOf(uploading).tries;
  await store.transaction().execute(async transaction => {
    if (!(await moveChangeset(transaction, changeset.id, ['sent', end], now))) return;
    if (onward === 'give-up') {
      await tell(transaction, upload, changeset.tasks, 'upload-conflict', {
        now,
        data: { changeset: changeset.id, reason: 'server', words, wayOut: WAYS_OUT.server },
      });
      return;
    }
    const parts =
      onward === 'again'
        ? [{ kind: changeset.kind, changes: sent, tasks: changeset.tasks, box: changeset.box }]
        : halves;
    // One that nobody wants any more does not begin: there is nothing to wait for.
    const dueAt = onward === 'again' && !upload.cancelledAt ? nextTry(uploading, tries) : now;
    for (const part of parts)
      await insertFollowing(transaction, changeset, part, { dueAt, tries: onward === 'again' ? tries : 0 });
    if (stuck) await holdFor({ store: transaction }, changeset, 'server', words);
  });
}
