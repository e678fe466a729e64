import fc from 'fast-check';
import { expect, it } from 'vitest';
import { pathOfOurs } from '../../backend/http/people/return-to.ts';

const BASE = 'https://jalon.example';
const piece = fc.oneof(
  fc.constantFrom(
    '/',
    '//',
    '\\',
    '.',
    '..',
    '/./',
    '/../',
    '@',
    ':',
    '?',
    '#',
    '%2f',
    '%5c',
    '%0a',
    '\t',
    '\r\n',
  ),
  fc.constantFrom(
    'evil.example',
    'https:',
    'javascript:',
    'jalon.example',
    ' ',
    '\u0000',
    '\u2028',
    '／',
    '。',
  ),
  fc.string({ unit: 'binary', maxLength: 3 }),
);

it('never leads to another site, however a browser reads it, and fits in a header', () => {
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 8 }), fc.constantFrom('', '/', '//'), (pieces, start) => {
      const path = pathOfOurs(start + pieces.join(''));
      expect(new URL(path, BASE).origin).toBe(BASE);
      expect(new URL(path, `${BASE}/sign-in/callback?code=x`).origin).toBe(BASE);
      expect(path).toMatch(/^\/(?!\/)[\x21-\x7e]*$/);
      // What came out once is what it is.
      expect(pathOfOurs(path)).toBe(path);
    }),
    { numRuns: 5000 },
  );
});

it.each(['/', '/challenges/wells', '/tasks/1?near=4.3,50.8#map', '/a/b/'])('is left as it is: %s', path => {
  expect(pathOfOurs(path)).toBe(path);
});
