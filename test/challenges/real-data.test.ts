import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { Challenge, OfficialSource } from '../../backend/core/challenge/challenge.ts';
import { type Comparison, compare } from '../../backend/core/discrepancy/compare.ts';
import type { Snapshot } from '../../backend/core/snapshot/snapshot.ts';
import { readCommunity } from '../../backend/sources/community/read-community.ts';
import { readOfficial } from '../../backend/sources/official/read-official.ts';
import { bundled } from '../../challenges/bundled.ts';
import { withOverride } from '../../jobs/definition.ts';
import { sharedData } from '../shared-data.ts';

const hasOsmium = spawnSync('osmium', ['--version']).status === 0;

const of = (id: string): Challenge => bundled.find(challenge => challenge.id === id)!;

/** An official file as the challenge reads it, with what its README says to add. */
function official(id: string, file: string, told: Partial<OfficialSource>): Promise<Snapshot> {
  return readOfficial(join(sharedData!, file), withOverride(of(id), { official: told }).official);
}

const tagOf = (snapshot: Snapshot, key: string): Record<string, number> => {
  const counts: Record<string, number> = {};
  for (const { tags } of snapshot.features)
    counts[tags[key] ?? 'none'] = (counts[tags[key] ?? 'none'] ?? 0) + 1;
  return counts;
};

describe.skipIf(!sharedData)('the columns that the READMEs name', () => {
  it('hydrants of a German town: type by its own words, the street and the key’s number mapped', async () => {
    const read = await official('hydrants', 'hydrants-de/raw-data.csv', {
      id: 'ID (float)',
      map: { ref: 'SCHLÜSSELB (string)', 'addr:street': 'STRAßENNAM (string)' },
    });
    expect(read.features).toHaveLength(309);
    expect(read.rejected).toEqual([]);
    expect(tagOf(read, 'fire_hydrant:type')).toEqual({ underground: 251, pillar: 58 });
    expect(tagOf(read, 'emergency')).toEqual({ fire_hydrant: 309 });
    expect(Object.keys(tagOf(read, 'ref')).length).toBeGreaterThan(300);
    expect(tagOf(read, 'addr:street')['none']).toBeUndefined();
  });

  it('hydrants elsewhere are not compared: nothing is missing where the map was not asked', async () => {
    const read = await official('hydrants', 'hydrants-de/raw-data.csv', { id: 'ID (float)' });
    const map = await readCommunity(join(sharedData!, 'osm/andorra.osm.gz'), of('hydrants').community);
    const { kinds, compared } = compare(of('hydrants'), read, map);
    expect(kinds).toEqual({});
    expect(compared).toMatchObject({ official: 0, cutOfficial: 309 });
  });

  it('Belgian stations: names in four languages and codes, every row of its own', async () => {
    const read = await official('rail-stations', 'rail-be/sncb-stations.csv', {
      id: 'URI',
      map: {
        'name:fr': 'alternative-fr',
        'name:nl': 'alternative-nl',
        'name:de': 'alternative-de',
        'name:en': 'alternative-en',
        'ref:EU:PLC': 'taf-tap-code',
        'railway:ref': 'telegraph-code',
      },
    });
    expect(read.features).toHaveLength(729);
    expect(read.rejected).toEqual([]);
    const arlon = read.features.find(({ tags }) => tags['name'] === 'Arlon');
    expect(arlon?.tags).toMatchObject({ 'name:de': 'Arel', 'railway:ref': 'LL' });
    for (const code of Object.keys(tagOf(read, 'ref:EU:PLC'))) expect(code).toMatch(/^(none|[A-Z]{2}\d{5})$/);
  });

  it.each(['csv', 'geojson'])(
    'Belgian hospitals as %s: emergency departments, beds and both names',
    async format => {
      const read = await official('hospitals', `hospitals-be/hospitals.${format}`, {
        id: 'id',
        map: { name: 'hospital_name', alt_name: 'site_name', phone: 'tel', website: 'url', beds: 'cap_beds' },
      });
      expect(read.features).toHaveLength(272);
      expect(tagOf(read, 'emergency')).toEqual({ yes: 129, no: 143 });
      expect(tagOf(read, 'name')['none']).toBeUndefined();
      expect(read.features.filter(({ tags }) => /^\d+$/.test(tags['beds'] ?? ''))).toHaveLength(272);
    },
  );

  it('the French schemas have the columns that are mapped, and the words that are understood', () => {
    const schema = (name: string) =>
      JSON.parse(readFileSync(join(sharedData!, 'schemas-fr', name, 'schema.json'), 'utf8')) as {
        fields: { name: string; constraints?: { enum?: string[] } }[];
      };
    for (const [id, name] of [
      ['hydrants', 'datakode__schema-pei'],
      ['defibrillators', 'atlasante__schema-dae'],
    ] as const) {
      const { fields } = schema(name);
      const field = (column: string) => fields.find(one => one.name === column);
      const readme = readFileSync(new URL(`../../challenges/${id}/README.md`, import.meta.url), 'utf8');
      const command = readme.split('## Your columns')[1]!.split('--community')[0]!;
      const columns = [...command.matchAll(/[=,][\w:]+=(\w+)/g), ...command.matchAll(/--official-id (\w+)/g)];
      expect(columns.length).toBeGreaterThan(3);
      for (const [, column = ''] of columns) expect(field(column), `${id}: ${column}`).toBeDefined();
      for (const [column, words] of Object.entries(of(id).official.values ?? {}))
        for (const word of Object.keys(words))
          if (field(column)) expect(field(column)?.constraints?.enum).toContain(word);
    }
  });
});

/** What osmium selects for the same words. */
const OSMIUM: Readonly<Record<string, readonly string[]>> = {
  hydrants: ['nwr/emergency=fire_hydrant'],
  defibrillators: ['nwr/emergency=defibrillator'],
  hospitals: ['nwr/amenity=hospital,clinic', 'nwr/healthcare=hospital,clinic'],
  pharmacies: ['nwr/amenity=pharmacy', 'nwr/healthcare=pharmacy'],
  // No metro and no tram that is called a station in any of these extracts.
  'rail-stations': ['nwr/railway=station,halt'],
  // No platform without its pole there.
  'bus-stops': ['nwr/highway=bus_stop'],
  'bike-docks': ['nwr/amenity=bicycle_rental'],
};

describe.skipIf(!sharedData || !hasOsmium)('the filters select what osmium selects', () => {
  it.each(['andorra.osm.gz', 'monaco.osm.gz', 'liechtenstein-2024.osm.pbf'])(
    '%s',
    async file => {
      const path = join(sharedData!, 'osm', file);
      const counted: Record<string, number> = {};
      const read: Record<string, number> = {};
      for (const [id, expressions] of Object.entries(OSMIUM)) {
        const opl = execFileSync('osmium', ['tags-filter', '-R', '-f', 'opl', path, ...expressions]);
        counted[id] = opl.toString().trimEnd().split('\n').filter(Boolean).length;
        const { features, rejected } = await readCommunity(path, of(id).community);
        read[id] = features.length + rejected.length;
      }
      expect(read).toEqual(counted);
      expect(Object.values(counted).reduce((sum, n) => sum + n, 0)).toBeGreaterThan(10);
    },
    300_000,
  );
});

describe.skipIf(!sharedData)('what the challenges find', () => {
  const docks = async (city: string): Promise<Comparison> => {
    const read = await official('bike-docks', `bike-docks/${city}/official.geojsonl`, {
      id: 'address',
      map: { ref: 'address' },
    });
    const map = await readCommunity(join(sharedData!, `bike-docks/${city}/osm.geojson`), {
      map: { ref: 'address' },
      // This file has no other tags of OSM.
      filter: [],
    });
    return compare(of('bike-docks'), read, map);
  };

  it('bike docks of a city that imports its list: two that are there twice, and nothing else', async () => {
    const { kinds, verdicts } = await docks('avelo');
    expect(verdicts).toMatchObject({ match: 225, possible: 0 });
    expect(kinds).toEqual({ duplicate: 2 });
  });

  it('bike docks of a city that moves them: a tenth moved, numbers used again, hardly a doubt', async () => {
    const { kinds, verdicts } = await docks('bixi');
    expect(verdicts.match).toBeGreaterThan(1015);
    expect(verdicts.possible).toBeLessThan(10);
    expect(kinds['moved']).toBeGreaterThan(100);
    expect(kinds['moved']).toBeLessThan(180);
    expect(kinds['identifier-conflict']).toBeGreaterThan(30);
    expect(kinds['missing']).toBeLessThan(40);
  });

  it('Belgian stations against the network’s points, by name and distance alone', async () => {
    const read = await official('rail-stations', 'rail-be/sncb-stations.csv', { id: 'taf-tap-code' });
    const folder = mkdtempSync(join(tmpdir(), 'jalon-stations-'));
    const map = await readCommunity(networkPoints(folder), {
      id: 'code',
      filter: of('rail-stations').community.filter,
    });
    rmSync(folder, { recursive: true });
    const { result } = compare(of('rail-stations'), read, map);
    const codes = (snapshot: Snapshot) => new Set(snapshot.features.map(({ id }) => id));
    const both = [...codes(read)].filter(code => codes(map).has(code)).length;
    const said = result.matches.filter(({ verdict }) => verdict === 'match');
    const right = said.filter(({ official, community }) => official === community).length;
    expect(both).toBeGreaterThan(540);
    expect((2 * right) / (both + said.length)).toBeGreaterThan(0.96);
  });

  /** Infrabel’s stations and halts as a map would have them. */
  function networkPoints(folder: string): string {
    const file = join(folder, 'points.geojson');
    const rows = JSON.parse(
      readFileSync(join(sharedData!, 'rail-be/infrabel-operational-points.opendatasoft.json'), 'utf8'),
    ) as Record<string, string & { lon: number; lat: number }>[];
    const classes: Record<string, string> = { Station: 'station', 'Stop in open track': 'halt' };
    const features = rows
      .filter(row => classes[row['class_en'] ?? ''])
      .map(row => ({
        type: 'Feature',
        geometry: { type: 'Point', coordinates: [row['geo_point_2d']!.lon, row['geo_point_2d']!.lat] },
        properties: {
          code: row['taftapcode'],
          railway: classes[row['class_en']!],
          name: [...new Set([row['commerciallongnamefrench'], row['commerciallongnamedutch']])].join(' - '),
        },
      }));
    writeFileSync(file, JSON.stringify({ type: 'FeatureCollection', features }));
    return file;
  }

  it('the station of Monaco, mapped three times, is one place', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'jalon-monaco-'));
    const file = join(folder, 'station.csv');
    writeFileSync(file, 'id,name,uic_ref,lat,lon\n1,Monaco-Monte-Carlo,8775640,43.7385,7.4193\n');
    const challenge = of('rail-stations');
    const read = await readOfficial(file, challenge.official);
    const map = await readCommunity(join(sharedData!, 'osm/monaco.osm.gz'), challenge.community);
    rmSync(folder, { recursive: true });
    const { findings, kinds } = compare(challenge, read, map);
    expect(findings).toHaveLength(1);
    expect(kinds['unlisted']).toBeUndefined();
    expect(kinds['missing']).toBeUndefined();
  });
});
