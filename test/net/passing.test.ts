import { describe, expect, it } from 'vitest';
import { retryAfter, waitWords } from '../../backend/net/passing.ts';

describe('Retry-After', () => {
  it('is seconds', () => {
    expect(retryAfter('120')).toBe(120_000);
    expect(retryAfter(' 0 ')).toBe(0);
  });

  it('or a date, which may have passed', () => {
    const inAnHour = retryAfter(new Date(Date.now() + 3_600_000).toUTCString());
    expect(inAnHour).toBeGreaterThan(3_500_000);
    expect(inAnHour).toBeLessThanOrEqual(3_600_000);
    expect(retryAfter('Wed, 21 Oct 2015 07:28:00 GMT')).toBe(0);
  });

  it.each([undefined, '', 'soon', '-5', '1.5', '1e3', ['1', '2'], '9'.repeat(400)])(
    'says nothing as %j',
    header => {
      expect(retryAfter(header)).toBe(0);
    },
  );
});

it.each([
  [1, '1 second'],
  [119_001, '2 minutes'],
  [119_000, '119 seconds'],
  [3_600_000, '60 minutes'],
  [7_200_000, '2 hours'],
  [86_400_000, '24 hours'],
  [3 * 86_400_000, '3 days'],
  [1e32, 'more than a year'],
])('%i milliseconds are %s', (milliseconds, words) => {
  expect(waitWords(milliseconds)).toBe(words);
});
