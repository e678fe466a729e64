import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Change } from '../../../backend/core/change/change.ts';
import { type GroupLimits, groupChanges } from '../../../backend/core/changeset/grouping.ts';
import type { LonLat } from '../../../backend/core/feature.ts';
import { changesOfTasks } from './changes.ts';

const limits: GroupLimits = { edits: 4, side: 0.5 };
const nowhere = () => [];
const move = (task: string, id: number, [lon, lat]: LonLat): Change => {
  const before = { type: 'node' as const, id, version: 1, tags: { amenity: 'x' }, at: [lon, lat] as LonLat };
  return {
    tasks: [task],
    edit: { action: 'modify', before, after: { ...before, at: [lon + 0.001, lat] } },
    values: [],
  };
};

describe('changes in groups', () => {
  it('are all there, each once, with everything of a task in one group', () => {
    fc.assert(
      fc.property(changesOfTasks, changes => {
        const groups = groupChanges(changes, nowhere, limits);
        expect(new Set(groups.flatMap(one => one.changes))).toEqual(new Set(changes));
        expect(groups.flatMap(one => one.changes)).toHaveLength(changes.length);
        const tasks = groups.flatMap(one => one.tasks);
        expect(new Set(tasks).size).toBe(tasks.length);
      }),
    );
  });

  it('are the same whatever their order', () => {
    fc.assert(
      fc.property(
        changesOfTasks.chain(changes =>
          fc.tuple(fc.constant(changes), fc.shuffledSubarray(changes, { minLength: changes.length })),
        ),
        ([changes, shuffled]) => {
          expect(groupChanges(shuffled, nowhere, limits)).toEqual(groupChanges(changes, nowhere, limits));
        },
      ),
    );
  });

  it('are within the limits wherever tasks do not tie them together', () => {
    fc.assert(
      fc.property(changesOfTasks, changes => {
        const alone = changes.map((change, n): Change => ({ ...change, tasks: [`t${n}`] }));
        for (const { changes: own, box } of groupChanges(alone, nowhere, limits)) {
          expect(own.length).toBeLessThanOrEqual(limits.edits);
          if (box && own.length > 1)
            expect(Math.max(box[2] - box[0], box[3] - box[1])).toBeLessThanOrEqual(limits.side);
        }
      }),
    );
  });

  it('that lie in two towns go in two changesets, and moves apart from tags', () => {
    const inTown = [move('a', 1, [4, 50]), move('b', 2, [4.1, 50])];
    const elsewhere = move('c', 3, [5, 50]);
    const before = { type: 'way' as const, id: 9, version: 1, tags: { name: 'x' }, nodes: [1, 2] };
    const tags: Change = {
      tasks: ['d'],
      edit: { action: 'modify', before, after: { ...before, tags: { name: 'y' } } },
      values: [],
    };
    const groups = groupChanges([tags, elsewhere, ...inTown], () => [[4, 50]], limits);
    expect(groups.map(({ kind, tasks }) => [kind, tasks])).toEqual([
      ['move', ['a', 'b']],
      ['move', ['c']],
      ['tags', ['d']],
    ]);
    expect(groups[2]!.box).toEqual([4, 50, 4, 50]);
  });

  it('never share a changeset across the antimeridian: the map’s server would take it for one around the world', () => {
    const near = [move('a', 1, [179.95, -17]), move('b', 2, [-179.95, -17])];
    expect(groupChanges(near, nowhere, limits).map(({ tasks }) => tasks)).toEqual([['b'], ['a']]);
  });

  it('holds a task together that lies further apart than a group may', () => {
    const far = [move('a', 1, [3, 50]), { ...move('a', 2, [6, 51]) }];
    expect(groupChanges(far, nowhere, limits)).toHaveLength(1);
  });
});
