import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { OsmElement } from '../../backend/core/feature.ts';
import { rereader } from '../../backend/osm/rereader.ts';
import { type OsmApiServer, startOsmApi } from '../servers/osm-api/start-osm-api.ts';

const NOW = new Date('2026-05-01T12:00:00Z');
const inSeconds = (seconds: number) => new Date(NOW.getTime() + seconds * 1000);
const well = (id: number): OsmElement => ({
  type: 'node',
  id,
  version: 2,
  tags: { n: `${id}` },
  at: [4, 50 + id / 100],
});
const way: OsmElement = { type: 'way', id: 9, version: 1, tags: {}, nodes: [1, 2, 3, 1] };

let server: OsmApiServer;
beforeEach(async () => {
  server = await startOsmApi({ elements: [well(1), well(2), well(3), way], deleted: ['node/5'] });
});
afterEach(() => server.close());

const reading = (presets: object = {}, onFault: (fault: unknown) => void = () => undefined) =>
  rereader({
    api: { osmApiUrl: server.url, contact: '' },
    believed: 300,
    onFault,
    presets: { patience: 5_000, ...presets },
  });
const states = (read: Awaited<ReturnType<ReturnType<typeof reading>['read']>>) =>
  Object.fromEntries(
    [...read].map(([ref, { state }]) => [ref, state === 'gone' ? state : state.element.version]),
  );

describe('elements that are read again', () => {
  it('say what they are now, and that they were deleted', async () => {
    expect(states(await reading().read(['node/1', 'node/5'], NOW))).toEqual({
      'node/1': 2,
      'node/5': 'gone',
    });
  });

  it('say where the corners of a way are', async () => {
    const state = (await reading().read(['way/9'], NOW)).get('way/9')!.state;
    expect(state !== 'gone' && state.points.map(([, lat]) => lat)).toEqual([50.01, 50.02, 50.03, 50.01]);
  });

  it('are asked for in one request by all who ask at the same time', async () => {
    const again = reading();
    await Promise.all([1, 2, 3].map(id => again.read([`node/${id}`], NOW)));
    expect(server.asked.map(({ path }) => path)).toEqual(['/api/0.6/nodes?nodes=1,2,3']);
  });

  it('are not asked for again for a while', async () => {
    const again = reading();
    await again.read(['node/1'], NOW);
    expect(again.known(['node/1', 'node/2'], inSeconds(299)).size).toBe(1);
    await again.read(['node/1'], inSeconds(299));
    expect(server.asked).toHaveLength(1);
    await again.read(['node/1'], inSeconds(301));
    expect(server.asked).toHaveLength(2);
  });

  it('do not hold up whoever waits for a server that never answers, and come for the next one', async () => {
    server.faults.push({ kind: 'silent' });
    const again = reading({ patience: 30 });
    expect((await again.read(['node/1'], NOW)).size).toBe(0);
  });

  it.each([
    { kind: 'status', status: 503 },
    { kind: 'status', status: 429, headers: { 'retry-after': '60' } },
    { kind: 'no-connection' },
    { kind: 'half-body' },
    { kind: 'cut-body' },
  ] as const)('are not there where the server answers with %o, and it is left alone then', async fault => {
    server.faults.push(fault);
    const faults: unknown[] = [];
    const again = reading({}, one => faults.push(one));
    expect((await again.read(['node/1', 'node/2'], NOW)).size).toBe(0);
    expect(faults).toHaveLength(1);
    const asked = server.asked.length;
    expect((await again.read(['node/1'], inSeconds(10))).size).toBe(0);
    expect(server.asked).toHaveLength(asked);
  });

  it('are asked for again when the server has had its rest', async () => {
    server.faults.push({ kind: 'status', status: 503 });
    const again = reading({ rest: 0 });
    await again.read(['node/1'], NOW);
    expect((await again.read(['node/1'], NOW)).size).toBe(1);
  });

  it('are forgotten, the oldest first, where there are too many', async () => {
    const again = reading({ kept: 2 });
    for (const id of [1, 2, 3]) await again.read([`node/${id}`], NOW);
    expect([...again.known(['node/1', 'node/2', 'node/3'], NOW).keys()]).toEqual(['node/2', 'node/3']);
  });
});
