import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Redis } from 'ioredis';
import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { checkServer } from '../../backend/cli/doctor/database.ts';
import { checkClock, checkConnections } from '../../backend/cli/doctor/installation.ts';
import { checkReach } from '../../backend/cli/doctor/reach.ts';
import { redisFacts } from '../../backend/cli/doctor/redis.ts';
import { projectRoot } from '../../backend/project-root.ts';
import { connect, type Store } from '../../backend/store/connect.ts';
import { jsonb } from '../../backend/store/jsonb.ts';
import { built } from '../servers/built.ts';
import { type PostgresServer, startPostgres } from '../servers/postgres.ts';
import { startRedis } from '../servers/redis.ts';
import { emptyPlace, type Place, SETTINGS } from '../servers/setting.ts';
import { seedChallenge, testChallenge } from '../store/seed.ts';

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'jalon-doctor-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

/** Nothing listens on port 1: no test asks a server of others. */
const NOBODY = 'http://127.0.0.1:1';
const layer = { id: 'base', name: 'Base', url: `${NOBODY}/{z}/{x}/{y}.png`, attribution: 'nobody' };

async function doctor(env: Record<string, string>) {
  const child = spawn(process.execPath, [built('backend/cli.js'), 'doctor'], {
    cwd: projectRoot,
    env: {
      ...process.env,
      DATA_DIR: join(folder, 'data'),
      OSM_API_URL: NOBODY,
      OVERPASS_URLS: `${NOBODY}/api/interpreter`,
      LAYERS: JSON.stringify([layer]),
      ...env,
    },
  });
  let said = '';
  child.stdout.on('data', data => {
    said += data;
  });
  const [status] = await once(child, 'close');
  const lines = said.trimEnd().split('\n');
  return {
    status: status as number,
    lines,
    /** What is not as it should be. */
    bad: lines.filter(line => /^(missing|wrong|look) /.test(line)),
  };
}

describe('doctor', () => {
  it('finds nothing missing on a machine where Jalon was never started, and makes nothing', async () => {
    const { status, lines } = await doctor({ PATH: '' });
    expect(lines.join('\n')).toContain('not made yet, the first npm start makes it');
    expect(lines.filter(line => line.startsWith('missing'))).toEqual([]);
    expect(lines.at(-1)).toBe('Everything that is needed is there.');
    expect(status).toBe(0);
  });

  it('says how to get the programs that are not there', async () => {
    const { lines } = await doctor({ PATH: '' });
    expect(lines).toContain('optional  osmium, for cutting large extracts: apt-get install osmium-tool');
  });

  it('says what is lost without the servers of others, and does not fail for them', async () => {
    const { status, lines } = await doctor({});
    expect(lines.find(line => line.includes('OpenStreetMap API'))).toMatch(
      /^optional {2}OpenStreetMap API \S+: not reached \(.+\); elements are not re-read$/,
    );
    expect(status).toBe(0);
  });

  it('fails for a database and a Redis that do not answer', async () => {
    const { status, lines } = await doctor({
      DATABASE_URL: 'postgres://me:secret@127.0.0.1:1/jalon',
      REDIS_URL: 'redis://127.0.0.1:1',
    });
    expect(lines.filter(line => line.startsWith('missing'))).toEqual([
      'missing   the database at 127.0.0.1:1 cannot be used: connect ECONNREFUSED 127.0.0.1:1: start it, or change DATABASE_URL',
      'missing   Redis at 127.0.0.1:1 cannot be used: connect ECONNREFUSED 127.0.0.1:1: start it, or change REDIS_URL',
    ]);
    expect(lines.at(-1)).toBe('2 to put right.');
    expect(status).toBe(1);
  });

  it('says that the data folder is a file', async () => {
    const file = join(folder, 'a-file');
    writeFileSync(file, '');
    const { bad } = await doctor({ DATA_DIR: file, DATABASE_URL: 'postgres://me@127.0.0.1:1/jalon' });
    expect(bad[0]).toBe(`missing   data folder ${file}: ${file} is a file: set DATA_DIR to a folder`);
  });

  it('says that Redis asks for a password, or takes another one', async () => {
    const redis = await startRedis();
    const admin = new Redis(redis.url);
    await admin.config('SET', 'requirepass', 'open-sesame');
    const wayOut = 'write it into REDIS_URL: redis://:PASSWORD@HOST:PORT';
    const said = async (url: string) => {
      const { bad } = await doctor({ DATABASE_URL: 'postgres://me@127.0.0.1:1/jalon', REDIS_URL: url });
      return bad.find(line => line.includes('Redis'));
    };
    expect(await said(redis.url)).toMatch(new RegExp(`cannot be used: it asks for a password: ${wayOut}$`));
    expect(await said(redis.url.replace('//', '//:wrong@'))).toMatch(
      new RegExp(`cannot be used: it does not take that user and password: ${wayOut}$`),
    );
    admin.disconnect();
    await redis.stop();
  });

  it('reports settings that cannot be used', async () => {
    const { status, lines } = await doctor({ PORT: 'x' });
    expect(lines).toContain(
      'missing   PORT is "x": must be a whole number from 0 to 65535: see docs/settings.md',
    );
    expect(status).toBe(1);
  });
});

const environment = ({ dataDir, databaseUrl, redisUrl }: Place): Record<string, string> => ({
  DATA_DIR: dataDir,
  ...(databaseUrl && { DATABASE_URL: databaseUrl }),
  ...(redisUrl && { REDIS_URL: redisUrl }),
});

describe.each(SETTINGS)('doctor of a place where all is well, %s', setting => {
  it('finds nothing to put right', async () => {
    const place = await emptyPlace(setting);
    const { status, lines, bad } = await doctor({
      ...environment(place),
      OPERATOR_TOKEN: 'q8Zr5tXw2LmV9sKd7fHj',
    });
    expect(bad).toEqual([]);
    expect(lines).toContain('ok        OPERATOR_TOKEN, for the queue board and /metrics');
    expect(lines).toContain('ok        no Jalon runs on this database now');
    expect(lines.at(-1)).toBe('Everything that is needed is there.');
    expect(status).toBe(0);
    await place.remove();
  });
});

describe('doctor of an installation on servers', () => {
  let place: Place;
  let store: Store;
  beforeAll(async () => {
    place = await emptyPlace('redis');
    store = connect(place.databaseUrl!);
  });
  afterAll(async () => {
    await store.destroy();
    await place.remove();
  });
  const alive = (role: 'api' | 'worker', folder_id: string | null, version = '1') =>
    store
      .insertInto('processes')
      .values({ id: `${role} ${folder_id} ${version}`, role, host: 'here', pid: 7, version, folder_id })
      .execute();
  const nobody = () => store.deleteFrom('processes').execute();

  it('misses a worker where only the web is served', async () => {
    await alive('api', 'a');
    const { status, bad } = await doctor(environment(place));
    expect(bad).toEqual([
      'missing   1 process alive, none of them works on jobs: start one with ROLE=worker, or see its log if there should be one',
    ]);
    expect(status).toBe(1);
    await nobody();
  });

  it('sees workers that share no data folder, and versions that differ', async () => {
    await alive('worker', 'a');
    await alive('worker', 'b', '2');
    const { status, bad } = await doctor(environment(place));
    expect(bad).toEqual([
      'look      processes of versions 1 and 2 work together: bring the older ones up to date',
      'wrong     workers have different data folders: worker 7 on here; worker 7 on here: let all of them have the same folder as DATA_DIR, on a disk that they share',
    ]);
    expect(status).toBe(1);
    await nobody();
  });

  it('names what is stuck, what waits for a person, and what a source asks for', async () => {
    await alive('worker', 'a');
    const ago = (seconds: number) => new Date(Date.now() - seconds * 1000);
    const runs = [
      { challenge: 'stuck', state: 'running', beat_at: ago(600), error: null },
      { challenge: 'waits', state: 'waiting', beat_at: null, error: null },
      { challenge: 'held', state: 'held', beat_at: null, error: 'half of the rows have gone' },
      { challenge: 'failed', state: 'failed', beat_at: null, error: 'there is no file x.csv' },
    ] as const;
    for (const { challenge, ...run } of runs) {
      await seedChallenge(store, testChallenge(challenge));
      await store
        .insertInto('runs')
        .values({
          id: `run-${challenge}`,
          challenge_id: challenge,
          step: 'snapshot',
          progress: 0,
          inputs: jsonb({ official: 'x.csv', community: challenge === 'held' ? 'overpass:LI' : 'x.osm' }),
          summary: '{}',
          attempt: 3,
          requested_at: ago(1200),
          ...run,
        })
        .execute();
    }
    await store
      .insertInto('schedules')
      .values({ challenge_id: 'waits', pattern: '0 3 * * *', timezone: 'UTC', due_at: ago(900) })
      .execute();
    const { status, bad, lines } = await doctor(environment(place));
    const logs = "see the workers' logs; stop and start them if they say nothing";
    expect(bad).toEqual([
      `wrong     run run-stuck of stuck gave no sign of life for 10 minutes (attempt 3): ${logs}`,
      `wrong     run run-waits of waits waits for 20 minutes, and nothing holds it up: ${logs}`,
      `wrong     the schedule of waits is overdue: ${logs}`,
      'look      the last run of failed failed: there is no file x.csv: put that right, then: npm run -s jalon -- run failed',
      'look      the last run of held is held: half of the rows have gone: look at the source; to go on with it: npm run -s jalon -- run held --accept',
      'wrong     held: read through Overpass, whose servers ask for a contact: set CONTACT to an e-mail or web address of yours',
    ]);
    expect(lines.find(line => line.includes('Overpass http'))).toMatch(
      /^optional {2}Overpass \S+: not reached/,
    );
    expect(lines.at(-1)).toBe('4 to put right. 2 to look at.');
    expect(status).toBe(1);
    // Where nothing runs, a start is all they need.
    await nobody();
    const stopped = await doctor({ ...environment(place), CONTACT: 'me@example.org' });
    expect(stopped.bad.map(line => line.slice(0, 4))).toEqual(['look', 'look', 'look', 'look', 'look']);
    expect(stopped.status).toBe(0);
    await store.deleteFrom('challenges').execute();
  });

  it('says when the schema is older or newer than this Jalon', async () => {
    const versions = await store.selectFrom('schema_versions').selectAll().execute();
    await store.insertInto('schema_versions').values({ version: 9000, name: 'newer' }).execute();
    const newer = await doctor(environment(place));
    expect(newer.bad).toEqual([
      expect.stringMatching(/^missing .*, schema 9000: update Jalon, this one knows \d+$/),
    ]);
    await store.deleteFrom('schema_versions').where('version', '>', 1).execute();
    const older = await doctor(environment(place));
    expect([older.status, older.bad]).toEqual([0, []]);
    expect(older.lines.find(line => line.includes('schema 1'))).toMatch(/brought to \d+ at the next start$/);
    await store.deleteFrom('schema_versions').execute();
    await store.insertInto('schema_versions').values(versions).execute();
  });

  it('sees a Redis that throws jobs away and forgets them', async () => {
    const redis = await startRedis({ 'maxmemory-policy': 'allkeys-lru', appendonly: 'no' });
    const { status, bad } = await doctor({ ...environment(place), REDIS_URL: redis.url });
    expect(bad).toEqual([
      'wrong     Redis throws jobs away when its memory is full (maxmemory-policy allkeys-lru): set maxmemory-policy noeviction in redis.conf',
      'wrong     Redis forgets jobs when it stops (appendonly is off): set appendonly yes in redis.conf',
    ]);
    expect(status).toBe(1);
    await redis.stop();
  });

  it('sees a secret that is easy to guess', async () => {
    const { bad } = await doctor({ ...environment(place), OPERATOR_TOKEN: 'secretsecretsecretsecret' });
    expect(bad).toEqual([
      'wrong     OPERATOR_TOKEN is easy to guess: set it to what this prints: openssl rand -base64 32',
    ]);
  });

  it('sees that there is no room for the data', async () => {
    // A file system that holds no bytes.
    const { status, bad } = await doctor({ ...environment(place), DATA_DIR: '/proc/jalon' });
    expect(bad).toEqual([
      expect.stringMatching(/^missing .*(0\.0 GB free there: make room|cannot be written)/),
    ]);
    expect(status).toBe(1);
  });
});

describe('doctor of a database that others look after', () => {
  let postgres: PostgresServer;
  beforeAll(async () => {
    postgres = await startPostgres();
  });
  afterAll(() => postgres.stop());

  it('tells a database that is not made from a server that does not let this user in', async () => {
    const url = (await postgres.createDatabase()).replace(/[^/]+$/, 'nowhere');
    expect((await doctor({ DATABASE_URL: url })).bad).toEqual([
      expect.stringMatching(/: database "nowhere" does not exist: make it \(createdb nowhere\), or change /),
    ]);
    expect((await doctor({ DATABASE_URL: url.replace('jalon@', 'nobody@') })).bad).toEqual([
      expect.stringMatching(/: role "nobody" does not exist: change user or password in DATABASE_URL$/),
    ]);
  });

  it('names every right that is missing, and who can give it', async () => {
    const url = await postgres.createDatabase();
    const admin = connect(url);
    await sql`create role clerk login`.execute(admin);
    await admin.destroy();
    const { status, bad } = await doctor({ DATABASE_URL: url.replace('jalon@', 'clerk@') });
    expect(bad).toEqual([
      'missing   PostGIS is not in this database, and this user may not put it there: let an administrator run CREATE EXTENSION postgis in it',
      'missing   this user may not make schemas and extensions in this database: the queue needs a schema, finding tasks btree_gist: GRANT CREATE ON DATABASE … TO …',
      'missing   this user may not make tables in this database: GRANT CREATE ON SCHEMA public TO …, or make the user its owner',
    ]);
    expect(status).toBe(1);
  });
});

describe('what doctor says of servers that are not at hand', () => {
  const facts = {
    postgres: '15.4',
    number: 150_004,
    postgis: '3.3.2',
    available: '3.3.2',
    maxConnections: 100,
    connections: 3,
    mayInstall: true,
    btreeGist: true,
    mayMakeSchemas: true,
    mayMakeTables: true,
  };
  const states = (of: Iterable<{ state: string }>) => [...of].map(({ state }) => state);

  it.each([
    [{}, ['ok']],
    [{ postgres: '14.9', number: 140_009 }, ['wrong', 'ok']],
    [{ postgis: '3.2.9' }, ['wrong']],
    [{ postgis: '3.10.0' }, ['ok']],
    [{ postgis: null, available: '2.5.1' }, ['wrong']],
    [{ postgis: null, available: null }, ['missing']],
    [{ postgis: null, mayInstall: false }, ['ok', 'missing']],
    [{ mayInstall: false }, ['ok']],
    [{ btreeGist: false }, ['ok', 'missing']],
  ])('of a database with %o', (more, expected) => {
    expect(states(checkServer('there', { ...facts, ...more }, 0))).toEqual(expected);
  });

  it.each([
    ['7.0.15', ['ok']],
    ['6.2.0', ['ok']],
    ['6.0.16', ['look']],
    ['4.0.14', ['wrong']],
    ['10.0.0', ['ok']],
  ])('of Redis %s', (version, expected) => {
    const info = `# Server\r\nredis_version:${version}\r\nmaxmemory_policy:noeviction\r\naof_enabled:1\r\n`;
    expect(states(redisFacts('there', info))).toEqual(expected);
  });

  it('of a Redis that is a replica, or whose disk is full', () => {
    const info = 'redis_version:7.0.0\r\nrole:slave\r\naof_last_write_status:err\r\n';
    expect(states(redisFacts('there', info))).toEqual(['ok', 'wrong', 'wrong']);
  });

  it('of connections that do not suffice for the processes that run', () => {
    const eight = Array.from({ length: 8 }, () => ({ role: 'worker' as const }));
    expect(states(checkConnections(eight, facts, false))).toEqual(['wrong']);
    expect(states(checkConnections(eight.slice(0, 2), facts, false))).toEqual(['ok']);
    expect(states(checkConnections([], facts, true))).toEqual(['ok']);
  });

  it.each([
    [null, 0, []],
    ['http://localhost:8080', 0, ['ok']],
    ['http://[::1]:8080', 0, ['ok']],
    ['http://jalon.example', 1, ['look']],
    ['https://jalon.example', 0, ['look']],
    ['https://jalon.example', 1, ['ok']],
  ] as const)('how others come: %s through %i proxies', (publicUrl, trustProxy, expected) => {
    expect(states(checkReach({ publicUrl, trustProxy }))).toEqual(expected);
  });

  it('of a clock that differs', () => {
    expect([...checkClock(1500)]).toEqual([]);
    expect([...checkClock(-61_000)].map(({ what }) => what)).toEqual([
      "the clock of the database is 61.0 s behind this machine's",
    ]);
  });
});
