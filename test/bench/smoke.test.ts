import { spawn } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { projectRoot } from '../../backend/project-root.ts';
import { FlagFault, readFlags } from '../../bench/flags.ts';

type Ended = Readonly<{ code: number | null; lines: readonly string[]; told: string }>;

const bench = (args: readonly string[], settings: Readonly<Record<string, string>> = {}): Promise<Ended> =>
  new Promise((resolve, reject) => {
    const child = spawn(process.execPath, ['--import', 'tsx', 'bench/main.ts', ...args], {
      cwd: projectRoot,
      env: { ...process.env, ...settings },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let [out, told] = ['', ''];
    child.stdout.on('data', piece => {
      out += piece;
    });
    child.stderr.on('data', piece => {
      told += piece;
    });
    child.on('error', reject);
    child.on('close', code => resolve({ code, lines: out.trimEnd().split('\n'), told }));
  });

/** milliseconds; it starts a dozen processes and a PostgreSQL server, and builds what changed */
const PATIENCE = 300_000;

describe('npm run bench', () => {
  it('names the benchmarks that there are, and refuses flags that it does not know', async () => {
    expect(await bench(['nothing'])).toMatchObject({
      code: 2,
      told: expect.stringContaining('match, accuracy, extract'),
    });
    expect(() => readFlags(['--count', 'many'])).toThrow(FlagFault);
    expect(() => readFlags(['--fast'])).toThrow(FlagFault);
    expect(readFlags(['--count', '40', '--quick'])).toMatchObject({ count: 40, quick: true });
  });

  it('says what is missing where there is no data of others', async () => {
    for (const name of ['accuracy', 'extract']) {
      const { code, lines } = await bench([name], { JALON_SHARED_DATA: '' });
      expect(code).toBe(0);
      expect(lines.join('\n')).toContain('JALON_SHARED_DATA');
      expect(JSON.parse(lines.at(-1)!)).toMatchObject({
        benchmark: name,
        machine: expect.stringContaining('Node.js'),
      });
    }
  });

  it(
    'measures the matching on few places, finds the pairs that PostGIS finds, and draws its charts',
    async () => {
      const { code, lines, told } = await bench(['match', '--count', '40', '--quick']);
      expect({ code, told: code === 0 ? '' : told }).toEqual({ code: 0, told: '' });
      const figures = JSON.parse(lines.at(-1)!);
      expect(figures).toMatchObject({ benchmark: 'match', places: 40, same_pairs: 'true' });
      for (const figure of ['files_towns_wall_s', 'alone_one_core_wall_s', 'candidates_ratio', 'turf_wall_s'])
        expect(figures[figure]).toBeGreaterThan(0);
      const charts = lines.flatMap(line => /^Chart: (.+)$/u.exec(line)?.[1] ?? []);
      expect(charts).toHaveLength(3);
      for (const chart of charts) {
        expect(existsSync(join(projectRoot, chart))).toBe(true);
        expect(readFileSync(join(projectRoot, chart), 'utf8')).toMatch(/^<svg /u);
      }
    },
    PATIENCE,
  );
});
