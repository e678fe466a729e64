import { mustCover, type Permit } from '../licence/gate.ts';
import { csvLines } from './csv-lines.ts';
import type { SettledRow, State } from './settled-rows.ts';

const COLUMNS = [
  'task',
  'state',
  'outcome',
  'kinds',
  'action',
  'element',
  'official_id',
  'lon',
  'lat',
  'lon_before',
  'lat_before',
  'tags_before',
  'tags_after',
  'reason',
  'comment',
  'attribution',
] as const;
type Cells = Readonly<Record<(typeof COLUMNS)[number], string>>;

const tagsOf = (state: State | null): string =>
  state
    ? Object.entries(state.tags)
        .map(([key, value]) => `${key}=${value}`)
        .join('\n')
    : '';
/** Empty where there is none. */
export const degrees = (value: number | undefined): string => (value === undefined ? '' : value.toFixed(7));

const cellsOf = (row: SettledRow, attribution: string): Cells => ({
  task: row.task,
  state: row.state,
  outcome: row.outcome,
  kinds: row.kinds.join(' '),
  action: row.action,
  element: row.element ?? '',
  official_id: row.officialId ?? '',
  lon: degrees(row.at?.[0]),
  lat: degrees(row.at?.[1]),
  lon_before: degrees(row.before?.at?.[0]),
  lat_before: degrees(row.before?.at?.[1]),
  tags_before: tagsOf(row.before),
  tags_after: tagsOf(row.after),
  reason: row.reason ?? '',
  comment: row.comment ?? '',
  attribution,
});

/** Whom to name, and how to share it, for every line of a file. */
export const attributionOf = ({ attributions, odbl, production }: Permit): string =>
  [...attributions, ...(odbl ? ['ODbL-1.0'] : []), ...(production ? [] : ['fictional sample'])].join('; ');

/**
 * CSV of everything that was settled; tags one a line in their cell.
 * @throws Error where the permit does not cover a value
 */
export function toCsv(rows: readonly SettledRow[], permit: Permit): string {
  mustCover(
    permit,
    ['public-file', 'internal'],
    rows.flatMap(({ values }) => values),
  );
  const attribution = attributionOf(permit);
  return csvLines(
    COLUMNS,
    rows.map(row => cellsOf(row, attribution)),
  );
}
