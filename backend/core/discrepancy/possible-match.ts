import type { Rule } from '../challenge/challenge.ts';
import type { Match } from '../match/match.ts';
import type { Discrepancy } from './discrepancy.ts';
import { ruleOf } from './rule-of.ts';

/** Two features that may be one place: a person must decide before anything else can be asked of them. */
export const possibleMatch = (rules: readonly Rule[], match: Match): readonly Discrepancy[] =>
  ruleOf(rules, 'possible-match')
    ? [
        {
          kind: 'possible-match',
          candidate: match.community,
          probability: match.probability,
          metres: match.distance,
        },
      ]
    : [];
