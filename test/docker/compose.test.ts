import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DCLinter } from 'dclint';
import { describe, expect, it } from 'vitest';
import { ConfigFault, loadConfig, SETTINGS } from '../../backend/config.ts';
import { projectRoot } from '../../backend/project-root.ts';
import { environmentOf, readCompose, type Service } from './read-compose.ts';

const file = join(projectRoot, 'docker-compose.yml');
const text = readFileSync(file, 'utf8');
const { services, volumes } = readCompose(text);
const of = (name: string): Service => services[name]!;
const OURS = ['api', 'worker'];

/** dclint's rules of taste: in what order keys stand, and how they are quoted. */
const TASTE = [
  'no-quotes-in-volumes',
  'require-quotes-in-ports',
  'service-keys-order',
  'services-alphabetical-order',
  'top-level-properties-order',
];

/** What the specification's schema and the linter's rules say against a compose file. */
function lint(path: string): string[] {
  const rules = Object.fromEntries(TASTE.map(rule => [rule, 0 as const]));
  const linter = new DCLinter({ rules, quiet: false, debug: false, exclude: [] });
  // Its types are written for bundlers and lead nowhere here.
  const results = linter.lintFiles([path], false) as { messages: Record<string, unknown>[] }[];
  return results.flatMap(({ messages }) => messages).map(said => `${said['rule']}: ${said['message']}`);
}

describe('docker-compose.yml', () => {
  it('is what the compose specification describes, and no rule of its linter speaks against it', () => {
    expect(lint(file)).toEqual([]);
  });

  it('would be found out by them', () => {
    const folder = mkdtempSync(join(tmpdir(), 'jalon-compose-'));
    const broken = join(folder, 'docker-compose.yml');
    writeFileSync(broken, text.replace('    shm_size:', '    shm_sise:'));
    expect(lint(broken).join()).toMatch(/invalid-schema: .*\/services\/database.*additional properties/);
    writeFileSync(broken, text.replace('"127.0.0.1:${POSTGRES_PORT', '"${POSTGRES_PORT'));
    expect(lint(broken).join()).toContain('no-unbound-port-interfaces');
    rmSync(folder, { recursive: true });
  });

  it('has PostgreSQL, Redis, the web and the workers', () => {
    expect(Object.keys(services).sort()).toEqual(['api', 'database', 'queue', 'worker']);
    expect(of('database').image).toMatch(/^postgis\/postgis:1[5-9]-/);
    expect(of('queue').command).toEqual(
      expect.arrayContaining(['--maxmemory-policy', 'noeviction', '--appendonly', 'yes', '--requirepass']),
    );
    for (const name of OURS) expect(environmentOf(of(name))['ROLE']).toBe(name);
  });

  it('publishes on the loopback address only', () => {
    for (const [name, { ports = [] }] of Object.entries(services))
      for (const port of ports) expect(port, name).toMatch(/^127\.0\.0\.1:\d+:\d+$/);
    for (const name of OURS) expect(of(name).ports).toBeUndefined();
  });

  it('lets Jalon listen on loopback only, where a web server that does TLS finds it', () => {
    for (const name of OURS) {
      expect(loadConfig(environmentOf(of(name))).host).toBe('127.0.0.1');
      expect(() => loadConfig({ ...environmentOf(of(name)), HOST: '0.0.0.0' })).toThrow(ConfigFault);
    }
    // The host's loopback for people, a loopback of its own for a worker: so the one is there once, the others often.
    expect(of('api').network_mode).toBe('host');
    expect(of('worker').network_mode).toBeUndefined();
  });

  it('lets workers be many: nothing of a worker is there once only', () => {
    const worker = of('worker');
    expect(worker.container_name).toBeUndefined();
    expect(worker.ports).toBeUndefined();
    expect(environmentOf(worker)['DATABASE_URL']).toContain('@database:5432/');
    expect(environmentOf(worker)['REDIS_URL']).toContain('@queue:6379');
  });

  it('waits until the servers are healthy, and keeps everything running', () => {
    const ready = { database: { condition: 'service_healthy' }, queue: { condition: 'service_healthy' } };
    for (const name of OURS) expect(of(name).depends_on).toEqual(ready);
    for (const name of Object.keys(ready)) expect(of(name).healthcheck?.test).toBeDefined();
    for (const service of Object.values(services)) {
      expect(service.restart).toBe('unless-stopped');
      expect(service.stop_grace_period).toMatch(/^\d+s$/);
    }
  });

  it('gives both roles the same data folder, and each server one of its own that outlives it', () => {
    for (const name of OURS) expect(of(name).volumes).toEqual(['data:/data', './files:/files:ro']);
    expect(of('database').volumes).toEqual(['database:/var/lib/postgresql/data']);
    expect(of('queue').volumes).toEqual(['queue:/data']);
    expect(Object.keys(volumes).sort()).toEqual(['data', 'database', 'queue']);
  });

  it('lets Jalon write nothing but its data, as an ordinary user without privileges', () => {
    for (const name of OURS) {
      expect(of(name)).toMatchObject({
        read_only: true,
        tmpfs: ['/tmp'],
        cap_drop: ['ALL'],
        security_opt: ['no-new-privileges:true'],
      });
      expect(of(name).user).toBeUndefined();
      expect(of(name).privileged).toBeUndefined();
    }
  });

  it('sets only what Jalon knows, to what Jalon takes', () => {
    for (const name of OURS) {
      const given = environmentOf(of(name));
      expect(Object.keys(given).filter(setting => !Object.hasOwn(SETTINGS, setting))).toEqual([]);
      expect(loadConfig(given)).toMatchObject({ role: name, port: 8080, dataDir: '/data' });
    }
  });

  it('takes its secrets from the environment, the same for the servers and for Jalon', () => {
    const secrets = { POSTGRES_PASSWORD: 'one9', REDIS_PASSWORD: 'two9', OPERATOR_TOKEN: 'x'.repeat(20) };
    const with_ = readCompose(text, secrets).services;
    expect(environmentOf(with_['database']!)['POSTGRES_PASSWORD']).toBe('one9');
    expect(with_['queue']!.command?.at(-1)).toBe('two9');
    for (const name of OURS) {
      const { databaseUrl, redisUrl, operatorToken } = loadConfig(environmentOf(with_[name]!));
      expect(new URL(databaseUrl!).password).toBe('one9');
      expect(new URL(redisUrl!).password).toBe('two9');
      expect(operatorToken).toBe('x'.repeat(20));
    }
    // No secret stands in the file but the presets of what listens on loopback.
    expect(
      [...text.matchAll(/\$\{\w*(?:PASSWORD|TOKEN|SECRET)\w*:-([^}]*)\}/g)].map(([, preset]) => preset),
    ).toEqual(expect.arrayContaining(['jalon', '']));
    expect(text).not.toMatch(/(?:PASSWORD|TOKEN|AUTH|SECRET|KEY): (?!\$\{)/);
  });

  it('lets people sign in, at an address of their own, when the environment says so', () => {
    const signIn = {
      PUBLIC_URL: 'https://jalon.example.org',
      TRUST_PROXY: '1',
      OSM_SIGN_IN_URL: 'https://www.openstreetmap.org',
      OSM_CLIENT_ID: 'id9',
      OSM_CLIENT_SECRET: 'secret9',
      SECRET_KEY: 'k'.repeat(32),
      REMOTE_CONTROL: 'off',
    };
    const { services: given } = readCompose(text, signIn);
    expect(loadConfig(environmentOf(given['api']!))).toMatchObject({
      host: '127.0.0.1',
      publicUrl: 'https://jalon.example.org',
      trustProxy: 1,
      osmSignInUrl: 'https://www.openstreetmap.org',
      osmClientId: 'id9',
      osmClientSecret: 'secret9',
      secretKey: 'k'.repeat(32),
      remoteControl: null,
    });
    // Workers sign nobody in.
    expect(environmentOf(given['worker']!)).not.toHaveProperty('OSM_CLIENT_SECRET');
    expect(loadConfig(environmentOf(of('api'))).osmClientId).toBeNull();
  });

  it('lets both roles send to the map, when the environment says so', () => {
    const uploads = {
      UPLOAD_URL: 'https://api.openstreetmap.org',
      UPLOAD_PRODUCTION: 'openstreetmap.org',
      UPLOAD_CLIENT_ID: 'id8',
      UPLOAD_CLIENT_SECRET: 'secret8',
      UPLOAD_EDITS: '50',
      UPLOAD_SIDE: '0.2',
      SECRET_KEY: 'k'.repeat(32),
    };
    const { services: given } = readCompose(text, { ...uploads, PUBLIC_URL: 'https://jalon.example.org' });
    for (const name of OURS)
      expect(loadConfig(environmentOf(given[name]!))).toMatchObject({
        uploadUrl: 'https://api.openstreetmap.org',
        uploadSignInUrl: 'https://www.openstreetmap.org',
        uploadClientId: 'id8',
        uploadClientSecret: 'secret8',
        uploadEdits: 50,
        uploadSide: 0.2,
        secretKey: 'k'.repeat(32),
      });
    for (const name of OURS) expect(loadConfig(environmentOf(of(name))).uploadClientId).toBeNull();
  });

  it('lets every setting be set, but what a container needs as it is', () => {
    const settable = new Set([...text.matchAll(/^ {2,}([A-Z0-9_]+): .*\$\{/gm)].map(([, name]) => name));
    const fixed = ['ROLE', 'HOST', 'DATA_DIR'];
    expect(Object.keys(SETTINGS).filter(name => !settable.has(name) && !fixed.includes(name))).toEqual([]);
  });

  it('moves every port of the host where it is told', () => {
    const moved = readCompose(text, { PORT: '9000', POSTGRES_PORT: '9001', REDIS_PORT: '9002' }).services;
    const config = loadConfig(environmentOf(moved['api']!));
    expect(config.port).toBe(9000);
    expect(new URL(config.databaseUrl!).port).toBe('9001');
    expect(moved['database']!.ports).toEqual(['127.0.0.1:9001:5432']);
    expect(new URL(config.redisUrl!).port).toBe('9002');
    expect(moved['queue']!.ports).toEqual(['127.0.0.1:9002:6379']);
    expect(loadConfig(environmentOf(moved['worker']!)).port).toBe(8080);
  });

  it('is the image that the Dockerfile makes, in the version of package.json', () => {
    const { version } = JSON.parse(readFileSync(join(projectRoot, 'package.json'), 'utf8')) as {
      version: string;
    };
    for (const name of OURS) expect(of(name)).toMatchObject({ build: '.', image: `jalon:${version}` });
  });
});
