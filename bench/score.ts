import type { MatchResult } from '../backend/core/match/match.ts';
import type { LabelledSet } from './labelled-sets.ts';

/** Shares of 1. */
export type Score = Readonly<{ f1: number; precision: number; recall: number }>;

/** What was said of some pairs against what is true. */
export const scoreOfPairs = (pairs: readonly (readonly [said: boolean, isTrue: boolean])[]): Score => {
  const said = pairs.filter(([yes]) => yes).length;
  const paired = pairs.filter(([, isTrue]) => isTrue).length;
  return scoreFrom(pairs.filter(([yes, isTrue]) => yes && isTrue).length, said, paired);
};

const scoreFrom = (right: number, said: number, paired: number): Score => {
  const precision = right / Math.max(1, said);
  const recall = right / Math.max(1, paired);
  return { f1: right === 0 ? 0 : (2 * precision * recall) / (precision + recall), precision, recall };
};

/** Of a list: `match` counts as yes, `possible` and `none` as no; `possible_share` is of the official rows. */
export const scoreOf = (
  set: LabelledSet,
  { matches }: MatchResult,
): Score & Readonly<{ possible_share: number }> => {
  const said = matches.filter(({ verdict }) => verdict === 'match');
  const right = said.filter(({ official, community }) => set.isTrue(official, community)).length;
  const possible = new Set(
    matches.filter(({ verdict }) => verdict === 'possible').map(({ official }) => official),
  );
  return {
    ...scoreFrom(right, said.length, set.paired.size),
    possible_share: possible.size / set.official.length,
  };
};
