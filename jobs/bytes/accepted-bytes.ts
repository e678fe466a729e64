import { access } from 'node:fs/promises';
import { join } from 'node:path';
import type { Side } from '../../backend/core/feature.ts';
import type { Store } from '../../backend/store/connect.ts';
import type { RunRow } from '../../backend/store/runs/runs.ts';
import { heldSnapshot } from '../../backend/store/runs/snapshots.ts';
import type { Kept } from './keep-bytes.ts';

/**
 * The very bytes that were held and that staff have accepted. A live source sends others each time, with the moment in
 * them: read anew, they would be held again. Null where nothing was accepted, or the bytes lie on another machine.
 */
export async function acceptedBytes(
  store: Store,
  run: RunRow,
  side: Side,
  folder: string,
): Promise<Kept | null> {
  const hashes = run.inputs.accept ?? [];
  if (hashes.length === 0) return null;
  const held = await heldSnapshot(store, run.challenge_id, { side, source: run.inputs[side], hashes });
  if (!held) return null;
  const path = join(folder, held.hash);
  const there = await access(path).then(
    () => true,
    () => false,
  );
  if (!there) return null;
  return { hash: held.hash, path, ...(held.data_time && { published: held.data_time.toISOString() }) };
}
