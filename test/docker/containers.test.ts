import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { chmodSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { projectRoot } from '../../backend/project-root.ts';
import { connect, type Store } from '../../backend/store/connect.ts';
import { freePort } from '../servers/free-port.ts';
import { type PostgresServer, postgresPrograms, startPostgres } from '../servers/postgres.ts';
import { buildImage, type Image } from './build-image.ts';
import { type Container, startContainer } from './container.ts';
import { environmentOf, readCompose, type Service } from './read-compose.ts';
import { readDockerfile } from './read-dockerfile.ts';

// No Docker engine: the steps of the Dockerfile and the commands of docker-compose.yml run as they are written, on the
// servers that tests start. What only an engine does (networks, volumes) is in the paths and ports that are put in here.
describe('the containers of docker-compose.yml', { timeout: 300_000 }, () => {
  const text = readFileSync(join(projectRoot, 'docker-compose.yml'), 'utf8');
  const place = mkdtempSync(join(tmpdir(), 'jalon-docker-'));
  const processes: ChildProcess[] = [];
  const containers: Container[] = [];
  let image: Image;
  let postgres: PostgresServer;
  let services: Readonly<Record<string, Service>>;
  let ports: Readonly<{ PORT: string; POSTGRES_PORT: string; REDIS_PORT: string }>;
  let store: Store;

  beforeAll(async () => {
    chmodSync(place, 0o755);
    const [server, built, PORT, REDIS_PORT] = await Promise.all([
      startPostgres(),
      buildImage(readDockerfile(readFileSync(join(projectRoot, 'Dockerfile'), 'utf8')), projectRoot, place),
      freePort(),
      freePort(),
    ]);
    postgres = server;
    image = built;
    ports = { PORT: String(PORT), POSTGRES_PORT: String(server.port), REDIS_PORT: String(REDIS_PORT) };
    services = readCompose(text, { ...ports, LOG_LEVEL: 'warn' }).services;
    await makeDatabase();
    startQueue();
    store = connect(postgres.urlOf('jalon'), { max: 1 });
  }, 600_000);

  afterAll(async () => {
    for (const container of containers) container.kill();
    for (const child of processes) child.kill('SIGKILL');
    await store?.destroy();
    await postgres?.stop();
    rmSync(place, { recursive: true, force: true });
  });

  /** What the database's image does with POSTGRES_DB at its first start. */
  async function makeDatabase(): Promise<void> {
    const client = new pg.Client({ connectionString: postgres.urlOf('postgres') });
    await client.connect();
    await client.query(`create database ${services['database']!.environment!['POSTGRES_DB']}`);
    await client.end();
  }

  function startQueue(): void {
    const [program = '', ...args] = services['queue']!.command!;
    const folder = mkdtempSync(join(place, 'queue-'));
    const here = ['--bind', '127.0.0.1', '--port', ports.REDIS_PORT, '--dir', folder];
    processes.push(spawn(program, [...args, ...here], { stdio: 'ignore' }));
  }

  /** The exit code of a server's own health check. */
  function check(name: string, environment: Readonly<Record<string, string>>): number | null {
    const [how, ...words] = services[name]!.healthcheck!.test;
    const [program = '', ...args] = how === 'CMD-SHELL' ? ['/bin/sh', '-c', ...words] : words;
    // Each has its usual port in a container.
    const here = args.map(word => word.replace('redis-cli', `redis-cli -p ${ports.REDIS_PORT}`));
    const path = [postgresPrograms(), process.env['PATH']].join(':');
    const env = {
      ...environmentOf(services[name]!),
      PATH: path,
      PGPORT: ports.POSTGRES_PORT,
      ...environment,
    };
    return spawnSync(program, here, { env }).status;
  }

  /** A container of a service; a worker's own network is a port of its own here. */
  async function up(name: string, number = 1): Promise<Container> {
    const settings = environmentOf(services[name]!);
    const here: Record<string, string> = { ...settings, DATA_DIR: join(image.root, settings['DATA_DIR']!) };
    if (services[name]!.network_mode !== 'host') {
      here['PORT'] = String(await freePort());
      here['DATABASE_URL'] = settings['DATABASE_URL']!.replace('database:5432', `127.0.0.1:${postgres.port}`);
      here['REDIS_URL'] = settings['REDIS_URL']!.replace('queue:6379', `127.0.0.1:${ports.REDIS_PORT}`);
    }
    const container = startContainer(`${name}-${number}`, image, here);
    containers.push(container);
    return container;
  }

  it('have an image without development packages, tests or secrets', () => {
    const packages = join(image.root, 'jalon/node_modules');
    expect(existsSync(join(packages, 'koa'))).toBe(true);
    for (const name of ['vite', 'vitest', 'svelte', '@biomejs/biome'])
      expect(existsSync(join(packages, name)), name).toBe(false);
    expect(readdirSync(join(image.root, 'jalon')).sort()).toEqual([
      'LICENSE',
      'challenges',
      'dist',
      'node_modules',
      'package.json',
      'scripts',
    ]);
  });

  it('know whether their servers are healthy', async () => {
    await expect.poll(() => check('queue', {}), { timeout: 30_000 }).toBe(0);
    expect(check('queue', { REDISCLI_AUTH: 'wrong' })).not.toBe(0);
    expect(check('database', {})).toBe(0);
    expect(check('database', { PGPORT: '1' })).not.toBe(0);
  });

  it('become healthy all at once on an empty database, and the workers do the work', async () => {
    await Promise.all([up('api'), up('worker', 1), up('worker', 2)]);
    await Promise.all(containers.map(container => container.healthy()));

    const address = `http://127.0.0.1:${ports.PORT}`;
    const page = await fetch(`${address}/`);
    expect(page.headers.get('content-type')).toMatch(/^text\/html/);
    const { id } = await firstRunOfASample();
    const run = () =>
      store.selectFrom('runs').select(['state', 'error']).where('id', '=', id).executeTakeFirst();
    await expect.poll(run, { timeout: 120_000 }).toEqual({ state: 'done', error: null });
    // The web's own process works on nothing, so one of the others did it.
    const tasks = await store
      .selectFrom('tasks')
      .select(({ fn }) => fn.countAll<string>().as('n'))
      .executeTakeFirst();
    expect(Number(tasks?.n)).toBeGreaterThan(0);
    expect(readdirSync(join(image.root, 'data/snapshots')).length).toBeGreaterThan(0);
  });

  async function firstRunOfASample(): Promise<{ id: string }> {
    for (;;) {
      const run = await store.selectFrom('runs').select('id').executeTakeFirst();
      if (run) return run;
      await pause(100);
    }
  }

  it('have the command line in them', async () => {
    const [api] = containers;
    const help = await api!.exec(['/usr/local/bin/jalon', 'help']);
    expect(help).toMatchObject({ code: 0, said: expect.stringContaining('jalon COMMAND') });
    const { said } = await api!.exec(['/usr/local/bin/jalon', 'doctor']);
    expect(said).toMatch(new RegExp(`^ok +database at 127.0.0.1:${postgres.port}: PostgreSQL`, 'm'));
    expect(said).toMatch(new RegExp(`^ok +Redis \\S+ at 127.0.0.1:${ports.REDIS_PORT}`, 'm'));
  });

  it('write nothing but their data', async () => {
    const [api] = containers;
    const write = (folder: string) =>
      api!.exec(['node', '-e', `require('node:fs').writeFileSync(${JSON.stringify(folder)} + '/x', '')`]);
    expect((await write('/data')).code).toBe(0);
    if (process.getuid?.() === 0) expect((await write('/jalon')).said).toContain('EACCES');
  });

  it('stop cleanly when they are told, and are unhealthy then', async () => {
    const [api, worker, other] = containers;
    expect(await worker!.stop()).toBe(0);
    // The one that stays is enough.
    expect((await other!.exec(image.healthcheck)).code).toBe(0);
    expect((await worker!.exec(image.healthcheck)).code).toBe(1);
    expect(await api!.stop()).toBe(0);
    expect(await other!.stop()).toBe(0);
    for (const container of containers) expect(container.said()).not.toMatch(/did not end/);
  });
});
