import { mustCover, type Permit } from '../licence/gate.ts';
import type { SettledRow } from './settled-rows.ts';

/**
 * GeoJSON (RFC 7946) of everything that was settled: one feature a row, a null geometry where the place may not be told.
 * The collection says who is to be named, and whether it must be shared under ODbL.
 * @throws Error where the permit does not cover a value
 */
export function toGeoJson(rows: readonly SettledRow[], permit: Permit): string {
  mustCover(
    permit,
    ['public-file', 'internal'],
    rows.flatMap(({ values }) => values),
  );
  const head = {
    type: 'FeatureCollection',
    attribution: permit.attributions,
    licence: permit.odbl ? 'ODbL-1.0' : null,
    fictional: !permit.production,
  };
  const features = rows.map(({ values, at, ...properties }) =>
    JSON.stringify({
      type: 'Feature',
      geometry: at && { type: 'Point', coordinates: at },
      properties,
    }),
  );
  return `${JSON.stringify(head).slice(0, -1)},"features":[\n${features.join(',\n')}\n]}\n`;
}
