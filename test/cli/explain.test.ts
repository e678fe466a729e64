import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import type { Explanation } from '../../backend/cli/explain/explanation.ts';
import { TOWNS } from '../core/match/places.ts';
import { callJalon } from './call-jalon.ts';

const folder = mkdtempSync(join(tmpdir(), 'jalon-explain-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const written = (name: string, rows: readonly string[]): string => {
  const file = join(folder, name);
  writeFileSync(file, rows.join('\n'));
  return file;
};
/** Ten stations in a row, a kilometre apart; a double of the first, one that is nowhere, one that only one side has. */
const official = written('official.csv', [
  'code,name,phone,lon,lat',
  ...TOWNS.map((town, n) => `FS-${n},Kazerne ${town},02 123 45 6${n},${4.3 + n / 70},50.85`),
  'FS-X,Post Aalst,,4.3002,50.8502',
  'FS-Z,Nergens,,,',
]);
const community = written('community.csv', [
  'id,name,phone,lon,lat',
  ...TOWNS.map((town, n) => `node/${n},Kazerne ${town},+32 2 123 45 6${n},${4.3005 + n / 70},50.8501`),
  'node/90,Garage Luc,,4.31,50.853',
]);

const explain = (...args: string[]) =>
  callJalon({ dataDir: folder, databaseUrl: null, redisUrl: null } as never, [
    'explain',
    '--official',
    official,
    '--community',
    community,
    '--official-id',
    'code',
    ...args,
  ]);

/** The weights of the lines between the pair and its sum, and the sum. */
const weightsOf = (text: string): Readonly<{ parts: readonly number[]; sum: number }> => {
  const lines = text.split('\n').flatMap(line => {
    const [, words, bits] = /^ {4}(\S.*?) {2,}([+−]\d+\.\d)$/u.exec(line) ?? [];
    return words && bits ? [[words, Number(bits.replace('−', '-'))] as const] : [];
  });
  const sum = lines.find(([words]) => words.startsWith('sum'))?.[1] ?? Number.NaN;
  return { parts: lines.filter(([words]) => !words.startsWith('sum')).map(([, bits]) => bits), sum };
};

describe('jalon explain', () => {
  it('says the evidence of a pair in words, with weights that add up to its probability', async () => {
    const { code, out } = await explain('--id', 'node/3');
    expect(code).toBe(0);
    expect(out).toMatch(
      /^community node\/3 "Kazerne Dinant" at .*: match\n {2}pair: official FS-3 "Kazerne Dinant"/u,
    );
    expect(out).toMatch(/same phone "02 123 45 63" and "\+32 2 123 45 63" +\+\d/u);
    expect(out).toMatch(/same name "Kazerne Dinant" +\+\d/u);
    expect(out).toMatch(/\d+ m apart +[+−]\d/u);
    expect(out).toContain('what is known before any evidence');
    const { parts, sum } = weightsOf(out);
    expect(parts.length).toBeGreaterThanOrEqual(4);
    expect(Math.abs(parts.reduce((a, b) => a + b, 0) - sum)).toBeLessThan(0.05 * (parts.length + 1));
    expect(out).toContain('probability over 0.9999; match');
  });

  it('says who took the best candidate of a place that has none', async () => {
    const { out } = await explain('--id', 'FS-X');
    expect(out).toMatch(/^official FS-X "Post Aalst" .*: none\n {2}best candidate: community node\/0/u);
    expect(out).toMatch(/refused, .*FS-0 "Kazerne Aalst"/u);
    expect(out).toContain('rivals for the same places');
    expect(out).toContain('says: missing');
  });

  it('says which other places a paired one was looked at for', async () => {
    const { out } = await explain('--id', 'node/0');
    expect(out).toContain('also looked at for official FS-X "Post Aalst": refused');
  });

  it('gives the same as JSON', async () => {
    const { out } = await explain('--id', 'FS-X', '--json');
    const found = JSON.parse(out) as Explanation;
    expect(found).toMatchObject({ side: 'official', id: 'FS-X', verdict: 'none' });
    const [best] = found.weighed;
    expect(best).toMatchObject({ other: 'node/0', takenBy: { id: 'FS-0' } });
    const bits = best!.evidence.reduce(
      (sum, one) => sum + one.weight,
      best!.balance.prior + best!.balance.rivals,
    );
    expect(1 / (1 + 2 ** -bits)).toBeCloseTo(best!.probability, 3);
  });

  it('says how far the nearest is where nothing is near, and which ids there are where none is like the one asked for', async () => {
    const alone = await explain('--id', 'FS-X', '--radius', '1');
    expect(alone.out).toMatch(/no candidate: .*; the nearest is node\/0 "Kazerne Aalst", \d+ m away/u);
    const unlike = await explain('--id', 'something else entirely');
    expect(unlike.told).toMatch(
      /ids of the official file begin with FS-0, FS-1, FS-2; ids of the community file begin with node\/0/u,
    );
  });

  it('names the ids near one that is not there, and the row that was rejected', async () => {
    const unknown = await explain('--id', '3');
    expect(unknown).toMatchObject({ code: 2, out: '' });
    expect(unknown.told).toContain('--id 3: neither file has such a feature; near it are node/3');
    const rejected = await explain('--id', 'FS-Z');
    expect(rejected.code).toBe(2);
    expect(rejected.told).toContain('row 12 of the official file was rejected: no coordinates');
  });

  it('goes by a challenge and its own radius, and says how it is called', async () => {
    const near = await explain('--id', 'node/3', '--challenge', 'hydrants', '--radius', '5', '--json');
    expect(near.code).toBe(2);
    expect(near.told).toContain('neither file has such a feature');
    const lacking = await explain();
    expect(lacking).toMatchObject({ code: 2, out: '' });
    expect(lacking.told).toContain('--id missing; npm run -s jalon -- explain --help');
    const help = await explain('--help');
    for (const option of ['--id', '--json', '--challenge', '--radius', '--filter', '--official-id'])
      expect(help.out).toContain(option);
  });
});
