import type { Rule } from '../challenge/challenge.ts';
import type { Discrepancy } from './discrepancy.ts';
import { ruleOf } from './rule-of.ts';

/** The two features of one place lie further apart than the rule tolerates. `apart` in metres; 0 inside an area. */
export const moved = (rules: readonly Rule[], apart: number): readonly Discrepancy[] => {
  const rule = ruleOf(rules, 'moved');
  return rule && apart > rule.tolerance ? [{ kind: 'moved', metres: apart, tolerance: rule.tolerance }] : [];
};
