import type { OsmElement } from '../feature.ts';
import { mustCover, type Permit } from '../licence/gate.ts';
import type { Change, Edit } from './change.ts';
import { mustBeSound } from './check-edit.ts';
import { byElement } from './element-ref.ts';

type Created = Extract<Edit, { action: 'create' }>;

/** Edits for a file that goes to OSM, apart by what they do. */
export type Outgoing = Readonly<{
  /** In the order of their placeholders: -1 first. */
  created: readonly Created[];
  /** What they become; nodes, ways, relations, each by id. */
  modified: readonly OsmElement[];
  /** What they were; in the same order. */
  deleted: readonly OsmElement[];
}>;

/**
 * The edits of changes that may leave for OSM.
 * @throws Error where the permit does not cover a value, or a check finds what the API would refuse
 */
export function outgoing(changes: readonly Change[], permit: Permit): Outgoing {
  mustCover(
    permit,
    ['osm'],
    changes.flatMap(({ values }) => values),
  );
  mustBeSound(changes);
  const edits = changes.map(({ edit }) => edit);
  return {
    created: edits.filter(edit => edit.action === 'create').sort((a, b) => b.placeholder - a.placeholder),
    modified: edits.flatMap(edit => (edit.action === 'modify' ? [edit.after] : [])).sort(byElement),
    deleted: edits.flatMap(edit => (edit.action === 'delete' ? [edit.before] : [])).sort(byElement),
  };
}
