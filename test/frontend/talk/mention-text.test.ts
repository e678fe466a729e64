import { describe, expect, it } from 'vitest';
import { mentionAt, thatBegin, toSend, toWrite } from '../../../frontend/src/talk/mention-text.ts';

const ann = { mentioned: 'person:1', label: 'Ann' };
const annVerhulst = { mentioned: 'person:2', label: 'Ann Verhulst' };
const b = { mentioned: 'answer:3', label: 'B' };

describe('whom a text begins to mention', () => {
  it('is what stands between the last @ and the caret', () => {
    expect(mentionAt('see @an', 7)).toEqual({ from: 4, typed: 'an' });
    expect(mentionAt('@Ann V', 6)).toEqual({ from: 0, typed: 'Ann V' });
    expect(mentionAt('(@', 2)).toEqual({ from: 1, typed: '' });
  });

  it('is nobody in an address, after a space, on another line, or far away', () => {
    for (const text of ['ann@example.org', '@ann\nthen', '@ ann', '@ann  and', `@${'x'.repeat(50)}`, 'ann'])
      expect(mentionAt(text, text.length)).toBeNull();
  });
});

describe('who is offered', () => {
  it('begins so, or has a word that does, in any case and without accents', () => {
    const all = [annVerhulst, { mentioned: 'person:4', label: 'Élodie_Peeters' }];
    expect(thatBegin(all, 'ver')).toEqual([annVerhulst]);
    expect(thatBegin(all, 'elo')).toHaveLength(1);
    expect(thatBegin(all, 'pee')).toHaveLength(1);
    expect(thatBegin(all, 'x')).toEqual([]);
  });
});

describe('a text', () => {
  it('is sent with ids for the names that were chosen, the longest first', () => {
    expect(toSend('@Ann Verhulst and @Ann', [ann, annVerhulst])).toBe('<@person:2> and <@person:1>');
    expect(toSend('@B, look', [b])).toBe('<@answer:3>, look');
  });

  it('keeps what only looks like a name that was chosen', () => {
    expect(toSend('@Annabel, @bob and ann', [ann])).toBe('@Annabel, @bob and ann');
    expect(toSend('@Ann', [])).toBe('@Ann');
  });

  it('takes no name for a pattern', () => {
    expect(toSend('@a.b $1', [{ mentioned: 'person:9', label: 'a.b' }])).toBe('<@person:9> $1');
    expect(toSend('@axb', [{ mentioned: 'person:9', label: 'a.b' }])).toBe('@axb');
  });

  it('comes back as it was written', () => {
    const written = '@Ann Verhulst, is @B right?';
    expect(toWrite(toSend(written, [annVerhulst, b]), [annVerhulst, b])).toBe(written);
  });
});
