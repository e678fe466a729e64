import type { Coverage, Snapshot } from '../../core/snapshot/snapshot.ts';
import type { OpenBytes } from '../bytes/open-bytes.ts';
import type { OsmFeatures } from './osm-elements.ts';

/** The snapshot of a file of OSM elements. */
export const osmSnapshot = (
  { features, rejected, incomplete }: OsmFeatures,
  told: Readonly<{ format: string; dataTime: string | null; coverage: Coverage | null; bytes: OpenBytes }>,
): Snapshot => {
  const keys = new Set<string>();
  for (const { tags } of features) for (const key in tags) keys.add(key);
  return {
    side: 'community',
    hash: told.bytes.hash(),
    format: told.bytes.gzipped ? `${told.format}, gzip` : told.format,
    dataTime: told.dataTime,
    coverage: told.coverage,
    rows: features.length + rejected.length,
    features,
    rejected,
    warnings: incomplete === 0 ? [] : [{ kind: 'missing-references', elements: incomplete }],
    columns: [...keys].sort(),
  };
};
