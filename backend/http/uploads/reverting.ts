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
import { NOT_REVERTED, otherServer } from './refusals.ts';

/** A changeset with the upload that it belongs to. */
export type Found = Readonly<{ row: ChangesetRow; upload: StoredUpload }>;

/** @throws Refusal 404 */
export async function foundChangeset(store: Store, id: string): Promise<Found> {
  const row = await changesetRow(store, id);
  const upload = row && (await storedUpload(store, row.upload));
  if (!upload) throw notFound('The changeset');
  return { row, upload };
}

type WhyNot = keyof typeof NOT_REVERTED;

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
  if (why !== null) throw NOT_REVERTED[why]();
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
