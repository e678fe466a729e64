import { isProduction } from '../../core/changeset/servers.ts';
import { createChangeset } from '../../osm/write/changeset-requests.ts';
import type { Store } from '../../store/connect.ts';
import {
  isKnownChangeset,
  moveChangeset,
  postpone,
  type StoredChangeset,
} from '../../store/uploads/changesets.ts';
import { uploadAccount } from '../../store/uploads/upload-accounts.ts';
import { editsSince, type StoredUpload } from '../../store/uploads/uploads.ts';
import { challengeById } from './challenge-by-id.ts';
import { closeUnused } from './close.ts';
import { maySend } from './may-send.ts';
import { failed, holdFor, putOff } from './put-off.ts';
import { tell } from './tell.ts';
import { tokenOfSender, type Uploading, waitsOf, writeApi } from './uploading.ts';

const DAY = 86_400_000;

/** Asks the server for a number. One whose number is lost with its answer stays empty, and the server closes it by itself. */
export async function begin(
  uploading: Uploading,
  changeset: StoredChangeset,
  upload: StoredUpload,
): Promise<boolean> {
  if (upload.cancelledAt) return giveUp(uploading, changeset, upload, 'cancelled');
  const token = await tokenOrHold(uploading, changeset, upload);
  if (token === null || !(await mayGoToday(uploading, changeset, upload))) return false;
  const api = writeApi(uploading, upload.server, token);
  const said = await createChangeset(api, changeset.tags);
  if (said.said !== 'ok') {
    await failed(uploading, changeset, said);
    return false;
  }
  // Half of an answer is a number, too. That it is none of somebody else's is looked at before it is filled.
  if (await isKnownChangeset(uploading.store, upload.server, said.value)) {
    await putOff(uploading, changeset, { words: `${said.value} is no new changeset.` });
    return false;
  }
  const now = uploading.now();
  const opened = await moveChangeset(uploading.store, changeset.id, ['prepared', 'opened'], now, {
    osmId: said.value,
  });
  if (!opened) await closeUnused(api, said.value);
  return opened;
}

/** Asked before each request that writes. Null: the upload is on hold, or given back, since whoever sends it may not, or is not signed in there. */
export async function tokenOrHold(
  uploading: Uploading,
  changeset: StoredChangeset,
  upload: StoredUpload,
): Promise<string | null> {
  if (!(await maySend(uploading.store, upload))) {
    // A task that its volunteer may not send any more is for the maintainers again.
    if (upload.own) await giveUp(uploading, changeset, upload, 'cancelled');
    else await holdFor(uploading, changeset, 'not-allowed', '');
    return null;
  }
  const other = await otherAccount(uploading.store, upload);
  if (other !== null) {
    await holdFor(uploading, changeset, 'sign-in', other);
    return null;
  }
  const token = await tokenOfSender(uploading, upload);
  if (token === null) await holdFor(uploading, changeset, 'sign-in', '');
  return token;
}

/** On the map that everybody uses edits go under the account that the challenge names; null: they would, or nobody is signed in. */
async function otherAccount(
  store: Store,
  { person, server, challenge, own }: StoredUpload,
): Promise<string | null> {
  if (own || person === null || !isProduction(server)) return null;
  const { changeset: policy } = await challengeById(store, challenge);
  const account = await uploadAccount(store, person, server);
  if (policy.account === undefined || !account || account.name === policy.account) return null;
  return `The edits of this challenge go under the account ${policy.account}, not ${account.name}.`;
}

/** It ends without having been sent; its tasks wait as before. */
export async function giveUp(
  { store, now }: Uploading,
  changeset: StoredChangeset,
  upload: StoredUpload,
  why: 'cancelled' | 'nothing-left',
): Promise<boolean> {
  const at = now();
  const from = changeset.state === 'opened' ? 'opened' : 'prepared';
  await store.transaction().execute(async transaction => {
    if (!(await moveChangeset(transaction, changeset.id, [from, 'abandoned'], at))) return;
    await tell(transaction, upload, changeset.tasks, 'upload-refused', {
      now: at,
      data: { why, changeset: changeset.id },
    });
  });
  return false;
}

/** A challenge's own limit: whoever agreed to it can look through so many edits a day. */
async function mayGoToday(
  uploading: Uploading,
  changeset: StoredChangeset,
  upload: StoredUpload,
): Promise<boolean> {
  const { changeset: policy } = await challengeById(uploading.store, upload.challenge);
  if (policy.capPerDay === undefined || upload.reverts) return true;
  const now = uploading.now();
  const sent = await editsSince(uploading.store, upload.challenge, upload.own, new Date(now.getTime() - DAY));
  if (sent === 0 || sent + changeset.edits <= policy.capPerDay) return true;
  await postpone(uploading.store, changeset.id, {
    until: new Date(now.getTime() + waitsOf(uploading).look),
    tries: 0,
    words: 'cap',
  });
  return false;
}
