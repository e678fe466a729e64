import type { Change } from '../core/change/change.ts';

/** A node that moves, or stays without a tag: it may be a corner of a way, which has to be asked. */
export function cornerAsked({ edit }: Change): string[] {
  if (edit.action !== 'modify' || edit.before.type !== 'node' || edit.after.type !== 'node') return [];
  const { before, after } = edit;
  const moves = before.at[0] !== after.at[0] || before.at[1] !== after.at[1];
  return moves || Object.keys(after.tags).length === 0 ? [`node/${before.id}`] : [];
}
