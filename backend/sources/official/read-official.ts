import type { OfficialSource } from '../../core/challenge/challenge.ts';
import type { Snapshot } from '../../core/snapshot/snapshot.ts';
import { openBytes } from '../bytes/open-bytes.ts';
import { recognise } from '../bytes/recognise.ts';
import { FileFault } from '../file-fault.ts';
import { readRows } from '../table/read-rows.ts';

/**
 * Reads a file of the agency; its format is told from its content. Positions become degrees WGS 84, columns become tags
 * (mapped ones under their OSM key). Rows that cannot be used are rejected and counted; a file that cannot be read as a
 * whole throws FileFault. `progress` is the share of the file read, 0 to 1.
 */
export const readOfficial = async (
  file: string,
  source: Partial<OfficialSource>,
  progress?: (share: number) => void,
): Promise<Snapshot> => {
  const bytes = await openBytes(file, progress);
  const layout = recognise(file, bytes.head);
  if (layout === 'osm-xml' || layout === 'osm-pbf') {
    throw new FileFault(
      file,
      layout === 'osm-xml' ? 'line 1' : 'byte 0',
      'is an extract of OpenStreetMap, which belongs to the community side',
    );
  }
  return readRows(file, layout, bytes, { ...source, side: 'official', filter: [], mapFillsOnly: false });
};
