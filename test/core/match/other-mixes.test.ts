import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { Feature, LonLat } from '../../../backend/core/feature.ts';
import { matchFeatures } from '../../../backend/core/match/match-features.ts';
import { citiesPair } from '../../../bench/match/cities.ts';
import { seeded } from '../../../bench/seeded.ts';
import { sharedData } from '../../shared-data.ts';
import { place } from './places.ts';

describe('made-up cities of which other shares are in both lists', () => {
  /** Three cities of 200 places a side, from thin to crowded: matches that are right, wrong and missed. */
  const said = (paired: number, named: number) => {
    const radius = 300;
    const sums = { right: 0, wrong: 0, missed: 0 };
    for (const nearby of [2, 15, 80]) {
      const { official, community, truth } = citiesPair({
        ...{ official: 200, community: 200, nearby, radius, paired, named, seed: 11 },
      });
      const matches = matchFeatures(official, community, { radius }).matches.filter(
        ({ verdict }) => verdict === 'match',
      );
      const right = matches.filter(one => truth.get(one.official) === one.community).length;
      sums.right += right;
      sums.wrong += matches.length - right;
      sums.missed += truth.size - right;
    }
    return sums;
  };

  it('few: what lies near under another name is another place', () => {
    const { wrong, missed } = said(0.05, 0.7);
    expect(missed).toBeLessThanOrEqual(6);
    expect(wrong).toBeLessThanOrEqual(18);
  });

  it.each([
    [0.3, 0.95, 0.92],
    [0.7, 0.95, 0.97],
    [0.98, 0.95, 0.99],
    [0.98, 0.7, 0.96],
  ])('%d of them, %d of those with their names: F1 of %d at least', (paired, named, least) => {
    const { right, wrong, missed } = said(paired, named);
    expect((2 * right) / (2 * right + wrong + missed)).toBeGreaterThanOrEqual(least);
  });
});

describe('shops in rows, nearer to each other than chance has it', () => {
  type Row = Readonly<{ apart: readonly [least: number, more: number]; streets: number; wide: number }>;
  const HOUSES: Row = { apart: [10, 40], streets: 150, wide: 15 };
  const STALLS: Row = { apart: [4, 10], streets: 400, wide: 5 };

  /** Shops along streets, of which such a share is in both lists, the others in one: matches that are right, wrong and missed. */
  const said = (paired: number, { apart, streets, wide }: Row) => {
    const random = seeded(5);
    const one = (list: readonly string[]): string => list[Math.floor(random() * list.length)]!;
    const words = Array.from({ length: 900 }, () =>
      Array.from({ length: 3 }, () => `${one([...'bdfgklmnprstvz'])}${one([...'aeiou'])}`).join(''),
    );
    const lists: Record<'official' | 'community', Feature[]> = { official: [], community: [] };
    let pairs = 0;
    for (let street = 0; street < 25; street++)
      for (let shop = 0, east = 0; shop < 60; shop++) {
        east += apart[0] + apart[1] * random();
        const tags = { name: `${one(words)} ${one(words)}` };
        const both = random() < paired;
        if (both) pairs++;
        const alone = random() < 0.5 ? 'official' : 'community';
        for (const side of both ? (['official', 'community'] as const) : ([alone] as const))
          lists[side].push(
            place(side, `${street}-${shop}`, east + 5 * random(), streets * street + wide * random(), tags),
          );
      }
    const matches = matchFeatures(lists.official, lists.community, { radius: 300 }).matches.filter(
      ({ verdict }) => verdict === 'match',
    );
    const right = matches.filter(({ official, community }) => official === community).length;
    return { right, wrong: matches.length - right, missed: pairs - right, of: lists.official.length };
  };

  it.each([
    ['houses', HOUSES, 0],
    ['houses', HOUSES, 0.03],
    ['houses', HOUSES, 0.1],
    ['stalls', STALLS, 0],
    ['stalls', STALLS, 0.03],
    ['stalls', STALLS, 0.1],
    ['stalls', STALLS, 0.5],
  ])('%s, %o, of which %d are in both lists: neighbours are not taken for renamed ones', (_, row, paired) => {
    const found = said(paired, row);
    expect(found.missed).toBeLessThanOrEqual(0.01 * found.of);
    expect(found.wrong / found.of).toBeLessThanOrEqual(0.015);
  });
});

describe.skipIf(!sharedData)('two lists of the French fire stations, their numbers hidden', () => {
  it('match one another, several stations at one spot too', () => {
    const folder = join(sharedData!, 'fire-stations-fr');
    const byHand = readFileSync(join(folder, 'official.csv'), 'utf8').trim().split('\n').slice(1);
    const numbered = byHand.flatMap((line): [string, Feature][] => {
      const [x = '', y = '', number = '', , , , name = ''] = line.split(/;(?=(?:[^"]*"[^"]*")*[^"]*$)/u);
      const at: LonLat = [Number(x), Number(y)];
      return x === '' ? [] : [[number, { side: 'community', id: `node/${number}`, at, tags: { name } }]];
    });
    const geocoded = JSON.parse(readFileSync(join(folder, 'official.geojson'), 'utf8')).features as Readonly<{
      geometry: { coordinates: LonLat } | null;
      properties: { id: number; centre: string };
    }>[];
    const known = new Set(numbered.map(([number]) => number));
    const official = geocoded.flatMap(({ geometry, properties: { id, centre } }): Feature[] =>
      geometry && known.has(String(id))
        ? [{ side: 'official', id: `${id}`, at: geometry.coordinates, tags: { name: centre } }]
        : [],
    );
    const { matches } = matchFeatures(
      official,
      numbered.map(([, one]) => one),
      { radius: 2000 },
    );
    const right = matches.filter(one => one.verdict === 'match' && one.community === `node/${one.official}`);
    expect(right.length / official.length).toBeGreaterThanOrEqual(0.999);
  });
});
