import type { TagFilter } from '../../../core/challenge/challenge.ts';
import type { Snapshot } from '../../../core/snapshot/snapshot.ts';
import { openBytes } from '../../bytes/open-bytes.ts';
import { overpassArea } from '../../overpass/area.ts';
import { readOverpassJson } from './overpass-json.ts';

/**
 * Reads the kept answer of a source `overpass:AREA`: its coverage is the area that was asked about.
 * @throws FileFault where it cannot be read, or the area is not there
 */
export async function readAnswer(
  file: string,
  source: string,
  filter: readonly TagFilter[],
  progress?: (share: number) => void,
): Promise<Snapshot> {
  return readOverpassJson(file, await openBytes(file, progress), filter, overpassArea(source));
}
