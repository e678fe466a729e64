import type { ClassTable, Rule } from '../challenge/challenge.ts';
import type { Feature } from '../feature.ts';
import { classOf, compareClasses } from '../tags.ts';
import type { Discrepancy } from './discrepancy.ts';
import { ruleOf } from './rule-of.ts';

/** The two sides' classes contradict each other; what the table cannot compare is no discrepancy. */
export const misclassified = (
  rules: readonly Rule[],
  table: ClassTable | undefined,
  official: Feature,
  community: Feature,
): readonly Discrepancy[] => {
  if (!table || !ruleOf(rules, 'misclassified')) return [];
  const ours = classOf(official.tags, table);
  const theirs = classOf(community.tags, table);
  if (ours === null || theirs === null || compareClasses(table, ours, theirs) !== 'contradicts') return [];
  return [{ kind: 'misclassified', official: ours, community: theirs }];
};
