import { CHALLENGE_DEFAULTS } from '../backend/core/challenge/challenge-defaults.ts';
import { metres } from '../backend/core/geo.ts';
import type { MatchResult } from '../backend/core/match/match.ts';
import { matchFeatures } from '../backend/core/match/match-features.ts';
import { VERDICTS } from '../backend/core/match/match-options.ts';
import { reliabilityDiagram } from './chart/reliability-diagram.ts';
import { bikeDocks, cities, type LabelledSet, labelledPairs, pairSets } from './labelled-sets.ts';
import { calibrationError, type ReliabilityBin, reliabilityBins } from './reliability.ts';
import { type Score, scoreOf, scoreOfPairs } from './score.ts';
import type { Report } from './show.ts';

const COLUMNS = [
  'set',
  'official',
  'community',
  'F1',
  'precision',
  'recall',
  'possible',
  'reused refs said',
  'calibration error',
  's',
];

/** metres; the same number on two places further apart, under other names, was given again */
const APART = 300;

/** Official features whose number is only on places elsewhere under another name, and how many of them are said to be in conflict. */
const reusedNumbers = (set: LabelledSet, { conflicts, matches }: MatchResult): readonly [number, number] => {
  const said = new Set(conflicts.map(({ official }) => official));
  const matched = new Set(matches.map(({ official, community }) => `${official} ${community}`));
  const byRef = new Map<string, LabelledSet['community'][number][]>();
  for (const other of set.community)
    byRef.set(other.tags['ref'] ?? '', [...(byRef.get(other.tags['ref'] ?? '') ?? []), other]);
  const reused = set.official.filter(({ at, tags }) => {
    const bearers = tags['ref'] === undefined ? [] : (byRef.get(tags['ref']) ?? []);
    const isElsewhere = (other: LabelledSet['community'][number]): boolean =>
      metres(at, other.at) > APART && other.tags['name'] !== tags['name'];
    return bearers.length > 0 && bearers.every(isElsewhere);
  });
  const isSaid = reused.filter(
    ({ id, tags }) =>
      said.has(id) && !byRef.get(tags['ref'] ?? '')?.some(other => matched.has(`${id} ${other.id}`)),
  );
  return [reused.length, isSaid.length];
};

const timed = (
  set: Pick<LabelledSet, 'official' | 'community'>,
  asked: Readonly<{ official: string; community: string }>[] = [],
): Readonly<{ result: MatchResult; seconds: number }> => {
  const before = performance.now();
  const result = matchFeatures(set.official, set.community, asked.length > 0 ? { asked } : {});
  return { result, seconds: (performance.now() - before) / 1000 };
};

const shownScore = ({ f1, precision, recall }: Score): readonly number[] => [f1, precision, recall];

/** F1 and calibration on the labelled sets, all with the same defaults. They are other people's data: without the folder, nothing is measured. */
export const accuracy = async (): Promise<Report> => {
  const data = process.env.JALON_SHARED_DATA;
  const title = 'Accuracy of the matching on labelled sets';
  if (!data)
    return {
      title,
      columns: COLUMNS,
      rows: [],
      notes: ['Nothing measured: JALON_SHARED_DATA does not name the folder with the labelled sets.'],
      figures: { benchmark: 'accuracy', sets: 0 },
    };
  const rows: (string | number)[][] = [];
  const figures: Record<string, number | string> = { benchmark: 'accuracy' };
  for (const refs of ['hidden', 'visible'] as const)
    for (const city of cities(data)) {
      const set = bikeDocks(data, city, refs);
      const { result, seconds } = timed(set);
      const score = scoreOf(set, result);
      const [reused, said] = refs === 'visible' ? reusedNumbers(set, result) : [0, 0];
      const sizes = [set.official.length, set.community.length];
      const conflicts = reused > 0 ? `${said} of ${reused}` : '';
      rows.push([set.name, ...sizes, ...shownScore(score), score.possible_share, conflicts, '', seconds]);
      figures[`${city}_refs_${refs}_f1`] = score.f1;
      figures[`${city}_refs_${refs}_possible_share`] = score.possible_share;
      if (refs === 'visible') {
        figures[`${city}_reused_refs`] = reused;
        figures[`${city}_reused_refs_said`] = said;
      }
    }
  const diagrams: { name: string; bins: readonly ReliabilityBin[] }[] = [];
  const notes: string[] = [];
  for (const name of pairSets(data)) {
    const set = labelledPairs(data, name);
    const { result, seconds } = timed(set, [...set.pairs]);
    const own = set.pairs.map(({ isTrue }, n) => ({ probability: result.asked[n]!, isTrue }));
    const bins = reliabilityBins(own);
    const error = calibrationError(bins);
    const alone = scoreOfPairs(own.map(({ probability, isTrue }) => [probability >= VERDICTS.match, isTrue]));
    const matched = new Set(
      result.matches
        .filter(({ verdict }) => verdict === 'match')
        .map(({ official, community }) => `${official} ${community}`),
    );
    const oneToOne = scoreOfPairs(
      set.pairs.map(({ official, community, isTrue }) => [matched.has(`${official} ${community}`), isTrue]),
    );
    const sizes = [set.official.length, set.community.length];
    rows.push([`${name}, pair by pair`, ...sizes, ...shownScore(alone), '', '', error, seconds]);
    rows.push([`${name}, one to one`, ...sizes, ...shownScore(oneToOne), '', '', '', '']);
    figures[`${name}_f1`] = alone.f1;
    figures[`${name}_one_to_one_f1`] = oneToOne.f1;
    figures[`${name}_calibration_error`] = error;
    diagrams.push({ name, bins });
    const shown = bins.map(bin => `${bin.count === 0 ? '–' : bin.share.toFixed(2)} of ${bin.count}`);
    notes.push(`${name}, share true of the pairs in each tenth of probability: ${shown.join(', ')}.`);
  }
  const defaults = `Same defaults for every set: ${JSON.stringify(CHALLENGE_DEFAULTS.match)} (radius in metres), a match from ${VERDICTS.match} on.`;
  return {
    title,
    columns: COLUMNS,
    rows,
    notes: [
      defaults,
      'Docks: equal number within 300 m is one dock. `match` counts as yes, `possible` and `none` as no.',
      'Labelled pairs: each pair by its own probability, as if no other were there (F1, calibration); and as matched one to one. No label is read by the matching.',
      ...notes,
    ],
    figures,
    charts:
      diagrams.length > 0
        ? [
            reliabilityDiagram(
              'accuracy-reliability',
              'Of the pairs given a probability, how many are true',
              diagrams,
            ),
          ]
        : [],
  };
};
