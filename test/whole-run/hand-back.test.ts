import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect, it, vi } from 'vitest';
import { saveChallenge } from '../../backend/store/challenges.ts';
import { findRun } from '../../backend/store/runs/runs.ts';
import { requestRun } from '../../jobs/enqueue.ts';
import { ended, openJalon } from '../open-jalon.ts';
import { SETTINGS } from '../servers/setting.ts';
import { challengeOf, stations, writeCommunity, writeOfficial } from './sources.ts';

vi.setConfig({ testTimeout: 120_000 });
const fetching = { url: { may: (address: string) => address === '127.0.0.1' } };

// Whoever is taken for dead is taken over as another attempt: the first one goes on instead.
it.each(SETTINGS)('a worker that closes while it fetches hands its job to the next, on %s', async setting => {
  const all = stations(30);
  let asked = 0;
  const server = createServer((_, response) => {
    response.write('CODE;NOM;lon;lat\n');
    if (++asked === 1) return;
    response.end(all.map(({ n, lon, lat, name }) => `S${n};${name};${lon};${lat}\n`).join(''));
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const jalon = await openJalon(setting, { fetching });
  try {
    await jalon.work();
    await saveChallenge(jalon.store, challengeOf('slow'), {});
    const inputs = {
      official: `http://127.0.0.1:${(server.address() as AddressInfo).port}/stations.csv`,
      community: await writeCommunity(jalon.folder, 'slow.osm', all.slice(1)),
    };
    const run = await requestRun(jalon.store, jalon.queues, 'slow', inputs, new Date());
    await vi.waitFor(() => expect(asked).toBe(1), 30_000);
    await jalon.rest();
    expect(await findRun(jalon.store, run)).toMatchObject({ state: 'running' });
    await jalon.work();
    expect(await ended(jalon.store, run)).toMatchObject({ state: 'done', attempt: 1 });
    expect(asked).toBe(2);
  } finally {
    await jalon.close();
    server.closeAllConnections();
    server.close();
  }
});

it('a worker that closes in the middle of a comparison leaves it to another that is there', async () => {
  const all = stations(8_000);
  const jalon = await openJalon('redis');
  const other = await openJalon(jalon.place);
  try {
    await saveChallenge(jalon.store, challengeOf('large'), {});
    const inputs = {
      official: await writeOfficial(jalon.folder, 'large.csv', all),
      community: await writeCommunity(jalon.folder, 'large.osm', all.slice(100)),
    };
    const run = await requestRun(jalon.store, jalon.queues, 'large', inputs, new Date());
    await jalon.work();
    await vi.waitFor(async () => expect(await findRun(jalon.store, run)).toMatchObject({ step: 'compare' }), {
      timeout: 60_000,
      interval: 20,
    });
    await Promise.all([jalon.rest(), other.work()]);
    expect(await ended(jalon.store, run)).toMatchObject({
      state: 'done',
      attempt: 1,
      summary: { kinds: { missing: 100 } },
    });
  } finally {
    await other.close();
    await jalon.close();
  }
});
