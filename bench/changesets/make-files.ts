import { toOsmChange } from '../../backend/core/change/osm-change.ts';
import { throughGate } from '../../backend/core/change/through-gate.ts';
import { toChanges } from '../../backend/core/change/to-changes.ts';
import { groupChanges } from '../../backend/core/changeset/grouping.ts';
import type { OsmElement } from '../../backend/core/feature.ts';
import { placesOfTasks } from '../../backend/handover/upload/places-of-tasks.ts';
import type { SettledPlace } from '../../test/handover/settled-world.ts';
import { testChallenge } from '../../test/store/seed.ts';

export type Made = Readonly<{
  edits: number;
  bytes: number;
  /** Milliseconds. */
  took: Readonly<{ merge: number; gate: number; group: number; write: number }>;
}>;

/** From settled answers and the map's elements to the files of all changesets. */
export function makeFiles(places: readonly SettledPlace[]): Made {
  const challenge = testChallenge('wells');
  const settled = places.map(({ task, facts, fix }) => ({
    id: task,
    facts,
    answer: { say: 'fix' as const, fix },
  }));
  const elements = new Map<string, OsmElement>();
  const usedBy = new Map<string, string[]>();
  for (const one of places.flatMap(({ elements }) => elements)) {
    elements.set(`${one.type}/${one.id}`, one);
    if (one.type === 'node') usedBy.set(`node/${one.id}`, usedBy.get(`node/${one.id}`) ?? []);
    const needs = one.type === 'way' ? one.nodes.map(id => `node/${id}`) : [];
    const members = one.type === 'relation' ? one.members.map(({ type, ref }) => `${type}/${ref}`) : [];
    for (const ref of [...needs, ...members])
      usedBy.set(ref, [...(usedBy.get(ref) ?? []), `${one.type}/${one.id}`]);
  }
  const at = [performance.now()];
  const lap = () => at.push(performance.now());
  const made = toChanges(settled, elements, challenge, usedBy);
  lap();
  const { changes, permit } = throughGate(made.changes, challenge);
  lap();
  const groups = groupChanges(changes, placesOfTasks(settled, challenge));
  lap();
  const files = groups.map((group, n) =>
    toOsmChange(group.changes, permit, { version: '0', changeset: n + 1 }),
  );
  lap();
  if (made.notPossible.length > 0) throw new Error(`${made.notPossible.length} answers made no edit`);
  const [merge, gate, group, write] = at.slice(1).map((end, i) => end - at[i]!) as [
    number,
    number,
    number,
    number,
  ];
  const bytes = files.reduce((sum, file) => sum + Buffer.byteLength(file), 0);
  return { edits: changes.length, bytes, took: { merge, gate, group, write } };
}
