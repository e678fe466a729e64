import { describe, expect, it } from 'vitest';
import { timesAfter, timingFault } from '../../../jobs/schedules/schedule-times.ts';

const brussels = (pattern: string) => ({ pattern, timezone: 'Europe/Brussels' });
const next = (pattern: string, at: string, count: number) =>
  timesAfter(brussels(pattern), new Date(at), count).map(time => time.toISOString());

describe('the times of a schedule', () => {
  it('are by the clock of its zone, before and after the clocks change', () => {
    expect(next('0 4 * * *', '2026-10-23T12:00:00Z', 3)).toEqual([
      '2026-10-24T02:00:00.000Z',
      '2026-10-25T03:00:00.000Z',
      '2026-10-26T03:00:00.000Z',
    ]);
  });

  it('make up for a time that the clocks leave out, and take one that comes twice once', () => {
    expect(next('30 2 * * *', '2026-03-28T12:00:00Z', 2)).toEqual([
      '2026-03-29T01:30:00.000Z',
      '2026-03-30T00:30:00.000Z',
    ]);
    expect(next('30 2 * * *', '2026-10-24T12:00:00Z', 2)).toEqual([
      '2026-10-25T00:30:00.000Z',
      '2026-10-26T01:30:00.000Z',
    ]);
  });

  it('begin after the moment that is given', () => {
    expect(next('0 4 * * *', '2026-10-24T02:00:00.000Z', 1)).toEqual(['2026-10-25T03:00:00.000Z']);
    expect(next('0 4 * * *', '2026-10-24T01:59:59.999Z', 1)).toEqual(['2026-10-24T02:00:00.000Z']);
  });
});

describe('a pattern and a zone', () => {
  const now = new Date('2026-10-23T12:00:00Z');
  const fault = (pattern: string, timezone = 'Europe/Brussels') => timingFault({ pattern, timezone }, now);

  it.each([
    '0 4 * * *',
    '*/15 * * * *',
    '30 6 * * mon-fri',
    '0 0 29 2 *',
    '0,30 9-17 1 jan ?',
    '5 4 L * *',
    '0 4 * * THU',
  ])('%s can be kept', pattern => expect(fault(pattern)).toBeNull());

  it.each([
    ['', 'no pattern of five fields'],
    ['0 4 * *', 'no pattern of five fields'],
    ['0 0 4 * * *', 'no pattern of five fields'],
    ['@daily', 'no pattern of five fields'],
    ['61 4 * * *', 'got value 61'],
    ['x 4 * * *', 'cannot be used'],
    ['0 0 31 2 *', 'cannot be used'],
    ['H 4 * * *', 'instead of H'],
  ])('%s is refused, in words', (pattern, words) => expect(fault(pattern)).toContain(words));

  it.each([
    ['* * * * *', 1],
    ['*/10 * * * *', 10],
    ['0,5 4 1 1 *', 5],
    ['*/20,55 * * * *', 5],
    ['0,50 * * * *', 10],
    ['0,50 0,23 * * *', 10],
  ])('%s comes round too soon, after %i minutes', (pattern, minutes) =>
    expect(fault(pattern)).toMatch(new RegExp(`after ${minutes} minutes?: leave at least 15`)),
  );

  it('with the same minutes in hours that do not follow each other can be kept', () => {
    expect(fault('0,50 4,9 * * *')).toBeNull();
  });

  it.each(['Brussels', 'brussels'])('of the town %s says which zone is meant', zone =>
    expect(fault('0 4 * * *', zone)).toContain('did you mean Europe/Brussels?'),
  );

  it.each(['', 'local', '+02:00', 'Mars/Olympus'])('of "%s" is refused', zone =>
    expect(fault('0 4 * * *', zone)).toContain('there is no time zone'),
  );
});
