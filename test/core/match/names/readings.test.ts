import { describe, expect, it } from 'vitest';
import type { Feature, Side, Tags } from '../../../../backend/core/feature.ts';
import { matchFeatures } from '../../../../backend/core/match/match-features.ts';
import { nameAt, namesFor } from '../../../../backend/core/match/names/readings.ts';
import { seeded } from '../../../../bench/seeded.ts';
import { place } from '../places.ts';

/** Stations in Latin letters, as a list abroad has them, and as the people there write them. */
const STATIONS = [
  ['Rousse', 'Русе'],
  ['Plovdiv', 'Пловдив'],
  ['Varna', 'Варна'],
  ['Sofia North', 'София Север'],
  ['Gorna Oryahovitsa', 'Горна Оряховица'],
  ['Stara Zagora', 'Стара Загора'],
  ['Shumen', 'Шумен'],
  ['Veliko Tarnovo', 'Велико Търново'],
  ['Thessaloniki', 'Θεσσαλονίκη'],
  ['Larissa', 'Λάρισα'],
  ['Kalambaka', 'Καλαμπάκα'],
  ['Tbilisi', 'თბილისი'],
  ['Yerevan', 'Երևան'],
] as const;

const random = seeded(4);
const listOf = (side: Side, nameOf: (n: number) => Tags, count: number = STATIONS.length): Feature[] =>
  Array.from({ length: count }, (_, n) =>
    place(
      side,
      `${n}`,
      3000 * (n % 4) + 400 * random(),
      3000 * Math.floor(n / 4) + 400 * random(),
      nameOf(n),
    ),
  );
const latin = (n: number): Tags => ({ name: STATIONS[n % STATIONS.length]![0] });
const own = (n: number): Tags => ({ name: STATIONS[n % STATIONS.length]![1] });

describe('names in another script', () => {
  it('are compared in Latin letters, and shown as they are written', () => {
    const official = listOf('official', latin);
    const { matches } = matchFeatures(official, listOf('community', own), { radius: 1000 });
    const alike = matches.flatMap(({ evidence }) =>
      evidence.filter(({ kind, measure }) => kind === 'name' && measure > 0.8),
    );
    expect(matches.filter(one => one.official === one.community)).toHaveLength(STATIONS.length);
    expect(alike.length).toBeGreaterThanOrEqual(8);
    expect(alike).toContainEqual(expect.objectContaining({ official: 'Varna', community: 'Варна' }));
  });

  it('tell neighbours apart, whichever side they are on', () => {
    // Two places a spot: distance cannot say which is which.
    const spots = (side: Side, names: (n: number) => Tags): Feature[] =>
      Array.from({ length: 12 }, (_, n) =>
        place(side, `${n}`, 2000 * Math.floor(n / 2) + 60 * random(), 60 * random(), names(n)),
      );
    for (const [ours, theirs] of [
      [latin, own],
      [own, latin],
    ] as const) {
      const { matches } = matchFeatures(spots('official', ours), spots('community', theirs), { radius: 500 });
      expect(matches.filter(one => one.official !== one.community)).toEqual([]);
      expect(matches.length).toBeGreaterThanOrEqual(10);
    }
  });

  it('stay as they are where both sides write them so, or have a name in Latin letters', () => {
    const read = (sides: readonly [(n: number) => Tags, (n: number) => Tags]) => namesFor(sides, [13, 13]);
    expect(read([own, own])[1]({ name: 'Варна' })).toEqual(['Варна']);
    expect(read([latin, latin])[1]({ name: 'Варна' })).toEqual(['Варна']);
    const [ours, theirs] = read([latin, own]);
    expect(ours({ name: 'Варна' })).toEqual(['Варна']);
    expect(theirs({ name: 'Варна' })).toEqual(['Варна', 'Varna']);
    expect(theirs({ name: 'Варна', 'name:en': 'Varna' })).toEqual(['Варна', 'Varna']);
    expect(theirs({ name: 'Варна', 'name:en': 'Odessus' })).toEqual(['Варна', 'Odessus']);
    expect(theirs({ name: 'Игорь' })).toEqual(['Игорь', 'Igor']);
    expect(theirs({})).toEqual([]);
  });

  it('are found again by where they are among those that are compared', () => {
    const [, read] = namesFor([latin, own], [13, 13]);
    expect(nameAt(read, { name: 'Варна', alt_name: 'Одесос' }, 1)).toBe('Одесос');
    expect(nameAt(read, { name: 'Варна', alt_name: 'Одесос' }, 2)).toBe('Варна');
    expect(nameAt(read, { name: 'Варна', alt_name: 'Одесос' }, 3)).toBe('Одесос');
  });

  it('are the same in parts', () => {
    const [official, community] = [listOf('official', latin, 60), listOf('community', own, 60)];
    const result = matchFeatures(official, community, { radius: 1000 });
    expect(matchFeatures(official, community, { radius: 1000 }, () => {}, 3)).toEqual(result);
  });
});

describe('numbers that one list has in its names and the other under a key', () => {
  /** Ten stations of six platforms, 12 m apart, where the lists have them up to 20 m off. */
  const platforms = (side: Side, tagsOf: (name: string, number: number) => Tags): Feature[] =>
    Array.from({ length: 60 }, (_, n) => {
      const [station, number] = [Math.floor(n / 6), 1 + (n % 6)];
      const [east, north] = [4000 * station + 20 * random(), 12 * number + 20 * random()];
      return place(side, `${n}`, east, north, tagsOf(STATIONS[station]![0], number));
    });
  const inName = (name: string, number: number): Tags => ({ name: `${name} platform ${number}` });
  const under = (key: string) => (name: string, number: number) => ({ name, [key]: `${number}` });

  for (const key of ['local_ref', 'ref'])
    it(`tell platforms apart: ${key}`, () => {
      for (const [ours, theirs] of [
        [inName, under(key)],
        [under(key), inName],
      ] as const) {
        const { matches } = matchFeatures(platforms('official', ours), platforms('community', theirs), {
          radius: 300,
        });
        expect(matches.filter(one => one.official !== one.community)).toEqual([]);
        expect(matches).toHaveLength(60);
        // Shown as they were compared: Varna 3, Varna platform 3.
        const shown = matches.map(({ evidence }) => evidence.find(({ kind }) => kind === 'name')!);
        for (const { official, community } of shown)
          expect(official!.replace(' platform', '')).toBe(community!.replace(' platform', ''));
      }
    });

  it('stay where they are in lists that agree about it', () => {
    const tags = under('local_ref');
    const sides = [(n: number) => tags('Varna', n), (n: number) => tags('Varna', n)] as const;
    expect(namesFor(sides, [9, 9])[1](tags('Varna', 7))).toEqual(['Varna']);
    const names = [(n: number) => inName('Varna', n), (n: number) => inName('Varna', n)] as const;
    expect(namesFor(names, [9, 9])[0](inName('Varna', 7))).toEqual(['Varna platform 7']);
    const others = [(n: number) => inName('Varna', n), (n: number) => tags('Varna', n)] as const;
    expect(namesFor(others, [9, 9])[1](tags('Varna', 7))).toEqual(['Varna 7']);
    expect(namesFor(others, [9, 9])[1]({ name: 'Varna', local_ref: 'east' })).toEqual(['Varna']);
    expect(namesFor(others, [9, 9])[1]({ name: 'Varna 2', local_ref: '7' })).toEqual(['Varna 2']);
  });
});
