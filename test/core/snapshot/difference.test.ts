import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { difference } from '../../../backend/core/snapshot/difference.ts';
import { feature } from './make-snapshot.ts';

const A = feature('official', 'A', [4, 50], { name: 'Nord', ref: '1' });
const B = feature('official', 'B', [4.1, 50]);
const C = feature('official', 'C', [4.2, 50]);

describe('the difference between two snapshots', () => {
  it('tells what came, what went, and what stayed as it was', () => {
    expect(difference([A, B], [C, A])).toEqual({ added: [C], removed: [B], changed: [], same: 1 });
  });

  it('tells which values changed, and how far the point went', () => {
    const after = { ...A, at: [4, 50.001] as const, tags: { name: 'Nord', phone: '112' } };
    const { changed } = difference([A], [after]);
    expect(changed).toMatchObject([{ id: 'A', keys: ['phone', 'ref'] }]);
    expect(changed[0]!.metres).toBeCloseTo(111.2, 1);
  });

  it('sees another drawing of the same point', () => {
    const shape = {
      type: 'LineString',
      coordinates: [
        [4, 50],
        [4, 50.1],
      ],
    } as const;
    expect(difference([A], [{ ...A, shape }]).changed).toMatchObject([{ keys: [], metres: 0 }]);
  });

  it('counts every feature once, whatever the order of the rows', () => {
    const list = fc
      .uniqueArray(fc.record({ id: fc.constantFrom('1', '2', '3', '4'), lat: fc.constantFrom(50, 51) }), {
        selector: ({ id }) => id,
      })
      .map(all => all.map(({ id, lat }) => feature('official', id, [4, lat])));
    fc.assert(
      fc.property(list, list, (before, after) => {
        const d = difference(before, after);
        expect(d.removed.length + d.changed.length + d.same).toBe(before.length);
        expect(d.added.length + d.changed.length + d.same).toBe(after.length);
        expect(difference([...before].reverse(), [...after].reverse())).toEqual(d);
      }),
    );
  });
});
