import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { mapOf, parseOsm, toOsmXml } from '../../core/change/osm-files.ts';
import { UPLOADS } from './faults.ts';
import { node, osc } from './mapper.ts';
import { type OsmApiProcess, startOsmApiProcess } from './osm-api-process.ts';

let folder: string;
let server: OsmApiProcess;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'jalon-osm-api-'));
});
afterEach(async () => {
  await server.kill();
  rmSync(folder, { recursive: true, force: true });
});

describe('the OSM API in a process of its own', () => {
  it('is told what is to go wrong, and is found again as it was left when it was killed', async () => {
    const map = join(folder, 'map.osm');
    writeFileSync(map, toOsmXml(mapOf([node(1), node(2)])));
    const args = ['--map', map, '--state', join(folder, 'state.json')];
    server = await startOsmApiProcess(args);
    const token = await server.tokenFor(101);
    const ask = async (method: string, path: string, body: string) => {
      const response = await fetch(`${server.url}/api/0.6/${path}`, {
        method,
        body,
        headers: { authorization: `Bearer ${token}` },
      });
      return { status: response.status, text: await response.text() };
    };
    const { text: id } = await ask('PUT', 'changeset/create', '<osm><changeset/></osm>');
    await server.push({ kind: 'late', for: 20, from: 'queued', on: UPLOADS });
    const change = osc(Number(id), { create: [node(-1)], delete: [node(2)] });
    await expect(ask('POST', `changeset/${id}/upload`, change)).rejects.toThrow();
    await server.settled();
    const before = await server.toOsmXml();
    expect(parseOsm(before).map(({ element }) => element.id)).toEqual([1, 3]);
    await server.kill();
    expect(existsSync(join(folder, 'state.json'))).toBe(true);

    server = await startOsmApiProcess(args);
    expect(await server.toOsmXml()).toBe(before);
    await server.setChaos({ seed: 1, share: 0 });
    // The token and the changeset are known still.
    expect((await ask('PUT', `changeset/${id}/close`, '')).status).toBe(200);
    await server.setAccount({ id: 101, blocked: true });
    expect((await ask('PUT', 'changeset/create', '<osm><changeset/></osm>')).status).toBe(403);
    await expect(server.tokenFor(7)).rejects.toThrow('there is no account 7');
  });
});
