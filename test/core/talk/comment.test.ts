import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  cleanComment,
  keepMentions,
  mentionedIn,
  piecesOf,
  withoutMentions,
} from '../../../backend/core/talk/comment.ts';
import { letterOf } from '../../../backend/core/talk/talked-about.ts';

const ann = 'person:9f1c-ann' as const;
const given = 'answer:77' as const;

describe('a comment', () => {
  it('is plain text in lines, with script and markup as the text that they are', () => {
    expect(cleanComment('  The barn\r\nis <b>here</b>\u2028<script>alert(1)</script> ')).toBe(
      'The barn\nis <b>here</b>\n<script>alert(1)</script>',
    );
  });

  it('loses what cannot be seen, turns the text around it, or is drawn over other lines', () => {
    expect(cleanComment('a\u202eb\u0000c\u200bd')).toBe('abcd');
    expect(cleanComment(`o${'\u0301'.repeat(40)}`)).toBe(`ó${'\u0301'.repeat(6)}`);
    expect(cleanComment('one\n\n\n\n\ntwo')).toBe('one\n\ntwo');
  });

  it('is none where nothing of it can be seen', () => {
    for (const text of ['', ' \n\t', '\u200b\n\u2066', '\u0000']) expect(cleanComment(text)).toBeNull();
  });

  it('is the same when it is cleaned again', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), text => {
        const once = cleanComment(text);
        if (once !== null) expect(cleanComment(once)).toBe(once);
      }),
    );
  });
});

describe('a mention', () => {
  it('is kept by an id between the words', () => {
    expect(piecesOf(`see <@${ann}>, and <@${given}>`)).toEqual([
      { text: 'see ' },
      { mentioned: ann },
      { text: ', and ' },
      { mentioned: given },
    ]);
    expect(mentionedIn(`<@${ann}> <@${ann}> <@${given}>`)).toEqual([ann, given]);
  });

  it('is text where it is not written as one', () => {
    for (const text of ['@ann', '<@ann>', '<@person:>', '<@person:a b>', `<@role:admin>`])
      expect(mentionedIn(text)).toEqual([]);
  });

  it('survives cleaning, and says nothing where it may not stand', () => {
    expect(cleanComment(` <@${ann}> hello`)).toBe(`<@${ann}> hello`);
    expect(keepMentions(`<@${ann}> and <@${given}>`, one => one === given)).toBe(`@… and <@${given}>`);
    expect(withoutMentions(`<@${ann}> and <@${given}>`)).toBe('@… and @…');
  });
});

describe('the letters of those who answered', () => {
  it('go on after Z', () => {
    expect([0, 25, 26, 27, 51, 52].map(letterOf)).toEqual(['A', 'Z', 'AA', 'AB', 'AZ', 'BA']);
  });
});
