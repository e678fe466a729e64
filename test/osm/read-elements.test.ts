import { afterEach, describe, expect, it } from 'vitest';
import { ownVersion } from '../../backend/config.ts';
import { refOf } from '../../backend/core/change/element-ref.ts';
import type { OsmElement } from '../../backend/core/feature.ts';
import type { OsmApi } from '../../backend/osm/ask.ts';
import { OsmApiFault } from '../../backend/osm/osm-api-fault.ts';
import { readElements } from '../../backend/osm/read-elements.ts';
import { readUsers } from '../../backend/osm/read-users.ts';
import { type OsmApiData, type OsmApiServer, startOsmApi } from '../servers/osm-api/start-osm-api.ts';

const node = (id: number): OsmElement => ({
  type: 'node',
  id,
  version: 2,
  tags: { name: `"Nœud" <${id}> & 🚒` },
  at: [4.3512345, 50.8512345],
});
const way: OsmElement = { type: 'way', id: 5, version: 3, tags: { building: 'yes' }, nodes: [1, 2, 3, 1] };
const relation: OsmElement = {
  type: 'relation',
  id: 6,
  version: 1,
  tags: { type: 'multipolygon' },
  members: [{ type: 'way', ref: 5, role: 'outer' }],
};
const elements = [...[1, 2, 3, 4].map(node), way, relation];

let server: OsmApiServer;
async function start(data: Partial<OsmApiData> = {}): Promise<OsmApi> {
  server = await startOsmApi({ elements, ...data });
  return {
    osmApiUrl: server.url,
    contact: 'ops@jalon.example',
    random: () => 0.5,
    limits: { firstWait: 2, longestWait: 10 },
  };
}
afterEach(() => server.close());

describe('reading elements', () => {
  it.each([
    ['JSON', false],
    ['XML', true],
  ])('gives their full state by ref, from %s', async (_, xmlOnly) => {
    const api = await start({ xmlOnly });
    const read = await readElements(elements.map(refOf), api);
    expect([...read]).toEqual(elements.map(element => [refOf(element), element]));
    expect(server.asked.map(({ path }) => path)).toEqual([
      '/api/0.6/nodes?nodes=1,2,3,4',
      '/api/0.6/way/5',
      '/api/0.6/relation/6',
    ]);
  });

  it('says who asks, and where to write to', async () => {
    const api = await start();
    await readElements(['node/1'], api);
    await readElements(['node/1'], { ...api, contact: '' });
    const jalon = `Jalon/${ownVersion()}`;
    expect(server.asked.map(({ userAgent }) => userAgent)).toEqual([`${jalon} (ops@jalon.example)`, jalon]);
  });

  it('asks nothing where nothing is asked', async () => {
    const api = await start();
    expect(await readElements([], api)).toEqual(new Map());
    expect(server.asked).toEqual([]);
  });

  it('calls gone what was deleted, alone or among others', async () => {
    const api = await start({ deleted: ['node/8', 'way/9'] });
    const read = await readElements(['node/1', 'node/8', 'way/9'], api);
    expect([...read]).toEqual([
      ['node/1', node(1)],
      ['node/8', 'gone'],
      ['way/9', 'gone'],
    ]);
  });

  it.each([false, true])(
    'finds the ids that were never there among many (lenient server: %s)',
    async lenient => {
      const many = Array.from({ length: 300 }, (_, i) => node(i + 1));
      const api = await start({ elements: many.filter(({ id }) => id !== 17 && id !== 255), lenient });
      const read = await readElements(many.map(refOf), api);
      expect([...read].filter(([, state]) => state === 'gone').map(([ref]) => ref)).toEqual([
        'node/17',
        'node/255',
      ]);
      expect(read.size).toBe(300);
      // Halving: far from one request for each id.
      expect(server.asked.length).toBeLessThan(40);
    },
  );

  it('keeps addresses short, and halves them where the server wants them shorter still', async () => {
    const many = Array.from({ length: 1000 }, (_, i) => node(10_000_000_000 + i));
    const api = await start({ elements: many, addressLength: 1500 });
    const read = await readElements(many.map(refOf), api);
    expect([...read.values()]).toEqual(many);
    expect(Math.max(...server.asked.map(({ path }) => path.length))).toBeLessThanOrEqual(4000);
  });

  it('refuses a ref that names no element', async () => {
    const api = await start();
    await expect(readElements(['#17'], api)).rejects.toThrow(RangeError);
    await expect(readElements(['node/-1'], api)).rejects.toThrow(RangeError);
  });
});

describe('a server that is busy or breaks off', () => {
  it.each([
    ['429', { kind: 'status', status: 429 }],
    ['500', { kind: 'status', status: 500 }],
    ['503', { kind: 'status', status: 503 }],
    ['509', { kind: 'status', status: 509 }],
    ['a body that breaks off', { kind: 'half-body' }],
    ['a body that ends too early', { kind: 'cut-body' }],
    ['a refused connection', { kind: 'no-connection' }],
  ] as const)('is asked again after %s', async (_, fault) => {
    const api = await start();
    server.faults.push(fault, fault);
    expect((await readElements(['node/1', 'node/2'], api)).get('node/2')).toEqual(node(2));
    expect(server.asked).toHaveLength(3);
  });

  it('is asked again in XML too when half of it is missing', async () => {
    const api = await start({ xmlOnly: true });
    server.faults.push({ kind: 'cut-body' });
    expect((await readElements(['way/5'], api)).get('way/5')).toEqual(way);
  });

  it.each(['silent', 'slow-body'] as const)('is given up on in time when it is %s', async kind => {
    const api = await start();
    server.faults.push({ kind }, { kind });
    const limited = { ...api, limits: { ...api.limits, requestTime: 50, attempts: 2 } };
    const failed = await readElements(['node/1'], limited).catch((fault: unknown) => fault);
    expect(failed).toBeInstanceOf(OsmApiFault);
    expect((failed as OsmApiFault).message).toContain('no complete answer in time');
    expect(server.asked).toHaveLength(2);
  });

  it('is waited for as long as it asks: not at all where there is less time than that', async () => {
    const api = await start();
    const asksFor = (seconds: string) =>
      server.faults.push({ kind: 'status', status: 429, headers: { 'retry-after': seconds } });
    // Of its own it would wait a millisecond. Less time in all than for one request: what is left is no whole number of them
    // (ERR_OUT_OF_RANGE: no request was made at all then).
    const limits = { firstWait: 1, totalTime: 5_000 };
    asksFor('1');
    await readElements(['node/1'], { ...api, limits });
    expect(server.asked).toHaveLength(2);
    asksFor('6');
    const failed = await readElements(['node/1'], { ...api, limits }).catch((fault: unknown) => fault);
    expect((failed as Error).message).toContain('there is no time left to wait');
    expect(server.asked).toHaveLength(3);
  });

  it('is not waited for longer than there is time', async () => {
    const api = await start();
    server.faults.push({ kind: 'status', status: 429, headers: { 'retry-after': '86400' } });
    const failed = await readElements(['node/1'], api).catch((fault: unknown) => fault);
    expect(failed).toMatchObject({ name: 'OsmApiFault', status: 429 });
    expect(server.asked).toHaveLength(1);
  });

  it('that never recovers becomes a fault with a sentence for people', async () => {
    const api = await start();
    for (let i = 0; i < 9; i++) server.faults.push({ kind: 'status', status: 503 });
    const failed = await readElements(['node/1'], api).catch((fault: unknown) => fault);
    expect(failed).toMatchObject({ name: 'OsmApiFault', status: 503, url: `${server.url}/api/0.6/node/1` });
    expect((failed as Error).message).toBe(
      `The OpenStreetMap API at ${server.url} could not be read (503 Service Unavailable), tried 5 times.`,
    );
    expect(server.asked).toHaveLength(5);
  });

  it.each([400, 401, 403])('is not asked again after %i', async status => {
    const api = await start();
    server.faults.push({ kind: 'status', status });
    await expect(readElements(['node/1'], api)).rejects.toMatchObject({ name: 'OsmApiFault', status });
    expect(server.asked).toHaveLength(1);
  });

  it('that sends more than was asked for is not read to its end', async () => {
    const api = await start();
    const limited = { ...api, limits: { ...api.limits, bodySize: 40 } };
    await expect(readElements(['node/1'], limited)).rejects.toThrow('more than 40 bytes');
    expect(server.asked).toHaveLength(1);
  });

  it('that is not there at all is a fault, not a crash', async () => {
    const api = await start();
    await server.close();
    await expect(readElements(['node/1'], api)).rejects.toThrow(OsmApiFault);
  });
});

describe('reading who needs a node', () => {
  it('names ways and relations, and none for a node that stands alone or is gone', async () => {
    const stop: OsmElement = { ...relation, id: 7, members: [{ type: 'node', ref: 2, role: 'stop' }] };
    const api = await start({ elements: [...elements, stop], deleted: ['node/8'] });
    expect([...(await readUsers(['node/1', 'node/2', 'node/4', 'node/8', 'node/9'], api))]).toEqual([
      ['node/1', ['way/5']],
      ['node/2', ['relation/7', 'way/5']],
      ['node/4', []],
      ['node/8', []],
      ['node/9', []],
    ]);
  });
});
