import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { projectRoot } from '../../../backend/project-root.ts';
import { built } from '../../servers/built.ts';

const folder = mkdtempSync(join(tmpdir(), 'jalon-hostile-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

type Line = Readonly<{
  official: string | null;
  community: string | null;
  verdict: string;
  distance: number | null;
}>;
type Ended = Readonly<{ code: number | null; told: string; lines: readonly Line[] }>;
let runs = 0;

/** `jalon match` on two files of this content. */
const match = async (
  official: string | Buffer,
  community: string | Buffer,
  ...words: string[]
): Promise<Ended> => {
  const file = (name: string, content: string | Buffer): string => {
    const path = join(folder, `${runs}-${name}`);
    writeFileSync(path, content);
    return path;
  };
  runs++;
  const out = join(folder, `${runs}-out.jsonl`);
  const files = [
    '--official',
    file('official', official),
    '--community',
    file('community', community),
    '--out',
    out,
  ];
  const { npm_lifecycle_event: _, INIT_CWD: __, ...env } = process.env;
  const child = spawn(process.execPath, [built('backend/cli.js'), 'match', ...files, ...words], {
    cwd: projectRoot,
    env,
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  let told = '';
  child.stderr.on('data', piece => {
    told += piece;
  });
  const code = await new Promise<number | null>(resolve => child.on('close', resolve));
  if (code !== 0) return { code, told, lines: [] };
  const lines = readFileSync(out, 'utf8').split('\n').filter(Boolean);
  return { code, told, lines: lines.map(line => JSON.parse(line)) };
};

const point = (properties: string, coordinates: string): string =>
  `{"type":"Feature","properties":${properties},"geometry":{"type":"Point","coordinates":${coordinates}}}`;
const collection = (...features: string[]): string =>
  `{"type":"FeatureCollection","features":[${features.join(',\n')}]}`;
const pairsOf = (lines: readonly Line[]): string[] =>
  lines
    .filter(({ verdict }) => verdict === 'match')
    .map(({ official, community }) => `${official}=${community}`);

describe('jalon match', () => {
  it('rejects rows by name whose coordinates are no place, and compares the others', async () => {
    const rows = [
      'A;Noord;4.35;50.85',
      'B;Nan;NaN;50.85',
      'C;Infinite;Infinity;50.85',
      'D;Huge;1e300;50.85',
      'E;Beyond;4.35;95',
      'F;Empty;;',
      'G;Words;east;north',
    ];
    const { code, told, lines } = await match(
      `id;name;lon;lat\n${rows.join('\n')}\n`,
      collection(
        point('{"@id":"node/1","name":"Noord"}', '[4.3501,50.85]'),
        point('{"@id":"node/2"}', '[null,"x"]'),
      ),
      '--official-id',
      'id',
    );
    expect(code).toBe(0);
    expect(pairsOf(lines)).toEqual(['A=node/1']);
    expect(lines.map(({ official }) => official)).toEqual(['A']);
    expect(told).toMatch(/6 rows rejected/u);
    expect(told).toMatch(/out of range/u);
    expect(told).toMatch(/bad coordinates/u);
    expect(told).toMatch(/no coordinates/u);
  });

  it('finds pairs across the antimeridian', async () => {
    const { code, lines } = await match(
      collection(
        point('{"id":"A","name":"Taveuni"}', '[179.9996,-16.8]'),
        point('{"id":"B","name":"Vuna"}', '[-179.9,-16.9]'),
      ),
      collection(
        point('{"@id":"node/1","name":"Taveuni"}', '[-179.9996,-16.8]'),
        point('{"@id":"node/2","name":"Vuna"}', '[-179.9001,-16.9]'),
      ),
      '--official-id',
      'id',
    );
    expect(code).toBe(0);
    expect(pairsOf(lines).sort()).toEqual(['A=node/1', 'B=node/2']);
    for (const { distance } of lines) expect(distance).toBeLessThan(100);
  });

  it('keeps names of any length, direction and script, halves of characters, and words that JavaScript means something by', async () => {
    const names = [
      'x'.repeat(100_000),
      'תַּחֲנַת אֵשׁ',
      'مـــدرسة',
      '\\ud800',
      '👩‍🚒',
      '__proto__',
      'constructor',
      '\\u0000a',
    ];
    const row = (n: number, id: string, shift: number): string =>
      point(
        `{"${id.startsWith('n') ? '@id' : 'id'}":"${id}","name":"${names[n]}","__proto__":"own","constructor":"${n}","toString":"1"}`,
        `[${4 + n / 10 + shift},50]`,
      );
    const { code, told, lines } = await match(
      collection(...names.map((_, n) => row(n, `A${n}`, 0))),
      collection(...names.map((_, n) => row(n, `node/${n}`, 0.0003))),
      '--official-id',
      'id',
    );
    expect({ code, told: code === 0 ? '' : told }).toEqual({ code: 0, told: '' });
    expect(pairsOf(lines).sort()).toEqual(names.map((_, n) => `A${n}=node/${n}`).sort());
  });

  it('says that a side is empty, and that ids are there twice', async () => {
    const one = collection(point('{"@id":"node/1","name":"Noord"}', '[4.3501,50.85]'));
    const twice = collection(
      ...['Noord', 'Zuid'].map((name, n) => point(`{"id":"A","name":"${name}"}`, `[${4.35 + n},50.85]`)),
    );
    const empty = await match(collection(), one);
    expect(empty.code).toBe(0);
    expect(empty.told).toMatch(/official +0 rows read/u);
    const double = await match(twice, one, '--official-id', 'id');
    expect(double.code).toBe(0);
    expect(double.told).toMatch(/duplicate id/u);
    expect(pairsOf(double.lines)).toEqual(['A=node/1']);
  });

  it('refuses with words, never with a stack', async () => {
    const fine = collection(point('{"id":"A"}', '[4,50]'));
    const FILES: readonly (string | Buffer)[] = [
      '',
      '\u0000',
      '[[[[',
      Buffer.from([0x1f, 0x8b, 8, 0, 1, 2, 3]),
      Buffer.from([0, 0, 0, 13, 10, 9, 79, 83, 77, 72, 101, 97, 100, 101, 114, 24, 255, 255, 255, 255, 15]),
      '['.repeat(200_000),
    ];
    for (const bad of FILES)
      for (const [official, community] of [
        [bad, fine],
        [fine, bad],
      ] as const) {
        const { code, told } = await match(official, community);
        expect(code).toBe(2);
        expect(told).not.toMatch(/\n {4}at /u);
        expect(told.trim()).not.toBe('');
      }
    for (const radius of ['NaN', '1e9'])
      expect(await match(fine, fine, '--radius', radius)).toMatchObject({ code: 2 });
  });
});
