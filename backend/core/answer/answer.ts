import type { LonLat } from '../feature.ts';
import type { Origin } from '../licence/licence.ts';
import type { Lifecycle } from '../tags.ts';

/** A value with where it comes from; null takes the key away. */
export type TagChoice = Readonly<{ key: string; value: string | null; origin: Origin }>;

/** What the volunteer says should be so on the map; a task asks for the parts that its discrepancies name. */
export type Fix = Readonly<{
  /** Where the place really is, when its position was asked or it is added. */
  position?: Readonly<{ at: LonLat; origin: Origin }>;
  /** Tags to set or to take away; keys that are not named stay. */
  tags: readonly TagChoice[];
  /** For `possible-match`: whether the candidate is the same place. For `duplicate`, false: they are different places. */
  same?: boolean;
  /** For `duplicate`: the feature that stays; the others are merged into it. */
  keep?: string;
  /** For `unlisted`: the place no longer exists; its main tag gets this lifecycle prefix. Never a blind delete. */
  lifecycle?: Lifecycle;
}>;

/** What one volunteer says about a task. */
export type Answer =
  | Readonly<{ say: 'fix'; fix: Fix; comment?: string }>
  /** The map is right as it is and so is the agency: nothing is wrong. */
  | Readonly<{ say: 'not-an-issue'; comment?: string }>
  | Readonly<{ say: 'already-fixed'; comment?: string }>
  /** The map is right; this is what the agency should correct, where the volunteer knows it. */
  | Readonly<{
      say: 'official-wrong';
      correction?: Readonly<{ at?: LonLat; tags?: readonly TagChoice[]; gone?: true }>;
      comment?: string;
    }>
  | Readonly<{ say: 'cant-tell'; comment?: string }>;

export type Outcome = Exclude<Answer['say'], 'fix'> | 'fixed';
