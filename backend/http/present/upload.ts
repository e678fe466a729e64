import { ARRIVED, type ChangesetState, isOver } from '../../core/changeset/machine.ts';
import { isProduction, siteOf } from '../../core/changeset/servers.ts';
import { holdWords } from '../../core/changeset/ways-out.ts';
import type { Bbox } from '../../core/feature.ts';
import type { ChangesetRow, UploadRow } from '../../store/uploads/upload-queries.ts';
import type { ChangesetRowView, UploadView } from '../contract/upload.ts';

const LEFT: readonly ChangesetState[] = ['prepared', 'opened', 'sent'];

/** As JSON has it. */
export const listedBox = (box: Bbox | null): [number, number, number, number] | null =>
  box && [box[0], box[1], box[2], box[3]];

export function presentChangeset(row: ChangesetRow, server: string): ChangesetRowView {
  return {
    id: row.id,
    kind: row.kind,
    state: row.state,
    edits: row.edits,
    tasks: row.tasks.length,
    box: listedBox(row.box),
    url: row.osmId === null ? null : `${siteOf(server)}/changeset/${row.osmId}`,
    waits:
      row.waitsFor === null || isOver(row) ? null : { words: row.waitsFor, until: row.dueAt.toISOString() },
    said: row.answerWords,
    follows: row.follows,
    endedAt: row.endedAt?.toISOString() ?? null,
    checkedAt: row.checkedAt?.toISOString() ?? null,
  };
}

/** What is told of an upload to one who asks. */
type Told = Readonly<{
  /** The name of who sends it, for whoever may know it. */
  person: string | null;
  /** They send it, and uploads still go to its server. */
  maySignIn: boolean;
}>;

export function presentUpload(upload: UploadRow, { person, maySignIn }: Told): UploadView {
  const { changesets, hold } = upload;
  const said = upload.holdSaid ?? '';
  const done = changesets.every(isOver);
  const sum = (states: readonly ChangesetState[]) =>
    changesets.reduce((total, { state, edits }) => total + (states.includes(state) ? edits : 0), 0);
  return {
    id: upload.id,
    challenge: upload.challenge,
    at: upload.at.toISOString(),
    person,
    host: new URL(upload.server).host,
    production: isProduction(upload.server),
    reverts: upload.reverts,
    hold:
      hold === null || done
        ? null
        : { why: hold, words: holdWords(hold, said), said, signIn: hold === 'sign-in' && maySignIn },
    cancelled: upload.cancelledAt !== null,
    done,
    edits: { arrived: sum(ARRIVED), left: sum(LEFT) },
    conflicts: upload.conflicts,
    // What stands still until a person helps goes on at no time.
    changesets: changesets.map(row => ({
      ...presentChangeset(row, upload.server),
      ...(hold !== null && { waits: null }),
    })),
  };
}
