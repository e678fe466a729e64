import { describe, expect, it } from 'vitest';
import { ago, distance, duration, share } from '../../../frontend/src/messages/format.ts';

describe('distance', () => {
  it.each([
    [0.4, '0\u202fm'],
    [213.6, '214\u202fm'],
    [999.4, '999\u202fm'],
    [999.6, '1\u202fkm'],
    [1312, '1.3\u202fkm'],
    [9960, '10\u202fkm'],
    [41_700, '42\u202fkm'],
    [1_234_567, '1,235\u202fkm'],
  ])('says %d metres as people do', (metres, said) => {
    expect(distance(metres, 'en')).toBe(said);
  });

  it('writes the comma of the language', () => {
    expect(distance(1312, 'fr')).toBe('1,3\u202fkm');
  });
});

describe('share', () => {
  it('never says that what is uncertain is certain', () => {
    expect(share(0.9999, 'en')).toBe('99%');
    expect(share(0.0001, 'en')).toBe('1%');
    expect(share(1, 'en')).toBe('100%');
  });
});

describe('ago', () => {
  const now = Date.parse('2026-04-10T12:00:00Z');
  it.each([
    ['2026-04-10T11:59:40Z', 'now'],
    ['2026-04-10T11:55:00Z', '5 minutes ago'],
    ['2026-04-09T12:00:00Z', 'yesterday'],
    ['2026-01-10T12:00:00Z', '3 months ago'],
  ])('says %s against noon as "%s"', (then, said) => {
    expect(ago(Date.parse(then), now, 'en')).toBe(said);
  });
});

describe('duration', () => {
  it.each([
    [1, '1 second'],
    [59, '59 seconds'],
    [60, '1 minute'],
    [61, '2 minutes'],
    [600, '10 minutes'],
    [3600, '1 hour'],
    [3601, '2 hours'],
  ])('says %d seconds so that nobody comes back too early', (seconds, said) => {
    expect(duration(seconds, 'en')).toBe(said);
  });

  it('speaks the language', () => {
    expect(['fr', 'nl', 'de'].map(language => duration(600, language).replace(/\s/, ' '))).toEqual([
      '10 minutes',
      '10 minuten',
      '10 Minuten',
    ]);
  });
});
