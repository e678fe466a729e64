import type { ClassTable } from '../challenge/challenge.ts';
import type { Label } from './labels.ts';

/** What the matching of two datasets may differ in; everything else is learnt from the data. */
export type MatchOptions = Readonly<{
  /** metres; pairs further apart are never considered, unless they share a strong identifier */
  radius: number;
  /** keys whose equal values speak for the same place at any distance, beside the well-known ones */
  identifiers: readonly string[];
  /** several community features may be one official one (platforms of a station) */
  oneToMany: boolean;
  /** classes of the challenge: their radius, and which of them agree */
  classes?: ClassTable;
  /**
   * Pairs that people have settled: they hold whatever the evidence says, and the weights are learnt from them too. Of two
   * that contradict each other the later one.
   */
  labels?: readonly Label[];
  /** pairs (ids) whose probability is wanted for each on its own, whoever is matched with whom */
  asked?: readonly Readonly<{ official: string; community: string }>[];
  /** the best candidate of each feature that stays alone is told, and why it was refused: an explanation asks for it */
  refusals?: boolean;
}>;

/** Bounds that keep any input finite; they are far above what honest data needs. */
export const LIMITS = {
  /** nearest community features looked at for one official feature */
  candidates: 64,
  /** shapes whose distance is measured for one official feature, those with the nearest points: the nearest shape need not be the first */
  shapes: 256,
  /** characters of one name or address that are read */
  characters: 240,
  /** words of one name that are compared */
  words: 24,
  /** names (in languages and variants) of one feature that are compared; at most 16, for own-words.ts has two bits for each */
  names: 12,
  /** bearers of one identifier value on a side, above which it identifies nothing */
  bearers: 4,
} as const;

/** People are asked about at most so large a share of the official rows, the most doubtful ones, or so many of a short list. */
export const MOST_POSSIBLE = { share: 0.05, least: 20 } as const;

/** Probabilities that part the verdicts. */
export const VERDICTS = {
  /** more probable than not: the place is asked about as one; below it, people are asked whether it is one */
  match: 0.5,
  /** worth asking a person */
  possible: 0.2,
} as const;
