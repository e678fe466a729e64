import type { ChangesView } from '../../../backend/http/contract/changes.ts';

export type Change = ChangesView['changes'][number];
/** The task's own place, for an edit of an outline: that has no point of its own. */
export type Place = Readonly<{ name: string | null; at: [number, number] }>;
type Point = [number, number];

/** Where the element was, and where it goes; the second only where it is new or moves. */
export function beforeAfter(
  { action, at, from }: Change,
  place: Place | null,
): Readonly<{ before: Point | null; after: Point | null }> {
  const isNew = action === 'create';
  return {
    before: from ?? (isNew ? null : (at ?? place?.at ?? null)),
    after: from || isNew ? at : null,
  };
}
