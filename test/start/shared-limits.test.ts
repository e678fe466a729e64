import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type JalonProcess, jalonProcess } from '../servers/jalon-process.ts';
import { emptyPlace, type Place } from '../servers/setting.ts';

const TOKEN = 'a-secret-of-the-operator-9';

// Real processes on real servers, on a machine that may have more to do.
describe.each(['postgres', 'redis'] as const)('two processes on %s', { timeout: 300_000 }, setting => {
  let place: Place;
  const processes: JalonProcess[] = [];
  let addresses: string[];
  beforeAll(async () => {
    place = await emptyPlace(setting);
    const settings = {
      ROLE: 'api',
      LOG_LEVEL: 'warn',
      DATA_DIR: place.dataDir,
      DATABASE_URL: place.databaseUrl!,
      OPERATOR_TOKEN: TOKEN,
      TRUST_PROXY: '1',
      ...(place.redisUrl !== null && { REDIS_URL: place.redisUrl }),
    };
    for (let i = 0; i < 2; i++) processes.push(jalonProcess('built', settings));
    addresses = await Promise.all(processes.map(({ ready }) => ready));
  }, 300_000);
  afterAll(async () => {
    await Promise.all(processes.map(({ stop }) => stop()));
    await place.remove();
  });
  const ask = async (process: number, token: string, from: string) => {
    const headers = { authorization: `Bearer ${token}`, 'x-forwarded-for': from };
    return (await fetch(`${addresses[process]}/metrics`, { headers })).status;
  };

  it('count the wrong secrets of an address together, and let other addresses in', async () => {
    for (let guess = 0; guess < 10; guess++)
      expect(await ask(guess % 2, `wrong-secret-number-${guess}`, '203.0.113.7')).toBe(401);
    for (const process of [0, 1]) {
      expect(await ask(process, TOKEN, '203.0.113.7')).toBe(429);
      expect(await ask(process, TOKEN, '203.0.113.8')).toBe(200);
    }
  });

  it('end without a word, as if nothing had been counted', async () => {
    await Promise.all(processes.map(({ stop }) => stop()));
    for (const { ended } of processes) {
      const { code, err } = await ended;
      expect([code, err.replace(/^Stopping.*\n/m, '')]).toEqual([0, '']);
    }
  });
});
