import type { Rule } from '../challenge/challenge.ts';
import type { Discrepancy } from './discrepancy.ts';
import { ruleOf } from './rule-of.ts';

/** A community feature, in what both sides cover, that no official row is. */
export const unlisted = (rules: readonly Rule[]): readonly Discrepancy[] =>
  ruleOf(rules, 'unlisted') ? [{ kind: 'unlisted' }] : [];
