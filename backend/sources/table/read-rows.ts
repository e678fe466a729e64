import type { Snapshot } from '../../core/snapshot/snapshot.ts';
import type { OpenBytes } from '../bytes/open-bytes.ts';
import type { Layout, OsmLayout } from '../bytes/recognise.ts';
import { buildFeatures } from './build-features.ts';
import { jsonRows } from './json-rows.ts';
import type { RowSource } from './source.ts';

/** A snapshot of any file that is a list of rows: GeoJSON in all its habits, a JSON array of records, delimited text. */
export const readRows = async (
  file: string,
  layout: Exclude<Layout, OsmLayout>,
  bytes: OpenBytes,
  source: RowSource,
): Promise<Snapshot> => {
  const builder = buildFeatures(file, layout === 'delimited' ? 'line 1' : 'properties', source);
  const told =
    layout === 'delimited'
      ? await (await import('./delimited.ts')).delimitedRows(file, bytes, builder)
      : await jsonRows(file, layout, bytes, builder);
  const built = await builder.finish();
  const { features, rejected, warnings, columns } = built;
  return {
    side: source.side,
    hash: bytes.hash(),
    format: [
      told.format,
      ...(built.crs === null ? [] : [built.crs]),
      ...(bytes.gzipped ? ['gzip'] : []),
    ].join(', '),
    dataTime: told.dataTime,
    coverage: null,
    rows: features.length + rejected.length,
    features,
    rejected,
    warnings,
    columns,
  };
};
