import type { Feature, Side } from '../feature.ts';
import type { Balance, Evidence } from '../match/match.ts';

/** One key on which the two sides differ; null where that side has no value. */
export type TagDifference = Readonly<{ key: string; official: string | null; community: string | null }>;

/** One thing that a match, or the lack of one, says is wrong. */
export type Discrepancy =
  | Readonly<{ kind: 'missing' }>
  | Readonly<{ kind: 'unlisted' }>
  /** `metres` apart, further than `tolerance` metres allows. */
  | Readonly<{ kind: 'moved'; metres: number; tolerance: number }>
  /** Class names of the challenge's table. */
  | Readonly<{ kind: 'misclassified'; official: string; community: string }>
  | Readonly<{ kind: 'tags-differ'; differences: readonly TagDifference[] }>
  /** `others` are ids on the same side as the kept feature. */
  | Readonly<{ kind: 'duplicate'; side: Side; others: readonly string[]; metres: number }>
  /** The community feature `other` carries the official identifier but is another place. */
  | Readonly<{ kind: 'identifier-conflict'; key: string; value: string; other: string; metres: number }>
  | Readonly<{ kind: 'possible-match'; candidate: string; probability: number; metres: number }>;

export type Kind = Discrepancy['kind'];

/** The order in which a volunteer is asked: whether it is the same place first, then where, then what. */
export const KINDS = [
  'possible-match',
  'missing',
  'unlisted',
  'moved',
  'identifier-conflict',
  'duplicate',
  'misclassified',
  'tags-differ',
] as const satisfies readonly Kind[];

/** What one comparison says about one place: the facts of a task. At least one of the two features is there. */
export type Finding = Readonly<{
  official: Feature | null;
  community: Feature | null;
  /** Further features the discrepancies name (duplicates, a possible match, the other bearer of an identifier). */
  others: readonly Feature[];
  match: Readonly<{
    probability: number;
    distance: number;
    evidence: readonly Evidence[];
    /** Not there in what was stored by an earlier version. */
    balance?: Balance;
  }> | null;
  /** In the order of KINDS; empty when the two sides agree, or when no rule asks about what is wrong. */
  discrepancies: readonly Discrepancy[];
}>;
