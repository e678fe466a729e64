import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { cleanName } from '../../backend/core/name.ts';

describe('a name', () => {
  it.each([
    'Vera',
    'Jürgen O’Neill',
    '王小明',
    'محمد',
    'کتاب\u200cخانه',
    '👩\u200d🚒 Pia ❤\ufe0f',
    'x',
    '<script>alert(1)</script>',
    '"; drop table persons; --',
    '葛\u{e0100}城',
  ])('stays as it is: %s', name => {
    expect(cleanName(name)).toBe(name);
  });

  it.each([
    ['  Vera \t Example\r\n', 'Vera Example'],
    ['Ve\u0000ra\u0007', 'Vera'],
    ['Vera\u202Egnp.exe', 'Veragnp.exe'],
    ['\u2066Vera\u2069\u200e\u200f\u061c', 'Vera'],
    ['Ve\u200b\u2060\ufeff\u00adra', 'Vera'],
    ['Vera\u2028Example\u0085here', 'Vera Example here'],
    ['Vera\ud800', 'Vera'],
    ['Vera\ufffe\ue000', 'Vera'],
    ['Ju\u0308rgen', 'Jürgen'],
    ['Ju\u200b\u0308rgen', 'Jürgen'],
    [`V${'\u0301'.repeat(200)}`, `V${'\u0301'.repeat(6)}`],
  ])('loses what is not seen, or turns the text around it: %j', (given, name) => {
    expect(cleanName(given)).toBe(name);
  });

  it.each([
    '',
    ' \t ',
    '\u00a0\u2003\u3000',
    '\u200b\u200d\ufeff',
    '\u3164\u115f\u1160\uffa0',
    '\u2800\u2800',
    '\u202e\u202c',
    '\u0301\ufe0f',
    '\u0000',
  ])('is none where nothing is seen: %j', given => {
    expect(cleanName(given)).toBeNull();
  });

  it('is clean after it was cleaned, whatever was given, and in one line', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 40 }), given => {
        const name = cleanName(given);
        if (name === null) return;
        expect(cleanName(name)).toBe(name);
        expect(name).not.toMatch(/[\p{Cc}\p{Cs}\u2028\u2029\u202a-\u202e\u2066-\u2069]/u);
      }),
      { numRuns: 2000 },
    );
  });
});
