import { goOn } from '../../backend/handover/upload/go-on.ts';
import { type Uploading, waitsOf } from '../../backend/handover/upload/uploading.ts';
import { keepChangeset, letChangesetGo, takeChangeset } from '../../backend/store/uploads/changesets.ts';

/**
 * Goes on with every changeset that is due, one after the other. Harmless in several processes at once: each changeset is held by
 * one, and what may happen once only is decided by its row.
 * @returns how many were gone on with
 */
export async function goOnWithUploads(uploading: Uploading, stopped: () => boolean): Promise<number> {
  const waits = waitsOf(uploading);
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
    } finally {
      clearInterval(beating);
      if (mine) await letChangesetGo(uploading.store, id, held);
    }
  }
  return count;
}
