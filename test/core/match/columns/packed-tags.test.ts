import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { packTags, unpackTags } from '../../../../backend/core/match/columns/packed-tags.ts';

describe('packed tags', () => {
  it('are the tags they were made of, in any script', () => {
    const tags = fc.dictionary(
      fc.constantFrom('name', 'ref', 'name:ar', 'note'),
      fc.string({ unit: 'grapheme' }),
    );
    fc.assert(
      fc.property(fc.array(tags), list => {
        const { length, at } = unpackTags(packTags({ length: list.length, at: i => list[i]! }));
        expect(Array.from({ length }, (_, i) => at(i))).toEqual(list.map(one => ({ ...one })));
      }),
    );
  });
});
