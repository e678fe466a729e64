import { existsSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { projectRoot } from '../../backend/project-root.ts';
import { startFlags } from '../servers/jalon-process.ts';
import { contextFiles, contextRules } from './context.ts';
import { execForm, pairsOf, readDockerfile, type Step } from './read-dockerfile.ts';

const stages = readDockerfile(readFileSync(join(projectRoot, 'Dockerfile'), 'utf8'));
const last = stages.at(-1)!;
const all = (keyword: string): readonly Step[] => last.steps.filter(step => step.keyword === keyword);
const only = (keyword: string): Step => {
  expect(all(keyword), keyword).toHaveLength(1);
  return all(keyword)[0]!;
};
const manifest = JSON.parse(readFileSync(join(projectRoot, 'package.json'), 'utf8')) as {
  version: string;
  license: string;
  scripts: Record<string, string>;
};

describe('the Dockerfile', () => {
  it('builds in one stage and runs in another, both on the slim image of Node.js 22', () => {
    expect(stages.map(({ name, base }) => [name, base])).toEqual([
      ['built', 'node:22-bookworm-slim'],
      ['', 'node:22-bookworm-slim'],
    ]);
  });

  it('installs what the lock file lists, and leaves the development packages behind', () => {
    const runs = stages[0]!.steps.filter(({ keyword }) => keyword === 'RUN').map(({ text }) => text);
    expect(runs[0]).toMatch(/^npm ci /);
    expect(runs.at(-1)).toMatch(/^npm prune --omit=dev /);
    expect(runs.filter(text => /npm (install|i|update)\b/.test(text))).toEqual([]);
  });

  it('names scripts that are there', () => {
    const named = stages
      .flatMap(({ steps }) => steps)
      .flatMap(({ text }) => [...text.matchAll(/npm run ([\w-]+)/g)]);
    expect(named.map(([, name]) => name)).toEqual(['build']);
    expect(manifest.scripts).toHaveProperty('build');
  });

  it('copies only what is there: of the folder, or of the stage before', () => {
    const sent = contextFiles(projectRoot);
    const isSent = (path: string) =>
      path === '.' || sent.some(file => file === path || file.startsWith(`${path}/`));
    for (const { steps } of stages)
      for (const { keyword, flags, words, line } of steps) {
        if (keyword !== 'COPY' && keyword !== 'ADD') continue;
        expect(keyword, `line ${line}`).toBe('COPY');
        for (const source of words.slice(0, -1))
          if (flags['from'] === undefined) expect(isSent(source), `line ${line}: ${source}`).toBe(true);
          else expect(flags['from']).toBe(stages[0]!.name);
      }
  });

  it('runs as a user who is not root and owns the data folder alone', () => {
    expect(only('USER').text).toMatch(/^[1-9]\d*:[1-9]\d*$/);
    expect(only('VOLUME').text).toBe('/data');
    expect(pairsOf(only('ENV').text)).toEqual({ NODE_ENV: 'production', DATA_DIR: '/data' });
    const handed = all('RUN').flatMap(({ text }) => [...text.matchAll(/chown (\S+) (\S+)/g)]);
    expect(handed.map(([, who, what]) => [who, what])).toEqual([[only('USER').text, '/data']]);
    expect(all('COPY').filter(({ flags }) => flags['chown'])).toEqual([]);
  });

  it('starts Node.js itself, without a shell, and stops it with SIGTERM', () => {
    expect(execForm(only('ENTRYPOINT').text)).toEqual([]);
    const command = execForm(only('CMD').text);
    expect(command).toEqual(['node', ...startFlags(), 'dist/backend/main.js']);
    expect(existsSync(join(projectRoot, 'backend/main.ts'))).toBe(true);
    expect(only('STOPSIGNAL').text).toBe('SIGTERM');
  });

  it('asks with Node.js whether Jalon is ready', () => {
    const { text, flags } = only('HEALTHCHECK');
    expect(flags).toHaveProperty('interval');
    expect(flags).toHaveProperty('timeout');
    expect(flags).toHaveProperty('start-period');
    const [program, file = ''] = execForm(text.replace(/^CMD\s+/, ''));
    expect(program).toBe('node');
    expect(all('COPY').some(({ words }) => words[0] === file)).toBe(true);
    expect(statSync(join(projectRoot, file)).isFile()).toBe(true);
  });

  it('says what it is: the version and licence of package.json', () => {
    const labels = pairsOf(only('LABEL').text);
    expect(labels['org.opencontainers.image.version']).toBe(manifest.version);
    expect(labels['org.opencontainers.image.licenses']).toBe(manifest.license);
    expect(labels['org.opencontainers.image.title']).toBe('Jalon');
  });

  it('holds no secret of its own', () => {
    const secret = /\b\w*(PASSWORD|TOKEN|SECRET|DATABASE_URL|REDIS_URL)\w*\b/i;
    const found = stages
      .flatMap(({ steps }) => steps)
      .filter(({ keyword, text }) => /^(ENV|ARG|RUN|LABEL)$/.test(keyword) && secret.test(text));
    expect(found).toEqual([]);
  });
});

describe('.dockerignore', () => {
  const rules = contextRules(projectRoot);

  it.each([
    '.env',
    '.env.production',
    'backend/.env',
    'frontend/.env.local',
    '.git/config',
    '.npmrc',
    'data/db/PG_VERSION',
    'files/stations.csv',
    'id_rsa',
    'node_modules/koa/package.json',
    'dist/backend/main.js',
    'test/config.test.ts',
    'docs/settings.md',
    'backend/debug.log',
    'docker-compose.yml',
  ])('keeps %s out', path => {
    expect(rules.ignores(path)).toBe(true);
  });

  it.each(['package.json', 'package-lock.json', 'backend/main.ts', 'scripts/is-ready.mjs'])(
    'lets %s in',
    path => {
      expect(rules.ignores(path)).toBe(false);
    },
  );

  it('takes back whole top folders only, which is what contextFiles counts on', () => {
    const text = readFileSync(join(projectRoot, '.dockerignore'), 'utf8');
    expect(text.split('\n').filter(line => /^!.*[/*]/.test(line))).toEqual([]);
  });
});
