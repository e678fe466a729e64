import type { Change } from '../change/change.ts';

/** What a changeset does, in one word: nobody wants to review a move among two hundred opening hours. */
export const EDIT_KINDS = ['add', 'move', 'tags', 'merge'] as const;
export type EditKind = (typeof EDIT_KINDS)[number];

/** Of edits that belong together: what weighs most among them. */
export function editKindOf(changes: readonly Change[]): EditKind {
  const edits = changes.map(({ edit }) => edit);
  if (edits.some(({ action }) => action === 'delete')) return 'merge';
  const adds = edits.some(({ action }) => action === 'create');
  if (adds && edits.every(({ action }) => action === 'create')) return 'add';
  const moves = edits.some(
    edit =>
      edit.action === 'modify' &&
      edit.before.type === 'node' &&
      edit.after.type === 'node' &&
      (edit.before.at[0] !== edit.after.at[0] || edit.before.at[1] !== edit.after.at[1]),
  );
  // A new node beside an edit is a place that stands elsewhere than its outline.
  return adds || moves ? 'move' : 'tags';
}
