import type { Challenge } from '../core/challenge/challenge.ts';
import { type SettledTask, type ToChanges, toChanges } from '../core/change/to-changes.ts';
import type { OsmElement } from '../core/feature.ts';

/** What is known of the map; what is read meanwhile is added. */
export type Known = Readonly<{
  elements: Map<string, OsmElement | 'gone'>;
  usedBy: Map<string, readonly string[]>;
}>;
export type Reading = Readonly<{
  elements: (refs: readonly string[]) => Promise<ReadonlyMap<string, OsmElement | 'gone'>>;
  users: (refs: readonly string[]) => Promise<ReadonlyMap<string, readonly string[]>>;
}>;

/**
 * What settled answers become, once everything is known of the map that decides about it. What a reader leaves out stays unknown.
 * @throws what the readers throw
 */
export async function untilKnown(
  settled: readonly SettledTask[],
  challenge: Challenge,
  { elements, usedBy }: Known,
  read: Reading,
): Promise<ToChanges> {
  const asked = new Set<string>();
  const unasked = (refs: readonly string[], known: ReadonlyMap<string, unknown>, kind: string) =>
    refs.filter(ref => !known.has(ref) && !asked.has(`${kind} ${ref}`));
  for (;;) {
    const made = toChanges(settled, elements, challenge, usedBy);
    const needs = unasked(made.needs, elements, 'element');
    const asks = unasked(made.asks, usedBy, 'users');
    if (needs.length === 0 && asks.length === 0) return made;
    for (const ref of needs) asked.add(`element ${ref}`);
    for (const ref of asks) asked.add(`users ${ref}`);
    if (needs.length > 0) for (const [ref, state] of await read.elements(needs)) elements.set(ref, state);
    if (asks.length > 0) for (const [ref, users] of await read.users(asks)) usedBy.set(ref, users);
  }
}
