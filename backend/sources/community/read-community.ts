import type { CommunitySource } from '../../core/challenge/challenge.ts';
import type { Snapshot } from '../../core/snapshot/snapshot.ts';
import { openBytes } from '../bytes/open-bytes.ts';
import { recognise } from '../bytes/recognise.ts';
import { readRows } from '../table/read-rows.ts';
import { osmIdentityOf } from './geojson-identity.ts';

export type CommunityFile = Partial<CommunitySource> &
  Readonly<{
    /** Column that identifies a row, where the file has no OSM ids. */
    id?: string;
    /** OSM key to column, for a file whose columns are no OSM keys; a key that a row has already stays. */
    map?: Readonly<Record<string, string>>;
  }>;

/** The share of the work that the first reading of an extract in PBF is: later ones skip most of it. */
const FIRST_READING = 0.7;

/** Overpass writes this before its elements; GeoJSON has `features`. */
const isOverpass = (head: Buffer): boolean => {
  const text = head.toString('latin1', 0, 4096);
  return /"elements"\s*:/u.test(text) || /"osm3s"\s*:/u.test(text);
};

/**
 * Reads a file of the community: OSM PBF or XML, Overpass JSON, GeoJSON as overpass-turbo and others write it, or any list
 * of rows; plain or gzipped, told from its content. Only what `filter` keeps becomes a feature. Throws FileFault where the
 * file cannot be read as a whole. `progress` is the share of the file read, 0 to 1.
 */
export const readCommunity = async (
  file: string,
  source: CommunityFile,
  progress?: (share: number) => void,
): Promise<Snapshot> => {
  let share = 0;
  // How much of the work one reading of the file is, once its beginning has told the format.
  let weight = 0;
  const report = (): void => {
    if (weight > 0) progress?.(share * weight);
  };
  const bytes = await openBytes(file, read => {
    share = read;
    report();
  });
  const layout = recognise(file, bytes.head);
  weight = layout === 'osm-pbf' ? FIRST_READING : 1;
  report();
  const filter = source.filter ?? [];
  // Each reader is loaded when a file asks for it.
  if (layout === 'osm-xml') {
    const { readOsmXml } = await import('./osm-xml.ts');
    return readOsmXml(file, bytes, filter);
  }
  if (layout === 'osm-pbf') {
    const { readOsmPbf } = await import('./pbf/osm-pbf.ts');
    return readOsmPbf(file, bytes, filter, later => progress?.(FIRST_READING + later * (1 - FIRST_READING)));
  }
  if (layout === 'json' && isOverpass(bytes.head)) {
    const { readOverpassJson } = await import('./overpass/overpass-json.ts');
    return readOverpassJson(file, bytes, filter);
  }
  return readRows(file, layout, bytes, {
    side: 'community',
    id: source.id,
    map: source.map,
    filter,
    mapFillsOnly: true,
    elementOf: osmIdentityOf,
  });
};
