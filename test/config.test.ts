import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { ConfigFault, loadConfig } from '../backend/config.ts';
import type { Me } from '../backend/http/contract/me.ts';
import { DEFAULT_LAYERS } from '../backend/layers.ts';
import { projectRoot } from '../backend/project-root.ts';
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
      rereadAfter: 300,
      overpassUrls: ['https://overpass-api.de/api/interpreter'],
      overpassPause: 10,
      contact: '',
      osmSignInUrl: 'https://master.apis.dev.openstreetmap.org',
      osmClientId: null,
      osmClientSecret: null,
      uploadUrl: 'https://master.apis.dev.openstreetmap.org',
      uploadSignInUrl: 'https://master.apis.dev.openstreetmap.org',
      uploadClientId: null,
      uploadClientSecret: null,
      uploadEdits: 100,
      uploadSide: 0.5,
      secretKey: null,
      operatorToken: null,
      publicUrl: null,
      trustProxy: 0,
      remoteControl: 'http://127.0.0.1:8111',
      idUrl: 'https://www.openstreetmap.org/edit',
      rapidUrl: 'https://rapideditor.org/edit',
      level0Url: 'https://level0.osmz.ru/',
      layers: DEFAULT_LAYERS,
      logLevel: 'info',
    });
  });

  it('takes no API key for the operator’s secret', () => {
    expect(problemsOf({ OPERATOR_TOKEN: `jalon_${'x'.repeat(43)}` })).toEqual([
      'OPERATOR_TOKEN must not begin as API keys do',
    ]);
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
    'refuses an open HOST while nobody could sign in: %s',
    host => {
      const refused = (env: Record<string, string>, lacking: string) =>
        expect(problemsOf({ HOST: host, ...env })).toEqual([
          `HOST is "${host}": others reach it, and nobody could sign in: set ${lacking}, or use 127.0.0.1`,
        ]);
      refused({}, 'OSM_CLIENT_ID and PUBLIC_URL');
      refused({ OSM_CLIENT_ID: 'jalon' }, 'PUBLIC_URL');
      refused({ PUBLIC_URL: 'https://jalon.example' }, 'OSM_CLIENT_ID');
      const open = { HOST: host, OSM_CLIENT_ID: 'jalon', PUBLIC_URL: 'https://jalon.example' };
      expect(loadConfig(open).host).toBe(host);
    },
  );

  it.each(['127.0.0.1', '127.1.2.3', '::1', 'localhost'])(
    'listens on %s, which only this machine reaches',
    host => {
      expect(loadConfig({ HOST: host }).host).toBe(host);
    },
  );

  it.each([
    ['https://jalon.example.org', 'https://jalon.example.org'],
    ['HTTPS://Jalon.Example.org:443/', 'https://jalon.example.org'],
    ['http://[::1]:8080', 'http://[::1]:8080'],
    ['https://jalón.example', 'https://xn--jaln-sqa.example'],
  ])('takes the PUBLIC_URL %s as %s', (given, taken) => {
    expect(loadConfig({ PUBLIC_URL: given }).publicUrl).toBe(taken);
  });

  it.each([
    'jalon.example',
    'ftp://jalon.example',
    'https://jalon.example/map',
    'https://jalon.example?a',
    'https://jalon.example/#a',
    'https://me@jalon.example',
    "https://jalon.example;script-src'*'",
    'https://',
    'javascript:alert(1)',
  ])('refuses the PUBLIC_URL %s', given => {
    expect(problemsOf({ PUBLIC_URL: given }).join()).toMatch(/^PUBLIC_URL .*must be https:/);
  });

  it('asks JOSM where it is told, or nowhere', () => {
    expect(loadConfig({ REMOTE_CONTROL: 'off' }).remoteControl).toBeNull();
    expect(loadConfig({ REMOTE_CONTROL: 'https://127.0.0.1:8112/' }).remoteControl).toBe(
      'https://127.0.0.1:8112',
    );
    expect(problemsOf({ REMOTE_CONTROL: '*' })).toHaveLength(1);
  });

  it('never repeats a password', () => {
    expect(problemsOf({ DATABASE_URL: 'mysql://me:secret@host/x' }).join()).not.toContain('secret');
  });

  it.each(['OSM_CLIENT_SECRET', 'UPLOAD_CLIENT_SECRET', 'SECRET_KEY', 'OPERATOR_TOKEN'])(
    'never repeats %s',
    name => {
      const problems = problemsOf({ [name]: 'it is secret' });
      expect(problems).toHaveLength(1);
      expect(problems[0]).toMatch(new RegExp(`^${name} must be `));
    },
  );

  it('wants a key of every process where people sign in on servers', () => {
    const env = { DATABASE_URL: 'postgres://db.example/jalon', OSM_CLIENT_ID: 'jalon' };
    expect(problemsOf(env)).toEqual([
      'SECRET_KEY is unset: where people sign in, every process needs the same one',
    ]);
    expect(problemsOf({ ...env, SECRET_KEY: 'k'.repeat(32) })).toEqual([]);
    expect(problemsOf({ OSM_CLIENT_ID: 'jalon' })).toEqual([]);
  });

  it('lets people sign in over https, or on this machine', () => {
    for (const url of [
      'https://osm.example/',
      'http://127.0.0.1:3000',
      'http://[::1]:3000',
      'http://localhost',
    ])
      expect(loadConfig({ OSM_SIGN_IN_URL: url }).osmSignInUrl).toBe(url.replace(/\/$/, ''));
    expect(problemsOf({ OSM_SIGN_IN_URL: 'http://osm.example' })).toEqual([
      'OSM_SIGN_IN_URL is "http://osm.example": must be https: people’s tokens go there',
    ]);
  });

  it('uploads to the sandbox, and to the map that everybody uses only by its name', () => {
    const real = { UPLOAD_URL: 'https://api.openstreetmap.org/' };
    const named = { ...real, UPLOAD_PRODUCTION: 'openstreetmap.org' };
    const sandbox = 'https://master.apis.dev.openstreetmap.org';
    expect(loadConfig({})).toMatchObject({ uploadUrl: sandbox, uploadSignInUrl: sandbox });
    expect(loadConfig(named)).toMatchObject({
      uploadUrl: 'https://api.openstreetmap.org',
      uploadSignInUrl: 'https://www.openstreetmap.org',
    });
    for (const host of ['api.openstreetmap.org', 'WWW.OpenStreetMap.org', 'api.openstreetmap.org.'])
      expect(problemsOf({ UPLOAD_URL: `https://${host}`, UPLOAD_SIGN_IN_URL: `https://${host}` })).toEqual([
        expect.stringContaining('uploads would go to the map that everybody uses'),
      ]);
    expect(problemsOf({ ...real, UPLOAD_PRODUCTION: 'yes' })[0]).toContain('must be openstreetmap.org');
    expect(problemsOf({ ...named, UPLOAD_SIGN_IN_URL: sandbox })[0]).toContain('tokens of one map');
    expect(problemsOf({ UPLOAD_SIGN_IN_URL: 'https://www.openstreetmap.org' })[0]).toContain('tokens of one');
  });

  it('keeps changesets within what the API takes', () => {
    expect(loadConfig({ UPLOAD_EDITS: '10000', UPLOAD_SIDE: '0.25' })).toMatchObject({
      uploadEdits: 10_000,
      uploadSide: 0.25,
    });
    for (const [name, value] of [
      ['UPLOAD_EDITS', '0'],
      ['UPLOAD_EDITS', '10001'],
      ['UPLOAD_SIDE', '0'],
      ['UPLOAD_SIDE', '1e1'],
    ] as const)
      expect(problemsOf({ [name]: value })).toHaveLength(1);
  });

  it('reads elements again after some time, or never', () => {
    expect(loadConfig({ REREAD_AFTER: 'off' }).rereadAfter).toBeNull();
    expect(loadConfig({ REREAD_AFTER: '60' }).rereadAfter).toBe(60);
    expect(problemsOf({ REREAD_AFTER: '5' })[0]).toContain('from 10 to 86400');
  });

  it('takes pages of editors, each of which may be off', () => {
    const { idUrl, rapidUrl, level0Url } = loadConfig({
      ID_URL: 'https://master.apis.dev.openstreetmap.org/edit',
      RAPID_URL: 'off',
      LEVEL0_URL: 'http://localhost:8000',
    });
    expect([idUrl, rapidUrl, level0Url]).toEqual([
      'https://master.apis.dev.openstreetmap.org/edit',
      null,
      'http://localhost:8000/',
    ]);
    for (const url of [
      'javascript:alert(1)',
      'https://id.example/?editor=id',
      'https://id.example/#map',
      'no',
    ])
      expect(problemsOf({ ID_URL: url })[0]).toContain('must be https:// or http:// with a page');
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
