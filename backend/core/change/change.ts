import type { LonLat, OsmElement, Tags } from '../feature.ts';
import type { Origin } from '../licence/licence.ts';

/** A value that leaves, with its origin: what the licence gate looks at. `key` is `@position` for a position. */
export type LeavingValue = Readonly<{ key: string; value: string; origin: Origin }>;

/** An edit of one community element. `before` is its full state; `after` what it becomes. */
export type Edit =
  | Readonly<{ action: 'create'; placeholder: number; at: LonLat; tags: Tags }>
  | Readonly<{ action: 'modify'; before: OsmElement; after: OsmElement }>
  | Readonly<{ action: 'delete'; before: OsmElement }>;

/** An edit, the settled tasks that asked for it, and every value in it that was not on the map before. */
export type Change = Readonly<{ tasks: readonly string[]; edit: Edit; values: readonly LeavingValue[] }>;

/** Why a settled answer cannot become an edit (yet). */
export type NotPossible = Readonly<{
  task: string;
  element?: string;
  reason:
    | 'element-state-unknown'
    | 'element-gone'
    | 'needs-an-editor'
    | 'conflict'
    | 'licence'
    | 'invalid-value'
    | 'nothing-to-change';
  detail: string;
}>;

/** One correction to an official row. */
export type Correction = Readonly<{
  task: string;
  officialId: string | null;
  position?: Readonly<{ at: LonLat; origin: Origin }>;
  tags: readonly Readonly<{ key: string; from: string | null; to: string | null; origin: Origin }>[];
  gone?: true;
  comment?: string;
}>;
