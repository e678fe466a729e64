import type { Rule } from '../challenge/challenge.ts';
import type { Kind } from './discrepancy.ts';

/** The challenge's rule for a kind; undefined where it does not ask about it: then there is no such discrepancy. */
export const ruleOf = <K extends Kind>(
  rules: readonly Rule[],
  kind: K,
): Extract<Rule, { kind: K }> | undefined =>
  rules.find((rule): rule is Extract<Rule, { kind: K }> => rule.kind === kind);
