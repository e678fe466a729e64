import type { Rule } from '../challenge/challenge.ts';
import type { Feature, Side } from '../feature.ts';
import { metres } from '../geo.ts';
import type { DuplicateGroup } from '../match/match.ts';
import type { Discrepancy } from './discrepancy.ts';
import { ruleOf } from './rule-of.ts';

/** A feature that stays, and those that describe the same place once more and are asked about with it. */
export type Twins = Readonly<{ kept: string; others: readonly Feature[]; discrepancy: Discrepancy }>;

/**
 * Which features of one side are asked about as duplicates of which. The feature that stays is the one that has a
 * partner on the other side, else the first of the group; only features without a partner and within the rule's
 * distance of it are its duplicates. `isMatched`: is in a sure match; `isUndecided`: is in a possible one, which a person must
 * decide first.
 */
export const duplicates = (
  rules: readonly Rule[],
  side: Side,
  groups: readonly DuplicateGroup[],
  features: ReadonlyMap<string, Feature>,
  isMatched: (id: string) => boolean,
  isUndecided: (id: string) => boolean,
): readonly Twins[] => {
  const rule = ruleOf(rules, 'duplicate');
  if (!rule) return [];
  return groups.flatMap(({ keep, others }) => {
    const members = [keep, ...others].filter(id => !isUndecided(id) && features.has(id));
    const kept = members.find(isMatched) ?? members[0];
    const stays = kept === undefined ? undefined : features.get(kept);
    if (kept === undefined || !stays) return [];
    const twins = members
      .filter(id => id !== kept && !isMatched(id))
      .map(id => features.get(id)!)
      .filter(({ at }) => metres(stays.at, at) <= rule.within);
    if (twins.length === 0) return [];
    return [
      {
        kept,
        others: twins,
        discrepancy: {
          kind: 'duplicate',
          side,
          others: twins.map(({ id }) => id),
          metres: Math.max(...twins.map(({ at }) => metres(stays.at, at))),
        },
      },
    ];
  });
};
