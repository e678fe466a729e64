import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { refOf } from '../../../backend/core/change/element-ref.ts';
import { isAsSent } from '../../../backend/core/changeset/read-back.ts';
import { revertOf } from '../../../backend/core/changeset/revert.ts';
import { appliedByDownload, appliedByRows } from '../../../backend/core/changeset/sent-and-applied.ts';
import type { OsmElement } from '../../../backend/core/feature.ts';
import { applied, changesOfTasks } from './changes.ts';

const osm = { licence: 'OSM' as const };

describe('what became of edits', () => {
  it('is the same by the rows of the answer and by the download, in any order', () => {
    fc.assert(
      fc.property(changesOfTasks, fc.infiniteStream(fc.nat()), (changes, order) => {
        const { rows, downloaded, map } = applied(changes);
        const key = new Map(downloaded.map(one => [one, order.next().value]));
        const mixed = [...downloaded].sort((a, b) => key.get(a)! - key.get(b)!);
        const byRows = appliedByRows(changes, rows.toReversed());
        const byDownload = appliedByDownload(changes, mixed);
        expect(byDownload.holds).toBe(changes.length > 0 ? 'all' : 'nothing');
        expect(byRows).toEqual(byDownload.applied);
        for (const [n, one] of byRows!.entries()) expect(isAsSent(changes[n]!, map.get(one.ref)!)).toBe(true);
      }),
    );
  });

  it('is not known by rows about other edits, or by some of them alone', () => {
    fc.assert(
      fc.property(
        changesOfTasks.filter(changes => changes.length > 1),
        changes => {
          const { rows, downloaded } = applied(changes);
          expect(appliedByRows(changes, rows.slice(1))).toBeNull();
          expect(appliedByRows(changes, [...rows.slice(1), rows[1]!])).toBeNull();
          expect(appliedByDownload(changes, downloaded.slice(1)).holds).toBe('something-else');
          expect(appliedByDownload(changes.slice(1), downloaded).holds).toBe('something-else');
          expect(appliedByDownload(changes, []).holds).toBe('nothing');
        },
      ),
    );
  });
});

/** What a map is after edits of it. */
function after(map: ReadonlyMap<string, OsmElement | 'gone'>, changes: Parameters<typeof applied>[0]) {
  return new Map([...map, ...applied(changes).map]);
}
const bare = (element: OsmElement | 'gone' | undefined) =>
  element === 'gone' || element === undefined ? 'gone' : { ...element, version: 0 };

describe('a revert', () => {
  it('gives the map as it was before', () => {
    fc.assert(
      fc.property(changesOfTasks, changes => {
        const { map, rows } = applied(changes);
        const sent = changes.map((change, n) => ({ change, applied: appliedByRows(changes, rows)![n]! }));
        const { changes: back, rest } = revertOf(sent, map, osm);
        expect(rest).toEqual([]);
        const then = after(map, back);
        for (const { edit } of changes)
          if (edit.action !== 'create') expect(bare(then.get(refOf(edit.before)))).toEqual(bare(edit.before));
        for (const { change, applied: now } of sent)
          if (change.edit.action === 'create') expect(then.get(now.ref)).toBe('gone');
      }),
    );
  });

  it('leaves what others changed since, and says so; what they did beside it stays, too', () => {
    const before = {
      type: 'node' as const,
      id: 7,
      version: 2,
      tags: { name: 'a', ref: '1' },
      at: [4, 50] as const,
    };
    const ours = { ...before, tags: { name: 'b', ref: '2' } };
    const change = { tasks: ['t'], edit: { action: 'modify' as const, before, after: ours }, values: [] };
    const now: OsmElement = { ...ours, version: 9, tags: { name: 'c', ref: '2', phone: '+32 2' } };
    const { changes, rest } = revertOf(
      [{ change, applied: { ref: 'node/7', version: 3 } }],
      new Map([['node/7', now]]),
      osm,
    );
    expect(rest).toEqual([{ tasks: ['t'], ref: 'node/7', key: 'name', why: 'changed-since' }]);
    expect(changes[0]!.edit).toEqual({
      action: 'modify',
      before: now,
      after: { ...now, tags: { name: 'c', ref: '1', phone: '+32 2' } },
    });
    expect(changes[0]!.values).toEqual([{ key: 'ref', value: '1', origin: osm }]);
  });

  it('does not delete a place that others have worked on, nor bring back what is there', () => {
    const created = {
      tasks: ['t'],
      edit: { action: 'create' as const, placeholder: -1, at: [4, 50] as const, tags: { amenity: 'x' } },
      values: [],
    };
    const node: OsmElement = {
      type: 'node',
      id: 12,
      version: 2,
      tags: { amenity: 'x', name: 'y' },
      at: [4, 50],
    };
    const removed = {
      tasks: ['u'],
      edit: { action: 'delete' as const, before: { ...node, id: 13 } },
      values: [],
    };
    const { changes, rest } = revertOf(
      [
        { change: created, applied: { ref: 'node/12', version: 1 } },
        { change: removed, applied: { ref: 'node/13', version: null } },
      ],
      new Map([
        ['node/12', node],
        ['node/13', { ...node, id: 13, version: 4 }],
      ]),
      osm,
    );
    expect(changes).toEqual([]);
    expect(rest.map(({ ref, why }) => [ref, why])).toEqual([
      ['node/12', 'changed-since'],
      ['node/13', 'restored'],
    ]);
  });
});
