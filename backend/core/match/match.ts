import type { Side } from '../feature.ts';
import type { Shift } from './near/shift.ts';

/** One reason for or against a pair being the same place, with its weight of evidence. */
export type Evidence = Readonly<{
  kind:
    | 'distance'
    | 'name'
    | 'identifier'
    | 'phone'
    | 'website'
    | 'address'
    | 'class'
    | 'tag'
    | 'doubt'
    | 'settled';
  /** Log2 of the likelihood ratio (Fellegi–Sunter): positive speaks for a match, negative against it. */
  weight: number;
  /** 0 to 1 where the evidence is a similarity; metres where kind is `distance`; 1 or 0 where people have settled it. */
  measure: number;
  /**
   * The two values that were compared, as the sources wrote them; for `identifier`, `class` and `tag`, with their key. For
   * `distance` the key is `shift` where it is measured without the shift of the whole list.
   */
  official?: string;
  community?: string;
  key?: string;
}>;

/** What a probability is made of beside the evidence: bits; both and the evidence's weights add up to its log2 odds. */
export type Balance = Readonly<{
  /** What is known before any evidence: how many places have a counterpart, and of such that have no name. */
  prior: number;
  /** Below 0, what rivals for the same places take; above 0, what a double of one of them adds. */
  rivals: number;
}>;

/** An official and a community feature that are (or may be) the same place. */
export type Match = Readonly<{
  official: string;
  community: string;
  verdict: 'match' | 'possible';
  /** Calibrated, 0 to 1: of the matches given 0.9, nine in ten hold. */
  probability: number;
  /** Metres, from the official point as it was given to the community shape (0 inside it). */
  distance: number;
  evidence: readonly Evidence[];
  balance: Balance;
}>;

/** The best candidate of a feature that was not matched, and why it was refused. */
export type Refused = Readonly<{
  /** Of the feature; the candidate is of the other one. */
  side: Side;
  id: string;
  candidate: string;
  probability: number;
  distance: number;
  evidence: readonly Evidence[];
  balance: Balance;
  /**
   * `another-name`: one identifier under two names, further apart than the radius; no evidence makes up for that.
   * `settled`: people have said that they are two places.
   */
  because: 'improbable' | 'taken-by-better' | 'another-name' | 'settled';
}>;

/** The same strong identifier on two features that are not the same place. */
export type IdentifierConflict = Readonly<{
  official: string;
  community: string;
  key: string;
  value: string;
  /** metres */
  distance: number;
}>;

/** Features of one side that describe one place twice. `keep` is the first by id. */
export type DuplicateGroup = Readonly<{ keep: string; others: readonly string[] }>;

export type MatchResult = Readonly<{
  /** Sorted by official id, then community id. A community feature is in one of them at most. */
  matches: readonly Match[];
  unmatchedOfficial: readonly string[];
  unmatchedCommunity: readonly string[];
  /** Where these were asked for. */
  refused: readonly Refused[];
  conflicts: readonly IdentifierConflict[];
  duplicates: Readonly<{ official: readonly DuplicateGroup[]; community: readonly DuplicateGroup[] }>;
  /** Of the pairs that were asked of, in their order: the probability that each is one place, on its own. */
  asked: readonly number[];
  /** For the summary: what was taken out of the official positions, for the whole list lies off by it. */
  shift: Shift | null;
  /** Keys whose values were taken for running numbers and not for identifiers. */
  running: readonly string[];
  /** How many pairs were looked at. */
  candidatePairs: number;
}>;
