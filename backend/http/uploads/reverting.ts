import { type Revert, revertOf } from '../../core/changeset/revert.ts';
import { OsmApiFault } from '../../osm/osm-api-fault.ts';
import { readElements } from '../../osm/read-elements.ts';
import type { Store } from '../../store/connect.ts';
import { appliedEdits } from '../../store/uploads/changesets.ts';
import { type ChangesetRow, changesetRow, revertOfChangeset } from '../../store/uploads/upload-queries.ts';
import { type StoredUpload, storedUpload } from '../../store/uploads/uploads.ts';
import { challengeOf } from '../challenge-of.ts';
import type { Deps } from '../deps.ts';
import { notFound, Refusal } from '../refusal.ts';
import { otherServer } from './server-for.ts';

/** A changeset with the upload that it belongs to. */
export type Found = Readonly<{ row: ChangesetRow; upload: StoredUpload }>;

/** @throws Refusal 404 */
export async function foundChangeset(store: Store, id: string): Promise<Found> {
  const row = await changesetRow(store, id);
  const upload = row && (await storedUpload(store, row.upload));
  if (!upload) throw notFound('The changeset');
  return { row, upload };
}

type WhyNot = 'not-closed' | 'is-revert' | 'already-reverted';

/** Why a changeset cannot be taken back; null where it can, as far as our rows say. */
export function whyNotReverted(
  { state }: Pick<ChangesetRow, 'state'>,
  { reverts }: Pick<StoredUpload, 'reverts'>,
  revertedBy: string | null,
): WhyNot | null {
  if (reverts !== null) return 'is-revert';
  if (state !== 'closed') return 'not-closed';
  return revertedBy === null ? null : 'already-reverted';
}

/** @throws Refusal 404, 409 */
export async function revertible(
  { store, config }: Pick<Deps, 'store' | 'config'>,
  id: string,
): Promise<Found> {
  const { row, upload } = await foundChangeset(store, id);
  const why = whyNotReverted(row, upload, await revertOfChangeset(store, id));
  if (why !== null) throw refusals[why]();
  if (upload.server !== config.uploadUrl) throw otherServer(new URL(config.uploadUrl).host);
  return { row, upload };
}

/** Somebody waits for the answer. */
const LIMITS = { attempts: 2, requestTime: 10_000, totalTime: 20_000, firstWait: 500 };

/** What taking it back does on the map of this moment. @throws Refusal 503 */
export async function revertNow(
  { store, config }: Pick<Deps, 'store' | 'config'>,
  { id }: ChangesetRow,
  upload: StoredUpload,
): Promise<Revert> {
  const rows = await appliedEdits(store, id);
  const { licence, attribution } = (await challengeOf(store, upload.challenge)).community;
  const api = { osmApiUrl: upload.server, contact: config.contact, limits: LIMITS };
  try {
    const now = await readElements([...new Set(rows.map(({ applied }) => applied.ref))], api);
    return revertOf(rows, now, { licence, attribution });
  } catch (fault) {
    if (!(fault instanceof OsmApiFault)) throw fault;
    throw new Refusal(503, 'map-away', 'The map could not be read', `${fault.message} Try again later.`);
  }
}

export const refusals = {
  'not-closed': () =>
    new Refusal(
      409,
      'not-closed',
      'It is not on the map as a whole',
      'Only a closed changeset can be taken back.',
    ),
  'is-revert': () =>
    new Refusal(
      409,
      'is-revert',
      'It takes another changeset back itself',
      'Its tasks are asked again: settle them, and upload that.',
    ),
  'already-reverted': () =>
    new Refusal(
      409,
      'already-reverted',
      'It is taken back already',
      'Another changeset takes it back, or will.',
    ),
} as const satisfies Record<WhyNot, () => Refusal>;

export const nothingToRevert = () =>
  new Refusal(
    409,
    'nothing-to-revert',
    'There is nothing to take back',
    'Others have changed, since then, all that it changed.',
  );
