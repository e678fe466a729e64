import type { Change } from '../change/change.ts';
import { compareText } from '../compare-text.ts';
import type { Bbox, LonLat } from '../feature.ts';
import { type Bundle, bundlesOf, inOrder } from './bundles.ts';
import { EDIT_KINDS, type EditKind, editKindOf } from './edit-kind.ts';

/** Edits that go to the map in one changeset. */
export type Group = Readonly<{
  kind: EditKind;
  changes: readonly Change[];
  /** Sorted; all edits of a task are in one group. */
  tasks: readonly string[];
  /** Null where no edit says where it is. */
  box: Bbox | null;
}>;

export type GroupLimits = Readonly<{
  /** edits in a changeset; the API takes 10,000 */
  edits: number;
  /** degrees, of the longer side of the box around it */
  side: number;
}>;

/** What people can look through, in an area that one of them knows: a town and its surroundings. */
export const GROUP_LIMITS: GroupLimits = { edits: 100, side: 0.5 };

/**
 * Changes in groups that each do one kind of thing in one small area. What a task asks for stays together, even where it
 * lies further apart than the limit. The same changes give the same groups, whatever their order.
 * @param placesOf where a task is, for edits that have no place of their own (tags of a way)
 */
export function groupChanges(
  changes: readonly Change[],
  placesOf: (task: string) => readonly LonLat[],
  limits: GroupLimits = GROUP_LIMITS,
): Group[] {
  const bundles = bundlesOf(changes, placesOf);
  return EDIT_KINDS.flatMap(kind =>
    divided(
      bundles.filter(({ changes }) => editKindOf(changes) === kind),
      limits,
    ).map(parts => ({
      kind,
      changes: inOrder(parts.flatMap(({ changes }) => changes)),
      tasks: parts.flatMap(({ tasks }) => tasks).sort(compareText),
      box: serverBox(parts.flatMap(({ points }) => points)),
    })),
  );
}

/**
 * As the map's server has it, which knows nothing of the antimeridian: a changeset with edits on both sides of it spans the world
 * there, so that they never share one.
 */
function serverBox(points: readonly LonLat[]): Bbox | null {
  if (points.length === 0) return null;
  let [west, south, east, north] = [180, 90, -180, -90];
  for (const [lon, lat] of points) {
    west = Math.min(west, lon);
    east = Math.max(east, lon);
    south = Math.min(south, lat);
    north = Math.max(north, lat);
  }
  return [west, south, east, north];
}

/** Halves, by the middle one along the longer side, until every part is within the limits or is one bundle. */
function divided(bundles: readonly Bundle[], limits: GroupLimits): readonly (readonly Bundle[])[] {
  if (bundles.length === 0) return [];
  const box = serverBox(bundles.flatMap(({ points }) => points));
  const [wide, high] = box ? [box[2] - box[0], box[3] - box[1]] : [0, 0];
  const edits = bundles.reduce((sum, { changes }) => sum + changes.length, 0);
  const fits = edits <= limits.edits && Math.max(wide, high) <= limits.side;
  if (fits || bundles.length === 1) return [bundles];
  const axis = wide >= high ? 0 : 1;
  const along = ({ points }: Bundle) => points[0]?.[axis] ?? Number.POSITIVE_INFINITY;
  const sorted = [...bundles].sort(
    (a, b) => along(a) - along(b) || compareText(a.tasks[0] ?? '', b.tasks[0] ?? ''),
  );
  const middle = Math.ceil(sorted.length / 2);
  return [...divided(sorted.slice(0, middle), limits), ...divided(sorted.slice(middle), limits)];
}
