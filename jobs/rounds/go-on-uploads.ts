import { goOn } from '../../backend/handover/upload/go-on.ts';
import { putOff } from '../../backend/handover/upload/put-off.ts';
import { type Uploading, waitsOf } from '../../backend/handover/upload/uploading.ts';
import {
  keepChangeset,
  letChangesetGo,
  storedChangeset,
  takeChangeset,
} from '../../backend/store/uploads/changesets.ts';
import { isUnreachable } from '../../backend/store/watch/unreachable.ts';

/**
 * Goes on with every changeset that is due, one after the other. Harmless in several processes at once: each changeset is held by
 * one, and what may happen once only is decided by its row.
 * @returns how many were gone on with
 * @throws Error of the first that could not be gone on with, after the others were: it is put off like one whose server fails
 */
export async function goOnWithUploads(uploading: Uploading, stopped: () => boolean): Promise<number> {
  const waits = waitsOf(uploading);
  const faults: Error[] = [];
  let count = 0;
  for (; !stopped(); count++) {
    let held = new Date(uploading.now().getTime() + waits.held);
    const id = await takeChangeset(uploading.store, uploading.now(), held);
    if (id === null) break;
    let mine = true;
    const keep = async () => {
      const until = new Date(uploading.now().getTime() + waits.held);
      mine &&= await keepChangeset(uploading.store, id, held, until);
      held = until;
    };
    // A step that fails to keep it ends at the next look; the database's own faults come up there.
    const beating = setInterval(() => void keep().catch(() => undefined), waits.beat);
    try {
      await goOn(uploading, id, async () => mine && !stopped());
    } catch (fault) {
      if (isUnreachable(fault)) throw fault;
      const { message } = fault as Error;
      faults.push(new Error(`changeset ${id} cannot be gone on with: ${message}`, { cause: fault }));
      const changeset = await storedChangeset(uploading.store, id);
      if (changeset) await putOff(uploading, changeset, { words: message });
    } finally {
      clearInterval(beating);
      if (mine) await letChangesetGo(uploading.store, id, held);
    }
  }
  if (faults[0]) throw faults[0];
  return count;
}
