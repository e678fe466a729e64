import { CHALLENGE_DEFAULTS } from '../backend/core/challenge/challenge-defaults.ts';
import { matchFeatures } from '../backend/core/match/match-features.ts';
import { bikeDocks } from './labelled-sets.ts';
import { scoreOf } from './score.ts';
import type { Report } from './show.ts';

const CITIES = ['bixi', 'avelo'] as const;

/** F1 on the labelled sets, all with the same defaults. They are other people's data: without the folder, nothing is measured. */
export const accuracy = async (): Promise<Report> => {
  const data = process.env.JALON_SHARED_DATA;
  const title = 'Accuracy of the matching on labelled sets';
  const columns = ['set', 'official', 'community', 'F1', 'precision', 'recall', 'possible', 'conflicts', 's'];
  if (!data)
    return {
      title,
      columns,
      rows: [],
      notes: ['Nothing measured: JALON_SHARED_DATA does not name the folder with the labelled sets.'],
      figures: { benchmark: 'accuracy', sets: 0 },
    };
  const rows: (string | number)[][] = [];
  const figures: Record<string, number | string> = { benchmark: 'accuracy' };
  for (const refs of ['hidden', 'visible'] as const)
    for (const city of CITIES) {
      const set = bikeDocks(data, city, refs);
      const before = performance.now();
      const result = matchFeatures(set.official, set.community);
      const wall = (performance.now() - before) / 1000;
      const { f1, precision, recall, possible_share } = scoreOf(set, result);
      const [ours, theirs] = [set.official.length, set.community.length];
      const conflicts = result.conflicts.length;
      rows.push([set.name, ours, theirs, f1, precision, recall, possible_share, conflicts, wall]);
      figures[`${city}_refs_${refs}_f1`] = f1;
      figures[`${city}_refs_${refs}_possible_share`] = possible_share;
      figures[`${city}_refs_${refs}_conflicts`] = conflicts;
    }
  const defaults = `Same defaults for every set: ${JSON.stringify(CHALLENGE_DEFAULTS.match)} (radius in metres).`;
  const truth = 'Truth: equal dock number within 300 m. `match` counts as yes, `possible` and `none` as no.';
  return { title, columns, rows, notes: [defaults, truth], figures };
};
