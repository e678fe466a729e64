import type { Rule } from '../challenge/challenge.ts';
import type { Discrepancy } from './discrepancy.ts';
import { ruleOf } from './rule-of.ts';

/** An official feature, in what both sides cover, that nothing on the map is. */
export const missing = (rules: readonly Rule[]): readonly Discrepancy[] =>
  ruleOf(rules, 'missing') ? [{ kind: 'missing' }] : [];
