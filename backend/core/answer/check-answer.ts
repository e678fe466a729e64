import { isUnfitText } from '../change/unfit-text.ts';
import type { Discrepancy, Finding } from '../discrepancy/discrepancy.ts';
import type { LonLat } from '../feature.ts';
import { metresToFeature } from '../metres-to-feature.ts';
import type { Answer, Fix, TagChoice } from './answer.ts';

export const CHECK = {
  /** metres from everything the task shows; further away is a slip of the pen, or another place */
  farthest: 50_000,
  /** where the match radius is so wide that this many radii are more, that counts */
  radii: 10,
  /** Unicode characters of a key or value (OSM API 0.6) */
  characters: 255,
} as const;

/** Why an answer does not fit its task: codes that the interface puts into words. */
export type AnswerProblemCode =
  | 'position-needed'
  | 'position-out-of-range'
  | 'position-too-far'
  | 'same-needed'
  | 'keep-needed'
  | 'keep-unknown'
  | 'lifecycle-needed'
  | 'tags-needed'
  | 'nothing-said'
  | 'key-empty'
  | 'key-too-long'
  | 'key-twice'
  | 'value-empty'
  | 'value-too-long'
  | 'unfit-character';

export type AnswerProblem = Readonly<{
  code: AnswerProblemCode;
  /** Which part of the answer: `fix.position`, `fix.tags[2]`. */
  path: string;
  data?: Readonly<Record<string, string | number>>;
}>;

const problem = (code: AnswerProblemCode, path: string, data?: AnswerProblem['data']): AnswerProblem =>
  data ? { code, path, data } : { code, path };

const inRange = ([lon, lat]: LonLat): boolean => Math.abs(lon) <= 180 && Math.abs(lat) <= 90;

/** Metres to the nearest feature of the task. */
const away = (at: LonLat, facts: Finding): number =>
  Math.min(
    ...[facts.official, facts.community, ...facts.others]
      .filter(feature => feature !== null)
      .map(feature => metresToFeature(at, feature)),
  );

const positionProblems = (
  at: LonLat,
  facts: Finding,
  radius: number,
  path: string,
): readonly AnswerProblem[] => {
  if (!inRange(at)) return [problem('position-out-of-range', path)];
  const limit = Math.max(CHECK.farthest, CHECK.radii * radius);
  const metres = away(at, facts);
  return metres > limit ? [problem('position-too-far', path, { metres: Math.round(metres), limit })] : [];
};

/**
 * `moving`: identifiers that another place bears. One may be taken away there and set here: it is named once without a
 * value and once with one.
 */
const tagProblems = (
  choices: readonly TagChoice[],
  path: string,
  moving: ReadonlySet<string> = new Set(),
): readonly AnswerProblem[] => {
  const here = new Set<string>();
  const elsewhere = new Set<string>();
  return choices.flatMap(({ key, value }, i) => {
    const at = `${path}[${i}]`;
    const named = moving.has(key) && value === null ? elsewhere : here;
    const twice = named.has(key);
    named.add(key);
    return [
      ...(key.trim() === '' ? [problem('key-empty', at)] : []),
      ...([...key].length > CHECK.characters
        ? [problem('key-too-long', at, { limit: CHECK.characters })]
        : []),
      ...(twice ? [problem('key-twice', at, { key })] : []),
      ...(value !== null && value.trim() === '' ? [problem('value-empty', at, { key })] : []),
      ...(value !== null && [...value].length > CHECK.characters
        ? [problem('value-too-long', at, { key, limit: CHECK.characters })]
        : []),
      ...(isUnfitText(key) || (value !== null && isUnfitText(value)) ? [problem('unfit-character', at)] : []),
    ];
  });
};

/** Not the same place, said of the features that may be one: where a candidate is asked about, it is said of that. */
const saysApart = ({ same }: Fix, facts: Finding): boolean =>
  same === false && !facts.discrepancies.some(({ kind }) => kind === 'possible-match');

/** What a fix leaves unanswered of one discrepancy. */
const unanswered = (discrepancy: Discrepancy, fix: Fix, facts: Finding): readonly AnswerProblem[] => {
  switch (discrepancy.kind) {
    case 'missing':
    case 'moved':
      return fix.position ? [] : [problem('position-needed', 'fix.position')];
    case 'possible-match':
      return fix.same === undefined ? [problem('same-needed', 'fix.same')] : [];
    case 'duplicate':
      // Two rows of the agency for one place are the agency's to merge; the map may need other edits all the same.
      return fix.keep === undefined && discrepancy.side === 'community' && !saysApart(fix, facts)
        ? [problem('keep-needed', 'fix.keep')]
        : [];
    case 'unlisted':
      // The place no longer exists, or is not what its tags say; all else is the agency's to correct.
      return fix.lifecycle || fix.tags.length > 0 ? [] : [problem('lifecycle-needed', 'fix.lifecycle')];
    case 'misclassified':
      return fix.tags.length > 0 ? [] : [problem('tags-needed', 'fix.tags')];
    case 'tags-differ':
    case 'identifier-conflict':
      // Where the map is right about these, its value stays: what is not named is answered too.
      return [];
  }
};

const saysNothing = ({ position, tags, same, keep, lifecycle }: Fix): boolean =>
  !position && tags.length === 0 && same === undefined && keep === undefined && !lifecycle;

/** Features of which one may stay: those that a duplicate names. */
const mayStay = (facts: Finding): ReadonlySet<string | undefined> =>
  new Set(facts.discrepancies.flatMap(d => (d.kind === 'duplicate' ? [facts[d.side]?.id, ...d.others] : [])));

/** Keys of the identifiers that another place bears. */
const borneElsewhere = (facts: Finding): ReadonlySet<string> =>
  new Set(facts.discrepancies.flatMap(d => (d.kind === 'identifier-conflict' ? [d.key] : [])));

const fixProblems = (fix: Fix, facts: Finding, radius: number): readonly AnswerProblem[] => [
  ...(saysNothing(fix)
    ? [problem('nothing-said', 'fix')]
    : facts.discrepancies.flatMap(discrepancy => unanswered(discrepancy, fix, facts))),
  ...(fix.position ? positionProblems(fix.position.at, facts, radius, 'fix.position') : []),
  ...tagProblems(fix.tags, 'fix.tags', borneElsewhere(facts)),
  ...(fix.keep !== undefined && !mayStay(facts).has(fix.keep)
    ? [problem('keep-unknown', 'fix.keep', { keep: fix.keep })]
    : []),
];

/** Several discrepancies may ask for the same part. */
const distinct = (problems: readonly AnswerProblem[]): readonly AnswerProblem[] =>
  problems.filter((p, i) => problems.findIndex(q => q.code === p.code && q.path === p.path) === i);

/**
 * What keeps an answer from being accepted for a task; none where it fits. `radius`: metres, the match radius of the
 * challenge. Each problem once.
 */
export const checkAnswer = (answer: Answer, facts: Finding, radius = 0): readonly AnswerProblem[] => {
  if (answer.say === 'fix') return distinct(fixProblems(answer.fix, facts, radius));
  if (answer.say !== 'official-wrong' || !answer.correction) return [];
  const { at, tags = [] } = answer.correction;
  return distinct([
    ...(at ? positionProblems(at, facts, radius, 'correction.at') : []),
    ...tagProblems(tags, 'correction.tags'),
  ]);
};
