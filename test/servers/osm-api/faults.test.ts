import { once } from 'node:events';
import { request } from 'node:http';
import { afterEach, describe, expect, it } from 'vitest';
import { type Fault, proxyPage, randomFaults, UPLOADS, type What } from './faults.ts';
import { Mapper, node, osc } from './mapper.ts';
import type { Rules } from './rules.ts';
import { type OsmApiServer, startOsmApi } from './start-osm-api.ts';

let server: OsmApiServer;
afterEach(() => server.close());
async function start(rules: Partial<Rules> = {}): Promise<Mapper> {
  server = await startOsmApi({ elements: [node(1)], rules });
  return new Mapper(server);
}
const stars = { create: [node(-1, [4, 50], { name: 'ß'.repeat(200) })] };
const created = () => server.world.map.visible().length - 1;
/** What a client sees: the status, or that the connection broke. */
const seen = (heard: ReturnType<Mapper['upload']>): Promise<unknown> =>
  heard.then(
    ({ status }) => status,
    () => 'broken',
  );
/** The same of one that may never be answered: nothing, where another request was answered first. */
const seenBefore = (other: Promise<unknown>, heard: ReturnType<Mapper['upload']>) =>
  Promise.race([seen(heard), other.then(() => 'nothing')]);
/** Something that happens when the test says so. */
function gate(): { opens: Promise<void>; open: () => void } {
  let open = () => {};
  const opens = new Promise<void>(resolve => {
    open = resolve;
  });
  return { opens, open };
}

const kinds: readonly (readonly [What, unknown, number])[] = [
  [{ kind: 'no-connection' }, 'broken', 0],
  [{ kind: 'half-request', bytes: 100 }, 'broken', 0],
  [{ kind: 'status', status: 500 }, 500, 0],
  [{ kind: 'status', status: 429, headers: { 'retry-after': '7' } }, 429, 0],
  [proxyPage(502), 502, 0],
  [{ kind: 'silent' }, 'nothing', 0],
  [{ kind: 'no-reply' }, 'broken', 1],
  [{ kind: 'status-after', status: 500 }, 500, 1],
  [{ kind: 'silent-after' }, 'nothing', 1],
  [{ kind: 'half-body' }, 'broken', 1],
  [{ kind: 'cut-body' }, 200, 1],
  [{ kind: 'slow-body' }, 'nothing', 1],
  [{ kind: 'delay', for: 1, when: 'before' }, 200, 1],
  [{ kind: 'delay', for: 1, when: 'locked' }, 200, 1],
  [{ kind: 'delay', for: 1, when: 'after' }, 200, 1],
  [{ kind: 'late', for: 1, from: 'queued' }, 'broken', 1],
  [{ kind: 'late', for: 1, from: 'locked' }, 'broken', 1],
];

describe('an upload that meets a fault', () => {
  it.each(kinds)('%o is seen as %s, and applied so often: %i', async (fault, expected, times) => {
    const mapper = await start();
    const id = await mapper.open();
    server.faults.push({ ...fault, on: UPLOADS });
    const heard = mapper.upload(id, stars);
    const answeredLater = async () => {
      await expect.poll(() => server.faults.length).toBe(0);
      await server.settled();
      await mapper.get('node/1');
    };
    expect(await (expected === 'nothing' ? seenBefore(answeredLater(), heard) : seen(heard))).toBe(expected);
    await server.settled();
    expect(created()).toBe(times);
    // The fault is gone.
    expect((await mapper.upload(id, stars)).status).toBe(200);
  });

  it('says in a proxy’s words or with a wait that it failed', async () => {
    const mapper = await start();
    server.faults.push(proxyPage(503), { kind: 'status', status: 429, headers: { 'retry-after': '7' } });
    expect((await mapper.get('node/1')).text).toContain('<h1>503');
    expect((await mapper.get('node/1')).headers.get('retry-after')).toBe('7');
  });

  it('is not applied where its body never came whole', async () => {
    const mapper = await start();
    const id = await mapper.open();
    const body = Buffer.from(osc(id, stars));
    const half = request(`${server.url}/api/0.6/changeset/${id}/upload`, {
      method: 'POST',
      headers: { authorization: `Bearer ${server.tokenFor(101)}`, 'content-length': body.length },
    });
    half.on('error', () => {});
    half.write(body.subarray(0, -1));
    await expect.poll(() => server.asked.length).toBe(2);
    half.destroy();
    await server.settled();
    expect(created()).toBe(0);
    expect((await mapper.close(id)).status).toBe(200);
  });
});

describe('closing a changeset while an upload is under way', () => {
  it('is refused while the upload has its lock, and done after that', async () => {
    const mapper = await start();
    const id = await mapper.open();
    const { opens, open } = gate();
    server.faults.push({ kind: 'late', for: opens, from: 'locked', on: UPLOADS });
    expect(await seen(mapper.upload(id, stars))).toBe('broken');
    const locked = `Changeset ${id} is currently locked by another process.`;
    for (const heard of [await mapper.close(id), await mapper.upload(id, stars)])
      expect([heard.status, heard.text]).toEqual([409, locked]);
    expect(created()).toBe(0);
    open();
    await server.settled();
    expect(created()).toBe(1);
    expect((await mapper.close(id)).status).toBe(200);
    expect(await mapper.download(id)).toContain('<create>');
  });

  it('waits for the upload, where that is what runs', async () => {
    const mapper = await start({ dialect: 'rails' });
    const id = await mapper.open();
    const { opens, open } = gate();
    server.faults.push({ kind: 'delay', for: opens, when: 'locked', on: UPLOADS });
    const uploads = mapper.upload(id, stars);
    await expect.poll(() => server.asked.length).toBe(2);
    const closes = mapper.close(id);
    await expect.poll(() => server.asked.length).toBe(3);
    expect(await seenBefore(mapper.get('node/1'), closes)).toBe('nothing');
    expect(created()).toBe(0);
    open();
    expect([(await uploads).status, (await closes).status]).toEqual([200, 200]);
    expect(created()).toBe(1);
  });

  it('keeps an upload out that has not begun', async () => {
    const mapper = await start();
    const id = await mapper.open();
    const { opens, open } = gate();
    server.faults.push({ kind: 'late', for: opens, from: 'queued', on: UPLOADS });
    expect(await seen(mapper.upload(id, stars))).toBe('broken');
    expect((await mapper.close(id)).status).toBe(200);
    open();
    await server.settled();
    expect(created()).toBe(0);
  });

  it('does not keep one out where nobody closed it: a lost reply may come true later', async () => {
    const mapper = await start();
    const id = await mapper.open();
    const { opens, open } = gate();
    server.faults.push({ kind: 'late', for: opens, from: 'queued', on: UPLOADS });
    expect(await seen(mapper.upload(id, stars))).toBe('broken');
    expect(await mapper.download(id)).not.toContain('<create>');
    open();
    await server.settled();
    expect(await mapper.download(id)).toContain('<create>');
  });

  it('keeps one out whose body still comes', async () => {
    const mapper = await start();
    const id = await mapper.open();
    const body = Buffer.from(osc(id, stars));
    const slow = request(`${server.url}/api/0.6/changeset/${id}/upload`, {
      method: 'POST',
      headers: { authorization: `Bearer ${server.tokenFor(101)}`, 'content-length': body.length },
    });
    slow.write(body.subarray(0, 50));
    await expect.poll(() => server.asked.length).toBe(2);
    expect((await mapper.close(id)).status).toBe(200);
    slow.end(body.subarray(50));
    const [heard] = await once(slow, 'response');
    heard.resume();
    expect(heard.statusCode).toBe(409);
    expect(created()).toBe(0);
  });
});

describe('a fault', () => {
  it('meets the requests that it is for, after some, so many times', async () => {
    const mapper = await start();
    const fault: Fault = { kind: 'status', status: 500, on: 'GET /api/0.6/node/*', after: 1, times: 2 };
    server.faults.push(fault);
    const statuses: number[] = [];
    for (const path of ['node/1', 'way/1', 'node/1', 'node/1/ways', 'node/1?x=1', 'node/1'])
      statuses.push((await mapper.get(path)).status);
    expect(statuses).toEqual([200, 404, 500, 200, 500, 200]);
    expect(server.faults).toEqual([]);
  });

  it('comes at random, and again so for the same seed', () => {
    const series = (seed: number) => {
      const choose = randomFaults({ seed, share: 0.5, on: UPLOADS });
      const path = '/api/0.6/changeset/7/upload';
      return Array.from({ length: 200 }, () => choose({ method: 'POST', path })?.kind ?? 'none');
    };
    expect(series(1)).toEqual(series(1));
    expect(series(1)).not.toEqual(series(2));
    // Each of its eleven kinds, and none about half of the time.
    expect(new Set(series(1)).size).toBe(12);
    const none = series(1).filter(kind => kind === 'none').length;
    expect(none).toBeGreaterThan(70);
    expect(none).toBeLessThan(130);
    expect(randomFaults({ seed: 1, share: 1, on: UPLOADS })({ method: 'GET', path: '/' })).toBeNull();
  });

  it('can come at random from the server', async () => {
    const mapper = await start();
    server.setChaos(() => ({ kind: 'status', status: 503 }));
    expect((await mapper.get('node/1')).status).toBe(503);
    server.setChaos(null);
    expect((await mapper.get('node/1')).status).toBe(200);
  });
});
