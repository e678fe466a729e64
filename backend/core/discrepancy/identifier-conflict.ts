import type { Rule } from '../challenge/challenge.ts';
import type { IdentifierConflict } from '../match/match.ts';
import type { Discrepancy } from './discrepancy.ts';
import { ruleOf } from './rule-of.ts';

/** Another place on the map carries the official identifier: one discrepancy for each bearer and key of the rule. */
export const identifierConflicts = (
  rules: readonly Rule[],
  conflicts: readonly IdentifierConflict[],
): readonly Extract<Discrepancy, { kind: 'identifier-conflict' }>[] => {
  const rule = ruleOf(rules, 'identifier-conflict');
  return conflicts
    .filter(({ key }) => rule?.keys.includes(key))
    .map(({ key, value, community, distance }) => ({
      kind: 'identifier-conflict',
      key,
      value,
      other: community,
      metres: distance,
    }));
};
