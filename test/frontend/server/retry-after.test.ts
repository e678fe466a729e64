import { expect, it } from 'vitest';
import { retryAfter } from '../../../frontend/src/server/retry-after.ts';

const NOW = Date.parse('2026-04-10T12:00:00Z');

it.each([
  ['600', 600],
  [' 0 ', 1],
  ['Fri, 10 Apr 2026 12:10:00 GMT', 600],
  ['Fri, 10 Apr 2026 11:00:00 GMT', 1],
  ['soon', null],
  ['', null],
  [null, null],
])('reads Retry-After %j as %j seconds', (header, seconds) => {
  expect(retryAfter(header, NOW)).toBe(seconds);
});
