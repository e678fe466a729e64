import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { ConfigFault, loadConfig, projectRoot } from '../backend/config.ts';
import type { Me } from '../backend/http/contract/me.ts';
import { DEFAULT_LAYERS } from '../backend/layers.ts';
import { layersExample, settingsTable } from './settings-table.ts';

function problemsOf(env: Record<string, string>): readonly string[] {
  try {
    loadConfig(env);
    return [];
  } catch (fault) {
    if (fault instanceof ConfigFault) return fault.problems;
    throw fault;
  }
}

describe('loadConfig', () => {
  it('has a preset for everything', () => {
    expect(loadConfig({})).toEqual({
      role: 'all',
      port: 8080,
      host: '127.0.0.1',
      dataDir: join(projectRoot, 'data'),
      databaseUrl: null,
      redisUrl: null,
      workerThreads: null,
      undoSeconds: 60,
      leaseSeconds: 300,
      osmApiUrl: 'https://api.openstreetmap.org',
      overpassUrls: ['https://overpass-api.de/api/interpreter'],
      overpassPause: 10,
      contact: '',
      operatorToken: null,
      layers: DEFAULT_LAYERS,
      logLevel: 'info',
    });
  });

  it('takes an empty setting as unset, and leaves blanks out', () => {
    expect(loadConfig({ PORT: '', DATABASE_URL: ' ', UNDO_SECONDS: ' 5 ' })).toMatchObject({
      port: 8080,
      databaseUrl: null,
      undoSeconds: 5,
    });
  });

  it('finds the data folder from Jalon’s own folder, or where an absolute path says', () => {
    expect(loadConfig({ DATA_DIR: 'elsewhere' }).dataDir).toBe(join(projectRoot, 'elsewhere'));
    expect(loadConfig({ DATA_DIR: '/srv/jalon' }).dataDir).toBe('/srv/jalon');
  });

  it('names every problem at once, each in one line', () => {
    const problems = problemsOf({
      PORT: '80a',
      UNDO_SECONDS: '-1',
      REDIS_URL: 'localhost:6379',
      OSM_API_URL: 'api',
      CONTACT: 'me\nX-Header: you',
      LOG_LEVEL: 'loud',
    });
    expect(problems.map(line => line.split(' ')[0])).toEqual([
      'PORT',
      'REDIS_URL',
      'UNDO_SECONDS',
      'OSM_API_URL',
      'CONTACT',
      'LOG_LEVEL',
    ]);
    expect(problems[0]).toBe('PORT is "80a": must be a whole number from 0 to 65535');
    expect(problems.join('').includes('\n')).toBe(false);
  });

  it.each(['65536', '1e3', '0x50', '8080.5', '99999999999999999999'])('refuses the port %s', port => {
    expect(problemsOf({ PORT: port })).toHaveLength(1);
  });

  it.each(['0.0.0.0', '::', '192.168.1.2', 'example.org', '127.evil.example', '::ffff:10.0.0.1'])(
    'refuses an open HOST while nobody has to sign in: %s',
    host => {
      expect(problemsOf({ HOST: host })).toEqual([
        `HOST is "${host}": an address that is open to others is refused while nobody has to sign in: use 127.0.0.1`,
      ]);
    },
  );

  it.each(['127.0.0.1', '127.1.2.3', '::1', 'localhost'])(
    'listens on %s, which only this machine reaches',
    host => {
      expect(loadConfig({ HOST: host }).host).toBe(host);
    },
  );

  it('never repeats a password', () => {
    expect(problemsOf({ DATABASE_URL: 'mysql://me:secret@host/x' }).join()).not.toContain('secret');
  });

  it('reads layers, and says which entry is wrong', () => {
    const [osm] = DEFAULT_LAYERS;
    const layers: Me['layers'] = loadConfig({
      LAYERS: JSON.stringify([{ ...osm, maxZoom: undefined, may: undefined }]),
    }).layers;
    expect(layers).toEqual([{ ...osm, maxZoom: 19, may: [] }]);
    expect(problemsOf({ LAYERS: '[' })[0]).toContain('must be JSON');
    expect(problemsOf({ LAYERS: '[]' })[0]).toContain('at least the base map');
    expect(
      problemsOf({ LAYERS: JSON.stringify([{ ...osm, url: 'https://tiles.example/{z}/{x}' }]) })[0],
    ).toContain('entry 0.url: must contain {z}, {x} and {y}');
    expect(problemsOf({ LAYERS: JSON.stringify([osm, { ...osm, maxzoom: 3 }]) })[0]).toContain('entry 1');
  });
});

describe('docs/settings.md', () => {
  const text = readFileSync(join(projectRoot, 'docs/settings.md'), 'utf8');

  it('lists the settings as the code has them', () => {
    expect(text).toContain(`${settingsTable()}\n\n`);
  });

  it('shows the preset of LAYERS', () => {
    expect(text).toContain(layersExample());
  });
});
