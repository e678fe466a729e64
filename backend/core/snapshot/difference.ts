import type { Feature } from '../feature.ts';
import { metres } from '../geo.ts';

/** What became of one feature from one snapshot to the next. */
export type FeatureChange = Readonly<{
  id: string;
  before: Feature;
  after: Feature;
  /** Keys whose values are not the same, sorted. */
  keys: readonly string[];
  /** metres that the point went; 0 where only the shape or the tags changed */
  metres: number;
}>;

/** From one snapshot of a source to the next; everything by id. */
export type Difference = Readonly<{
  added: readonly Feature[];
  removed: readonly Feature[];
  changed: readonly FeatureChange[];
  /** Features that are the same in both. */
  same: number;
}>;

const changedKeys = (before: Feature, after: Feature): readonly string[] =>
  [...new Set([...Object.keys(before.tags), ...Object.keys(after.tags)])]
    .filter(key => before.tags[key] !== after.tags[key])
    .sort();

const sameShape = (before: Feature, after: Feature): boolean =>
  JSON.stringify(before.shape ?? null) === JSON.stringify(after.shape ?? null);

const change = (before: Feature, after: Feature): FeatureChange | null => {
  const keys = changedKeys(before, after);
  const still = before.at[0] === after.at[0] && before.at[1] === after.at[1];
  if (still && keys.length === 0 && sameShape(before, after)) return null;
  return { id: after.id, before, after, keys, metres: still ? 0 : metres(before.at, after.at) };
};

const byId = (a: Feature, b: Feature): number => (a.id < b.id ? -1 : a.id > b.id ? 1 : 0);

/** What changed between two snapshots' features, each list sorted by id, whatever order the rows came in. */
export const difference = (before: readonly Feature[], after: readonly Feature[]): Difference => {
  const then = new Map(before.map(feature => [feature.id, feature]));
  const now = new Map(after.map(feature => [feature.id, feature]));
  const both = [...now.values()].filter(({ id }) => then.has(id)).sort(byId);
  const changed = both.map(feature => change(then.get(feature.id)!, feature)).filter(c => c !== null);
  return {
    added: [...now.values()].filter(({ id }) => !then.has(id)).sort(byId),
    removed: [...then.values()].filter(({ id }) => !now.has(id)).sort(byId),
    changed,
    same: both.length - changed.length,
  };
};
