import { describe, expect, it } from 'vitest';
import { ApiProblem, NoNetwork } from '../../../frontend/src/server/api.ts';
import { isNotYet, isOfThisAlone, PAUSE, pauseAfter } from '../../../frontend/src/server/not-yet.ts';

const problem = (status: number, wait: number | null = null) =>
  new ApiProblem({ type: 'about:blank', title: 'No', status }, wait);

describe('what may be sent again', () => {
  it.each([401, 408, 425, 429, 500, 502, 503, 504])('is what met %d', status => {
    expect(isNotYet(problem(status))).toBe(true);
  });

  it('is what met no network, or an answer that is not of the API', () => {
    expect([isNotYet(new NoNetwork()), isNotYet(new SyntaxError('<html>'))]).toEqual([true, true]);
  });

  it.each([400, 403, 404, 409, 410, 413, 422])('is not what was refused with %d', status => {
    expect(isNotYet(problem(status))).toBe(false);
  });

  it('goes on to the next one only where the server itself is well', () => {
    expect([500, 503, 429, 401].filter(status => isOfThisAlone(problem(status)))).toEqual([500]);
    expect(isOfThisAlone(new NoNetwork())).toBe(false);
  });
});

describe('the pause before the next try', () => {
  it('is what the server asks for', () => {
    expect(pauseAfter(problem(429, 3600), 15_000)).toBe(3_600_000);
    expect(pauseAfter(problem(503, 1), null)).toBe(1000);
  });

  it('grows where nobody says how long, up to a limit', () => {
    const pauses: number[] = [];
    for (let i = 0; i < 7; i++) pauses.push(pauseAfter(new NoNetwork(), pauses.at(-1) ?? null));
    expect(pauses).toEqual([15_000, 30_000, 60_000, 120_000, 240_000, 300_000, 300_000]);
  });

  it('is never shorter than the first for want of a longer one', () => {
    expect(pauseAfter(problem(500), 1000)).toBe(PAUSE.first);
  });
});
