import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { clashes, fulfil, type Wishes } from '../../../backend/core/change/merge.ts';
import type { LonLat, Tags } from '../../../backend/core/feature.ts';
import { here, node, observed, way } from './facts.ts';

const wishing = (tags: Readonly<Record<string, string | null>>, at?: LonLat): Wishes => ({
  tags: new Map(Object.entries(tags).map(([key, value]) => [key, { value, origin: observed }])),
  ...(at && { at: { at, origin: observed } }),
});
const east = (metres: number): LonLat => [here[0] + metres / 70_300, here[1]];

describe('a three-way merge of one key', () => {
  const states = [null, 'a', 'b', 'c'];
  const tagged = (value: string | null): Tags => (value === null ? {} : { name: value });

  it('clashes exactly where they and we changed it to different values', () => {
    for (const seen of states)
      for (const now of states)
        for (const ours of states) {
          const found = clashes({ tags: tagged(seen) }, node(7, tagged(now)), wishing({ name: ours }));
          const bothChanged = now !== seen && now !== ours;
          expect(found, `${seen}, ${now}, ${ours}`).toEqual(
            bothChanged ? [{ key: 'name', seen, now, ours }] : [],
          );
        }
  });

  it('gives what we want, and leaves the other keys as they are now', () => {
    for (const now of states)
      for (const ours of states)
        expect(fulfil(node(7, { ...tagged(now), other: 'x' }), wishing({ name: ours })).tags).toEqual({
          ...tagged(ours),
          other: 'x',
        });
  });
});

describe('a three-way merge of a position', () => {
  const seen = { tags: {}, at: here };

  it('takes half a metre for the same', () => {
    const moved = wishing({}, east(100));
    expect(clashes(seen, node(7, {}, east(0.4)), moved)).toEqual([]);
    expect(clashes(seen, node(7, {}, east(99.7)), moved)).toEqual([]);
    expect(clashes(seen, node(7, {}, east(50)), moved)).toMatchObject([{ key: '@position' }]);
  });

  it('does not touch a node that is there already, and rounds to what OSM stores', () => {
    const there = node(7, {}, east(100));
    expect(fulfil(there, wishing({}, east(100.3)))).toBe(there);
    expect(fulfil(there, wishing({}, [4.123456789, 50.987654321]))).toMatchObject({
      at: [4.1234568, 50.9876543],
    });
  });

  it('never moves a way', () => {
    expect(fulfil(way(5), wishing({}, east(100)))).toEqual(way(5));
  });
});

describe('fulfilling wishes', () => {
  const tags = fc.dictionary(fc.constantFrom('a', 'b', 'c'), fc.string({ minLength: 1 }));
  const wishes = fc.dictionary(fc.constantFrom('a', 'b', 'c'), fc.option(fc.string({ minLength: 1 })));

  it('twice is the same as once, and leaves nothing to clash about', () => {
    fc.assert(
      fc.property(tags, tags, wishes, (seen, now, wanted) => {
        const once = fulfil(node(7, now), wishing(wanted));
        expect(fulfil(once, wishing(wanted))).toBe(once);
        expect(clashes({ tags: seen }, once, wishing(wanted))).toEqual([]);
      }),
    );
  });
});
