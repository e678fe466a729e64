import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { packTags, unpackTags } from '../../../../backend/core/match/columns/packed-tags.ts';

describe('packed tags', () => {
  const key = fc.constantFrom('name', 'ref', 'name:ar', 'note', '__proto__', 'constructor');
  const tags = fc
    .array(fc.tuple(key, fc.string({ unit: 'grapheme' })))
    .map(entries => Object.fromEntries(entries));

  it('are the tags they were made of, in any script and whatever their keys', () => {
    fc.assert(
      fc.property(fc.array(tags), fc.boolean(), (list, turned) => {
        const order = Uint32Array.from(list, (_, n) => list.length - 1 - n);
        const given = { length: list.length, at: (i: number) => list[i]!, ...(turned && { order }) };
        const { length, at } = unpackTags(packTags(given));
        const entries = Array.from({ length }, (_, i) => Object.entries(at(i)));
        expect(entries).toEqual(list.map(one => Object.entries(one)));
      }),
    );
  });
});
