import { mustCover, type Permit } from '../licence/gate.ts';
import type { SettledRow, State } from './settled-rows.ts';

const COLUMNS = [
  'task',
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

/** A sheet would run what begins so as a formula (OWASP, CSV injection); numbers of ours are exempt. */
const FORMULA = /^[=+\-@\t\r\n＝＋－＠]/;
/**
 * Where the computer's list separator is a semicolon, as in most of Europe, a sheet cuts a comma's file there, and at line
 * ends, whatever is quoted. `+32 2 1; +32 2 2` stays as it is: a number does nothing.
 */
const FORMULA_INSIDE = /([;\t\r\n]\s*)(?=[=@＝＠]|[+\-＋－](?!\d))/g;
const NUMBER = /^-?\d+(\.\d+)?$/;

/** RFC 4180, with an apostrophe before what a sheet would take for a formula. */
function cell(text: string): string {
  const inside = text.replace(FORMULA_INSIDE, "$1'");
  const safe = FORMULA.test(text) && !NUMBER.test(text) ? `'${inside}` : inside;
  return /[",\r\n]|^\s|\s$/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}

const tagsOf = (state: State | null): string =>
  state
    ? Object.entries(state.tags)
        .map(([key, value]) => `${key}=${value}`)
        .join('\n')
    : '';
const degrees = (value: number | undefined): string => (value === undefined ? '' : value.toFixed(7));

const cellsOf = (row: SettledRow, attribution: string): Cells => ({
  task: row.task,
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

/**
 * CSV (RFC 4180, UTF-8, comma) of everything that was settled, safe to open in a sheet; tags one a line in their cell.
 * @throws Error where the permit does not cover a value
 */
export function toCsv(rows: readonly SettledRow[], permit: Permit): string {
  mustCover(
    permit,
    ['public-file', 'internal'],
    rows.flatMap(({ values }) => values),
  );
  const attribution = [
    ...permit.attributions,
    ...(permit.odbl ? ['ODbL-1.0'] : []),
    ...(permit.production ? [] : ['fictional sample']),
  ].join('; ');
  const lines = rows.map(row => {
    const cells = cellsOf(row, attribution);
    return COLUMNS.map(column => cell(cells[column])).join(',');
  });
  return `${[COLUMNS.join(','), ...lines].join('\r\n')}\r\n`;
}
