import type { ChangesetState } from '../../core/changeset/machine.ts';
import { type StoredChangeset, storedChangeset } from '../../store/uploads/changesets.ts';
import { type StoredUpload, storedUpload } from '../../store/uploads/uploads.ts';
import { begin } from './begin.ts';
import { checkChangeset } from './check.ts';
import { closeApplied } from './close.ts';
import { fillAndSend } from './fill.ts';
import { findOut } from './find-out.ts';
import type { Uploading } from './uploading.ts';

/** One step of a changeset. True: the next one can follow at once. */
export type Step = (
  uploading: Uploading,
  changeset: StoredChangeset,
  upload: StoredUpload,
) => Promise<boolean>;

const STEPS: Readonly<Partial<Record<ChangesetState, Step>>> = {
  prepared: begin,
  opened: fillAndSend,
  sent: findOut,
  applied: closeApplied,
  closed: checkChangeset,
};

/**
 * Takes a changeset as far as it goes now: to its end, or until time, the server or a person has to do something. Whatever ends in
 * the middle of it can be gone on with by another process; each step writes down what it is about to do before it does it.
 */
export async function goOn(uploading: Uploading, id: string, still: () => Promise<boolean>): Promise<void> {
  for (;;) {
    const changeset = await storedChangeset(uploading.store, id);
    const upload = changeset && (await storedUpload(uploading.store, changeset.upload));
    const step = changeset && STEPS[changeset.state];
    if (!upload || !step || changeset.checkedAt) return;
    if (!(await still()) || !(await step(uploading, changeset, upload))) return;
  }
}
