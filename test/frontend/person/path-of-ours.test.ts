import { describe, expect, it } from 'vitest';
import { pathOfOurs } from '../../../frontend/src/person/path-of-ours.ts';

const SITE = 'https://jalon.example';

describe('pathOfOurs', () => {
  it.each([
    ['/challenges/wells?kind=moved', '/challenges/wells?kind=moved'],
    ['/invitations', '/invitations'],
    ['/a/../account', '/account'],
  ])('lets %s be', (text, path) => {
    expect(pathOfOurs(text, SITE)).toBe(path);
  });

  it.each([
    null,
    '',
    'account',
    'https://elsewhere.example/',
    '//elsewhere.example/',
    '/\\elsewhere.example/',
    '/\t/elsewhere.example/',
    '/.//elsewhere.example/',
    'javascript:alert(1)',
  ])('goes to the first page for %j', text => {
    expect(pathOfOurs(text, SITE)).toBe('/');
  });
});
