import type { MatchResult } from '../backend/core/match/match.ts';
import type { LabelledSet } from './labelled-sets.ts';

/** Shares of 1; `match` counts as yes, `possible` and `none` as no. */
export type Score = Readonly<{ f1: number; precision: number; recall: number; possible_share: number }>;

export const scoreOf = (set: LabelledSet, { matches }: MatchResult): Score => {
  const said = matches.filter(({ verdict }) => verdict === 'match');
  const right = said.filter(({ official, community }) => set.isTrue(official, community)).length;
  const possible = new Set(
    matches.filter(({ verdict }) => verdict === 'possible').map(({ official }) => official),
  );
  const precision = right / Math.max(1, said.length);
  const recall = right / Math.max(1, set.paired.size);
  return {
    f1: right === 0 ? 0 : (2 * precision * recall) / (precision + recall),
    precision,
    recall,
    possible_share: possible.size / set.official.length,
  };
};
