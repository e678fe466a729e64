import { describe, expect, it } from 'vitest';
import {
  answerOfStatus,
  CHANGESET_STATES,
  FOLLOWS,
  onwardOf,
  UNFINISHED,
  UPLOAD_ANSWERS,
} from '../../../backend/core/changeset/machine.ts';
import { isProduction } from '../../../backend/core/changeset/servers.ts';

describe('the states of a changeset', () => {
  it('go one way only, and every one but the first follows another', () => {
    for (const state of CHANGESET_STATES)
      for (const next of FOLLOWS[state])
        expect(CHANGESET_STATES.indexOf(next)).toBeGreaterThan(CHANGESET_STATES.indexOf(state));
    const reached = new Set(CHANGESET_STATES.flatMap(state => FOLLOWS[state]));
    expect(CHANGESET_STATES.filter(state => !reached.has(state))).toEqual(['prepared']);
    expect(UNFINISHED).toEqual(['prepared', 'opened', 'sent', 'applied']);
  });

  it('end for certain from what was sent: nothing is sent again in the same changeset', () => {
    expect(FOLLOWS.sent).not.toContain('opened');
    expect(FOLLOWS.sent).not.toContain('prepared');
  });
});

describe('what a server says to an upload', () => {
  it.each([
    [400, 'refused'],
    [401, 'signed-out'],
    [403, 'forbidden'],
    [404, 'conflict'],
    [405, 'refused'],
    [408, 'unclear'],
    [409, 'conflict'],
    [410, 'conflict'],
    [412, 'conflict'],
    [413, 'too-large'],
    [425, 'unclear'],
    [429, 'slow-down'],
    [500, 'unclear'],
    [502, 'unclear'],
    [503, 'unclear'],
    [504, 'unclear'],
    [509, 'unclear'],
  ] as const)('%i means %s', (status, answer) => expect(answerOfStatus(status)).toBe(answer));

  it('leads somewhere for every answer, and to people once nothing smaller can be tried', () => {
    for (const answer of UPLOAD_ANSWERS)
      for (const divisible of [true, false])
        for (const changed of [true, false]) {
          const { end, onward } = onwardOf(answer, divisible, changed);
          expect(FOLLOWS.sent).toContain(end);
          if (onward === 'halves') expect(divisible).toBe(true);
          if (onward === 'give-up') expect(divisible).toBe(false);
        }
    expect(onwardOf('conflict', true, true).onward).toBe('again');
    expect(onwardOf('conflict', false, false)).toEqual({ end: 'conflict', onward: 'give-up' });
    expect(onwardOf('signed-out', true, false)).toEqual({ end: 'abandoned', onward: 'again' });
  });
});

describe('a server', () => {
  it.each([
    ['https://api.openstreetmap.org', true],
    ['https://www.openstreetmap.org', true],
    ['https://openstreetmap.org', true],
    ['https://master.apis.dev.openstreetmap.org', false],
    ['http://127.0.0.1:3000', false],
    ['https://notopenstreetmap.org', false],
    ['https://openstreetmap.org.example', false],
  ])('%s is the production map: %s', (server, production) => expect(isProduction(server)).toBe(production));
});
