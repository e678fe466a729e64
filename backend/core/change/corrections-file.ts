import type { Challenge } from '../challenge/challenge.ts';
import type { Finding } from '../discrepancy/discrepancy.ts';
import type { LonLat } from '../feature.ts';
import { metres } from '../geo.ts';
import { gate, mustCover, type Permit } from '../licence/gate.ts';
import type { Origin } from '../licence/licence.ts';
import type { Correction, LeavingValue } from './change.ts';
import { attributionOf, degrees } from './csv.ts';
import { csvLines } from './csv-lines.ts';
import { positionText } from './element-ref.ts';

/** One thing that the agency should look at in one of its rows. */
export type CorrectionRow = Readonly<{
  task: string;
  officialId: string | null;
  /** The name of a field, or what is wrong with the row as a whole. */
  what: string | '@position' | '@gone' | '@missing' | '@remark';
  /** The agency's own words or place: they go home. */
  stated: string | LonLat | null;
  correct: string | LonLat | null;
  why: Finding['discrepancies'];
  comment: string | null;
  /** How many people have answered. */
  people: number;
  element: string | null;
  /** Licence of what is correct, or why it is left out. */
  terms: string;
  /** What is correct, and what it can be checked by, for the gate. */
  value: LeavingValue | null;
  evidence: readonly LeavingValue[];
}>;

export type CorrectedTask = Readonly<{
  id: string;
  facts: Pick<Finding, 'official' | 'community' | 'discrepancies'>;
  people: number;
}>;

const COLUMNS = [
  'official_id',
  'what',
  'stated',
  'correct',
  'stated_lon',
  'stated_lat',
  'correct_lon',
  'correct_lat',
  'metres',
  'why',
  'comment',
  'people',
  'element',
  'page',
  'terms',
  'attribution',
] as const;

/**
 * Corrections, one value a row, in their order. A value whose origin may not go to the agency is left out of its row, which says
 * why: that something is wrong there is the volunteers' own word.
 */
export function correctionRows(
  corrections: readonly Correction[],
  tasks: ReadonlyMap<string, CorrectedTask>,
  { community, statements }: Pick<Challenge, 'community' | 'statements'>,
): Readonly<{ rows: CorrectionRow[]; permit: Permit }> {
  const { licence, attribution } = community;
  const rows = corrections.flatMap(correction => {
    const task = tasks.get(correction.task);
    return task ? rowsOf(correction, task, { licence, attribution }) : [];
  });
  const passed = rows.map((row): CorrectionRow => {
    const [refused] = gate(row.value ? [row.value] : [], 'agency', { statements }).refused;
    const shows = gate(row.evidence, 'agency', { statements }).permit !== null;
    return {
      ...row,
      ...(refused && { correct: null, value: null, terms: refused.because }),
      ...(!shows && { element: null, evidence: [] }),
    };
  });
  const { permit } = gate(passed.flatMap(leaving), 'agency', { statements });
  // What was left has passed one by one, so it passes together.
  return { rows: passed, permit: permit! };
}

const leaving = ({ value, evidence }: CorrectionRow): LeavingValue[] => [
  ...(value ? [value] : []),
  ...evidence,
];

function rowsOf(correction: Correction, task: CorrectedTask, ofMap: Origin): CorrectionRow[] {
  const { official, community, discrepancies } = task.facts;
  const element = community?.id ?? null;
  const evidence: LeavingValue[] = element ? [{ key: '@element', value: element, origin: ofMap }] : [];
  const row = (
    what: string,
    stated: CorrectionRow['stated'],
    correct: CorrectionRow['correct'],
    leaving: LeavingValue | null,
  ): CorrectionRow => ({
    task: correction.task,
    officialId: correction.officialId,
    what,
    stated,
    correct,
    why: discrepancies,
    comment: correction.comment ?? null,
    people: task.people,
    element,
    terms: leaving?.origin.licence ?? 'observation',
    value: leaving,
    evidence,
  });
  const { position, tags, gone } = correction;
  const found = [
    ...(gone ? [row('@gone', null, null, null)] : []),
    ...(position
      ? [
          row('@position', official?.at ?? null, position.at, {
            key: '@position',
            value: positionText(position.at),
            origin: position.origin,
          }),
        ]
      : []),
    ...tags.map(({ key, from, to, origin }) =>
      row(key, from, to, to === null ? null : { key, value: to, origin }),
    ),
  ];
  if (found.length > 0) return found;
  // The agency lists nothing there, and people say that there is something.
  if (!official && community)
    return [
      row('@missing', null, community.at, {
        key: '@position',
        value: positionText(community.at),
        origin: ofMap,
      }),
    ];
  return [row('@remark', null, null, null)];
}

/** Keys come from answers: a plain object would know some of them. */
const WORDS: ReadonlyMap<string, string> = new Map([
  ['@position', 'position'],
  ['@gone', 'no such place, or listed twice'],
  ['@missing', 'not in your data'],
  ['@remark', 'wrong: see why, the comment and the page'],
]);
const textOf = (value: CorrectionRow['stated']): string => (typeof value === 'string' ? value : '');
const placeOf = (value: CorrectionRow['stated']): LonLat | null => (typeof value === 'string' ? null : value);

/**
 * Corrections for the agency as CSV: what stands in which row, what is right, why, with what evidence, under which terms.
 * @param pageOf the public page of a task; null where there is none
 * @param elementOf the address of an element of the map
 * @throws Error where the permit does not cover a value
 */
export function toCorrectionsCsv(
  rows: readonly CorrectionRow[],
  permit: Permit,
  pageOf: (task: string) => string | null,
  elementOf: (ref: string) => string,
): string {
  mustCover(permit, ['agency'], rows.flatMap(leaving));
  const attribution = attributionOf(permit);
  return csvLines(
    COLUMNS,
    rows.map(row => {
      const [stated, correct] = [placeOf(row.stated), placeOf(row.correct)];
      return {
        official_id: row.officialId ?? '',
        what: WORDS.get(row.what) ?? row.what,
        stated: textOf(row.stated),
        correct: textOf(row.correct),
        stated_lon: degrees(stated?.[0]),
        stated_lat: degrees(stated?.[1]),
        correct_lon: degrees(correct?.[0]),
        correct_lat: degrees(correct?.[1]),
        metres: stated && correct ? String(Math.round(metres(stated, correct))) : '',
        why: row.why.map(({ kind }) => kind).join(' '),
        comment: row.comment ?? '',
        people: String(row.people),
        element: row.element === null ? '' : elementOf(row.element),
        page: pageOf(row.task) ?? '',
        terms: row.terms,
        attribution,
      };
    }),
  );
}
