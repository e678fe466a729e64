import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { readCommunity } from '../../../../backend/sources/community/read-community.ts';
import { sharedData } from '../../../shared-data.ts';

describe.skipIf(!sharedData)('real extracts', () => {
  const folder = mkdtempSync(join(tmpdir(), 'jalon-osmium-'));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));
  const extract = (year: number) => `${sharedData}/osm/liechtenstein-${year}.osm.pbf`;
  const osmium = (...args: string[]): string =>
    execFileSync('osmium', args, {
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'ignore'],
      maxBuffer: 1 << 28,
    });

  /** Nodes, ways and relations that osmium finds. */
  const counted = (file: string, filter: string): number[] => {
    const found = join(folder, 'found.osm.pbf');
    osmium('tags-filter', '--overwrite', '--omit-referenced', file, filter, '-o', found);
    // osmium 1.15 has no extended information on a file of no nodes: it wants a box of them.
    if (osmium('cat', '-f', 'opl', found) === '') return [0, 0, 0];
    return ['nodes', 'ways', 'relations'].map(kind =>
      Number(osmium('fileinfo', '-e', '-g', `data.count.${kind}`, found)),
    );
  };

  it.each([
    [2015, 'emergency=defibrillator', [0, 0, 0]],
    [2015, 'amenity=fire_station', [5, 1, 0]],
    [2024, 'emergency=defibrillator', [148, 0, 0]],
    [2024, 'amenity=fire_station', [6, 3, 0]],
    [2024, 'type=multipolygon', null],
    [2015, 'building', null],
  ])('%i, %s: as many nodes, ways and relations as osmium finds', async (year, filter, known) => {
    const { features, rejected } = await readCommunity(extract(year), { filter: [filter] });
    const ids = [...features.map(({ id }) => id), ...rejected.map(({ id }) => id ?? '')];
    const kinds = ['node', 'way', 'relation'].map(kind => ids.filter(id => id.startsWith(`${kind}/`)).length);
    expect(kinds).toEqual(counted(extract(year), filter));
    if (known !== null) expect(kinds).toEqual(known);
  });

  it('the same features as from the XML that osmium makes of it', async () => {
    const xml = join(folder, '2015.osm');
    osmium('cat', extract(2015), '-o', xml);
    const filter: string[] = [];
    const fromXml = await readCommunity(xml, { filter });
    const fromPbf = await readCommunity(extract(2015), { filter });
    expect(fromPbf.features.length).toBeGreaterThan(1000);
    expect(fromPbf.coverage).toEqual({ kind: 'box', box: [9.471078, 47.04774, 9.636217, 47.27128] });
    const { hash, dataTime } = fromPbf;
    expect(fromPbf).toEqual({ ...fromXml, hash, dataTime, format: 'OSM PBF' });
  });

  it.each([
    ['dense nodes off', ['pbf_dense_nodes=false']],
    ['positions on ways', ['locations_on_ways=true']],
    ['nothing packed', ['pbf_compression=none']],
    ['no versions and times', ['add_metadata=false']],
  ])('the same features however osmium writes it: %s', async (name, options) => {
    const filter = ['amenity=fire_station', 'type=multipolygon', 'highway=service'];
    const format = `pbf,${options.join(',')}`;
    const plain = await readCommunity(extract(2015), { filter });
    const other = join(folder, `${name}.osm.pbf`);
    if (name === 'positions on ways') osmium('add-locations-to-ways', extract(2015), '-o', other);
    else osmium('cat', extract(2015), '-f', format, '-o', other);
    const again = await readCommunity(other, { filter });
    const bare = name === 'no versions and times';
    expect(again.features).toEqual(
      bare ? plain.features.map(({ element, changedAt, ...rest }) => rest) : plain.features,
    );
    expect(again.rejected).toEqual(plain.rejected);
  });

  it('say when they were taken, and who refuses what', async () => {
    const { dataTime } = await readCommunity(extract(2024), { filter: ['amenity=fire_station'] });
    expect(dataTime).toBe('2024-03-04T21:21:35Z');
    const history = join(folder, 'history.osh.pbf');
    osmium('cat', extract(2015), '-f', 'osh.pbf', '-o', history);
    await expect(readCommunity(history, {})).rejects.toThrow('is a history file');
  });
});
