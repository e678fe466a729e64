import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { cleanText, inParts, jsonb } from '../../backend/store/jsonb.ts';

describe('JSON for the database', () => {
  it('leaves out U+0000 and replaces half a surrogate pair, in keys too', () => {
    expect(jsonb({ 'a\0b': ['x\0', { c: '\ud83d' }] })).toBe('{"ab":["x",{"c":"\ufffd"}]}');
  });

  it('leaves alone what only looks like it', () => {
    expect(JSON.parse(jsonb({ a: '\\u0000', b: '\\ud83d', c: '🚒', d: null, e: 1.5 }))).toEqual({
      a: '\\u0000',
      b: '\\ud83d',
      c: '🚒',
      d: null,
      e: 1.5,
    });
  });

  it('holds nothing that the database refuses, whatever the text', () => {
    const unit = fc.string({
      unit: fc.integer({ min: 0, max: 0xffff }).map(code => String.fromCharCode(code)),
    });
    fc.assert(
      fc.property(unit, text => {
        const kept = (JSON.parse(jsonb([text])) as string[])[0]!;
        expect(kept).toBe(cleanText(text));
        expect(kept).not.toMatch(/\0|\p{Surrogate}/u);
      }),
    );
  });
});

describe('parts', () => {
  it('hold every row once, in order', () => {
    expect([...inParts([1, 2, 3, 4, 5], 2)]).toEqual([[1, 2], [3, 4], [5]]);
    expect([...inParts([], 2)]).toEqual([]);
  });
});
