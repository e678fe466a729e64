import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { projectRoot } from '../../backend/config.ts';

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'jalon-doctor-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

/** Nothing listens on port 1: no test asks a server of others. */
const NOBODY = 'http://127.0.0.1:1';
const layer = { id: 'base', name: 'Base', url: `${NOBODY}/{z}/{x}/{y}.png`, attribution: 'nobody' };

function doctor(env: Record<string, string>) {
  const { status, stdout } = spawnSync(
    process.execPath,
    ['--import', 'tsx', join(projectRoot, 'backend/cli.ts'), 'doctor'],
    {
      cwd: projectRoot,
      encoding: 'utf8',
      env: {
        ...process.env,
        DATA_DIR: join(folder, 'data'),
        OSM_API_URL: NOBODY,
        LAYERS: JSON.stringify([layer]),
        ...env,
      },
    },
  );
  return { status, lines: stdout.trimEnd().split('\n') };
}

describe('doctor', () => {
  it('finds nothing missing on a machine where Jalon was never started, and makes nothing', () => {
    const { status, lines } = doctor({ PATH: '' });
    expect(lines.join('\n')).toContain('not made yet, the first npm start makes it');
    expect(lines.filter(line => line.startsWith('missing'))).toEqual([]);
    expect(lines.at(-1)).toBe('Everything that is needed is there.');
    expect(status).toBe(0);
  });

  it('says how to get the programs that are not there', () => {
    const { lines } = doctor({ PATH: '' });
    expect(lines).toContain('optional  osmium, for cutting large extracts: apt-get install osmium-tool');
  });

  it('says what is lost without the servers of others, and does not fail for them', () => {
    const { status, lines } = doctor({});
    expect(lines.find(line => line.includes('OpenStreetMap API'))).toMatch(
      /^optional {2}OpenStreetMap API \S+: not reached \(.+\); elements are not re-read$/,
    );
    expect(status).toBe(0);
  });

  it('fails for a database and a Redis that do not answer', () => {
    const { status, lines } = doctor({
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

  it('reports settings that cannot be used', () => {
    const { status, lines } = doctor({ PORT: 'x' });
    expect(lines).toContain(
      'missing   PORT is "x": must be a whole number from 0 to 65535: see docs/settings.md',
    );
    expect(status).toBe(1);
  });
});
