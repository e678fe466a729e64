import { describe, expect, it } from 'vitest';
import type { Feature, LonLat, Shape, Side, Tags } from '../../../backend/core/feature.ts';
import type { MatchResult } from '../../../backend/core/match/match.ts';
import { matchFeatures } from '../../../backend/core/match/match-features.ts';
import { community, official } from './places.ts';

const at = (side: Side, id: string, position: LonLat, tags: Tags = {}, shape?: Shape): Feature => ({
  ...{ side, id, at: position, tags },
  ...(shape && { shape }),
});
const pairsOf = ({ matches }: MatchResult): string[] => matches.map(m => `${m.official}=${m.community}`);
/** Every feature once, in a pair or alone. */
const expectAllTold = (result: MatchResult, ours: readonly Feature[], theirs: readonly Feature[]): void => {
  const ids = (features: readonly Feature[]) => features.map(({ id }) => id).sort();
  expect([...result.matches.map(m => m.official), ...result.unmatchedOfficial].sort()).toEqual(ids(ours));
  expect([...result.matches.map(m => m.community), ...result.unmatchedCommunity].sort()).toEqual(ids(theirs));
};
const TOWNS = ['Brugge', 'Gent', 'Namur', 'Liège', 'Mons', 'Aalst', 'Dinant', 'Ieper', 'Huy', 'Jette'];

describe('positions that are none', () => {
  const positions = [Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, 1e300, 4_000_000];

  it('leave their features alone, and the others matched', () => {
    const ours = TOWNS.map((name, n) => official(`A${n}`, 2000 * n, 0, { name }));
    const theirs = TOWNS.map((name, n) => community(`w${n}`, 2000 * n, 30, { name }));
    const odd = positions.flatMap((value, n) => [
      at('official', `x${n}`, [value, 50], { name: 'Odd', ref: `R${n}` }),
      at('official', `y${n}`, [4, value], { name: 'Odd' }),
    ]);
    const others = positions.flatMap((value, n) => [
      at('community', `z${n}`, [value, value], { name: 'Strange' }),
      at('community', `r${n}`, [4.35, 50], { name: 'Odd', ref: `R${n}` }),
    ]);
    const result = matchFeatures([...ours, ...odd], [...theirs, ...others]);
    expectAllTold(result, [...ours, ...odd], [...theirs, ...others]);
    for (const parts of [2, 3, 7])
      expect(matchFeatures([...ours, ...odd], [...theirs, ...others], {}, () => {}, parts)).toEqual(result);
    expect(pairsOf(result)).toEqual(expect.arrayContaining(TOWNS.map((_, n) => `A${n}=w${n}`)));
    for (const { probability, distance } of result.matches) {
      expect(probability).toBeGreaterThanOrEqual(0);
      expect(distance).toBeLessThanOrEqual(500);
    }
  });
});

describe('places at the ends of the map', () => {
  /** metres east and north of a position */
  const beside = ([lon, lat]: LonLat, east: number, north: number): LonLat => {
    const x = lon + east / 111_195 / Math.cos((lat * Math.PI) / 180);
    return [((x + 540) % 360) - 180, lat + north / 111_195];
  };

  it('match across the antimeridian, 100 m apart, as anywhere else', () => {
    const ours = TOWNS.map((name, n) => at('official', `A${n}`, [179.99955, -17 + n / 10], { name }));
    const theirs = TOWNS.map((name, n) => at('community', `w${n}`, beside(ours[n]!.at, 100, 0), { name }));
    expect(theirs[0]!.at[0]).toBeLessThan(-179);
    const result = matchFeatures(ours, theirs);
    expect(pairsOf(result)).toEqual(TOWNS.map((_, n) => `A${n}=w${n}`));
    for (const { distance } of result.matches) expect(distance).toBeCloseTo(100, 0);
    const inland = (feature: Feature): Feature => ({
      ...feature,
      at: [((feature.at[0] + 200) % 360) - 180, feature.at[1]],
    });
    const elsewhere = matchFeatures(ours.map(inland), theirs.map(inland));
    expect(elsewhere.matches.map(m => m.probability)).toEqual(result.matches.map(m => m.probability));
  });

  it('match around a pole, where every longitude is near', () => {
    for (const lat of [89.9999, -89.9999, 90, -90]) {
      const result = matchFeatures(
        [at('official', 'a', [0, lat], { name: 'Amundsen' })],
        [at('community', 'b', [180, lat], { name: 'Amundsen' })],
      );
      expect(pairsOf(result)).toEqual(['a=b']);
      expect(result.matches[0]!.distance).toBeLessThan(23);
    }
  });

  it('match with a radius that is larger than the Earth', () => {
    const ours = TOWNS.map((name, n) => at('official', `A${n}`, [-170 + 34 * n, 80 - 17 * n], { name }));
    const theirs = ours.map(({ id, tags }, n) =>
      at('community', `w${id}`, [171 - 34 * n, 17 * n - 80], { ...tags }),
    );
    for (const radius of [3e7, 1e300, Number.MAX_VALUE]) {
      const result = matchFeatures(ours, theirs, { radius });
      expectAllTold(result, ours, theirs);
      expect(result.candidatePairs).toBe(100);
    }
  });
});

describe('a crowd', () => {
  const crowd = (side: Side, count: number, tags: (n: number) => Tags): Feature[] =>
    Array.from({ length: count }, (_, n) => at(side, `${side[0]}${n}`, [4.35, 50.85], tags(n)));

  it('of fifty thousand places at one spot ends, each place told once', () => {
    const [ours, theirs] = [crowd('official', 50_000, () => ({})), crowd('community', 50_000, () => ({}))];
    const result = matchFeatures(ours, theirs);
    expect(result.matches.length + result.unmatchedOfficial.length).toBe(50_000);
    expect(result.matches.length + result.unmatchedCommunity.length).toBe(50_000);
  });

  it('of one name and one identifier everywhere is told apart by nothing, and still each place once', () => {
    const tags = () => ({ name: 'Zaal', ref: '1', phone: '+32 2 123 45 67', wikidata: 'Q1' });
    const [ours, theirs] = [crowd('official', 3000, tags), crowd('community', 3000, tags)];
    const result = matchFeatures(ours, theirs);
    expectAllTold(result, ours, theirs);
    expect(result.conflicts).toEqual([]);
  });

  it('of features that share their ids stays as many features', () => {
    const ours = TOWNS.map((name, n) => official('same', 2000 * n, 0, { name }));
    const theirs = TOWNS.map((name, n) => community('same', 2000 * n, 20, { name }));
    const result = matchFeatures(ours, theirs);
    expect(result.matches.length + result.unmatchedOfficial.length).toBe(10);
    expect(result.matches).toHaveLength(10);
    expect(matchFeatures(ours.toReversed(), [...theirs.slice(3), ...theirs.slice(0, 3)])).toEqual(result);
  });
});

describe('sides that are nearly nothing', () => {
  it('empty ones', () => {
    const one = [official('a', 0, 0, { name: 'Gent' })];
    expect(matchFeatures([], [])).toMatchObject({ matches: [], unmatchedOfficial: [], candidatePairs: 0 });
    expect(matchFeatures(one, [])).toMatchObject({ matches: [], unmatchedOfficial: ['a'], refused: [] });
    expect(matchFeatures([], [community('b', 0, 0)])).toMatchObject({ unmatchedCommunity: ['b'] });
  });

  it('one feature each: the same name next door is a match, another name far off is none', () => {
    const ours = [official('a', 0, 0, { name: 'Brandweer Gent' })];
    const match = matchFeatures(ours, [community('b', 20, 0, { name: 'Brandweer Gent' })]);
    expect(match.matches).toMatchObject([{ verdict: 'match' }]);
    const none = matchFeatures(ours, [community('b', 450, 0, { name: 'Slagerij Peeters' })]);
    expect(none.matches.filter(({ verdict }) => verdict === 'match')).toEqual([]);
  });
});

describe('names as the world writes them', () => {
  /** Ten neighbours of other names on each side, so that something is learnt, and the two spellings 40 m apart. */
  const probabilityOf = (a: string, b: string): number => {
    const ours = [
      ...TOWNS.map((name, n) => official(`A${n}`, 900 * n, 0, { name })),
      official('x', 300, 90, { name: a }),
    ];
    const theirs = [
      ...TOWNS.map((name, n) => community(`w${n}`, 900 * n, 25, { name })),
      community('y', 340, 90, { name: b }),
    ];
    const result = matchFeatures(ours, theirs);
    expectAllTold(result, ours, theirs);
    return result.matches.find(m => m.official === 'x' && m.community === 'y')?.probability ?? 0;
  };
  const SAME: readonly (readonly [what: string, a: string, b: string])[] = [
    ['Hebrew with and without points', 'תַּחֲנַת מְכַבֵּי אֵשׁ', 'תחנת מכבי אש'],
    ['Arabic with and without signs', 'مَدْرَسَة ٱلنُّور', 'مدرسة النور'],
    ['Arabic with and without the stretching line', 'مـــدرسة الـنـور', 'مدرسة النور'],
    ['Hangul composed and taken apart', '서울소방서', '서울소방서'.normalize('NFD')],
    ['Latin composed and taken apart', 'Hôpital Saint-Éloi', 'Hôpital Saint-Éloi'.normalize('NFD')],
    ['Vietnamese composed and taken apart', 'Trường Đại học', 'Trường Đại học'.normalize('NFD')],
    ['a mark of direction around it', '\u202bתחנת אש\u202c', 'תחנת אש'],
    ['a mark of order before it', '\ufeffBibliothek', 'Bibliothek'],
    ['wide Latin letters', 'Ｃａｆｅ Ｔｏｋｙｏ', 'Cafe Tokyo'],
    ['an emoji of several signs', '👩‍🚒 Feuerwache Mitte', 'Feuerwache Mitte'],
  ];
  for (const [what, a, b] of SAME)
    it(`${what}: the same name`, () => {
      expect(probabilityOf(a, b)).toBeGreaterThan(0.7);
    });

  it('a name of nothing but signs, joiners or halves of characters is no name, and stops nobody', () => {
    for (const name of [
      '👩‍👩‍👧‍👦',
      '\u200d\u200d',
      '\ud800',
      '\udfff\ud800x',
      '\u0000',
      '…—!?',
      ' \t\n',
      '\u0301\u0301',
    ])
      expect(probabilityOf(name, name)).toBeGreaterThan(0);
  });

  it('a name of a hundred thousand characters of any kind ends', () => {
    for (const text of [
      'x',
      'x ',
      'é',
      'e\u0301',
      '\u0301',
      'ש',
      '字',
      '👩‍🚒',
      '\ud800',
      '1',
      '12 ',
      ';',
      'a;',
      '"',
      '\u200d',
      '\n',
    ])
      expect(
        probabilityOf(text.repeat(100_000 / text.length), text.repeat(99_000 / text.length)),
      ).toBeGreaterThan(0);
  });

  it('thousands of names in one value or under as many keys: some are read, and the place is found', () => {
    const names = Array.from({ length: 5000 }, (_, n) => `Name ${n}`);
    expect(probabilityOf(`Zwembad;${names.join(';')}`, 'Zwembad')).toBeGreaterThan(0.5);
    const keys = Object.fromEntries(names.map((name, n) => [`name:x${n}`, name]));
    const result = matchFeatures(
      [official('a', 0, 0, { ...keys, name: 'Zwembad' })],
      [community('b', 20, 0, { ...keys, name: 'Zwembad' })],
    );
    expect(pairsOf(result)).toEqual(['a=b']);
  });
});

describe('words that JavaScript has a meaning for', () => {
  const WORDS = ['__proto__', 'constructor', 'toString', 'hasOwnProperty', 'prototype', 'valueOf'];

  it('are keys, values, names and identifiers like others', () => {
    // Only JSON.parse and fromEntries make an own property of `__proto__`.
    const tagsOf = (word: string, n: number): Tags =>
      Object.fromEntries([
        ...WORDS.map(key => [key, word]),
        ['name', word],
        ['ref', word],
        ['addr:street', word],
        ['n', `${n}`],
      ]);
    const ours = WORDS.map((word, n) => official(word, 3000 * n, 0, tagsOf(word, n)));
    const theirs = WORDS.map((word, n) => community(word, 3000 * n, 30, tagsOf(word, n)));
    const result = matchFeatures(ours, theirs, { identifiers: WORDS });
    expect(pairsOf(result).sort()).toEqual(WORDS.map(word => `${word}=${word}`).sort());
    expect(({} as Record<string, unknown>)['ref']).toBeUndefined();
  });
});

describe('shapes', () => {
  const ring = (points: readonly (readonly [east: number, north: number])[]): LonLat[] =>
    points.map(([east, north]) => community('', east, north).at);
  const square = (half: number): LonLat[] =>
    ring([
      [-half, -half],
      [half, -half],
      [half, half],
      [-half, half],
      [-half, -half],
    ]);
  const apart = (shape: Shape, point = official('a', 0, 0, { name: 'Park' })): number | undefined =>
    matchFeatures([point], [{ ...community('b', 0, 0, { name: 'Park' }), shape }]).matches[0]?.distance;

  it('a hole is outside: its edge is as far as it is', () => {
    expect(apart({ type: 'Polygon', coordinates: [square(300), square(100)] })).toBeCloseTo(100, 0);
    expect(apart({ type: 'Polygon', coordinates: [square(300)] })).toBe(0);
    expect(apart({ type: 'MultiPolygon', coordinates: [[square(300), square(100)], [square(50)]] })).toBe(0);
  });

  it('rings that touch or cross themselves, and rings of one point, have a distance', () => {
    const bow = ring([
      [-200, -200],
      [200, 200],
      [200, -200],
      [-200, 200],
      [-200, -200],
    ]);
    expect(apart({ type: 'Polygon', coordinates: [bow] })).toBeLessThan(0.05);
    const dot = ring([
      [60, 80],
      [60, 80],
      [60, 80],
      [60, 80],
    ]);
    expect(apart({ type: 'Polygon', coordinates: [dot] })).toBeCloseTo(100, 0);
    expect(
      apart({
        type: 'LineString',
        coordinates: ring([
          [60, 80],
          [60, 80],
        ]),
      }),
    ).toBeCloseTo(100, 0);
  });

  it('shapes without a point are as their features’ points', () => {
    for (const type of ['Polygon', 'MultiPolygon', 'LineString', 'MultiLineString'] as const)
      expect(apart({ type, coordinates: [] })).toBe(0);
    expect(apart({ type: 'Polygon', coordinates: [[]] })).toBe(0);
  });

  it('an outline of a hundred thousand points beside fifty places ends, and they are inside', () => {
    const circle = Array.from({ length: 100_001 }, (_, n): [number, number] => {
      const angle = (n / 100_000) * 2 * Math.PI;
      return [800 * Math.cos(angle), 800 * Math.sin(angle)];
    });
    const lake = {
      ...community('lake', 0, 0, { name: 'Lake' }),
      shape: { type: 'Polygon' as const, coordinates: [ring(circle)] },
    };
    const ours = Array.from({ length: 50 }, (_, n) =>
      official(`a${n}`, 10 * n, 0, { name: n === 7 ? 'Lake' : `P${n}` }),
    );
    const result = matchFeatures(ours, [lake]);
    expect(result.matches).toMatchObject([{ official: 'a7', distance: 0 }]);
  });

  it('areas that RFC 7946 cuts at the antimeridian hold places on either side of it', () => {
    const box = (west: number, east: number): LonLat[] => [
      [west, -17.1],
      [east, -17.1],
      [east, -16.9],
      [west, -16.9],
      [west, -17.1],
    ];
    const shape: Shape = { type: 'MultiPolygon', coordinates: [[box(179.9, 180)], [box(-180, -179.9)]] };
    for (const lon of [179.95, -179.95, 180, -180]) {
      const result = matchFeatures(
        [at('official', 'a', [lon, -17], { name: 'Taveuni' })],
        [at('community', 'b', [180, -17], { name: 'Taveuni' }, shape)],
      );
      expect(result.matches).toMatchObject([{ official: 'a', community: 'b' }]);
      expect(result.matches[0]!.distance).toBeCloseTo(0, 3);
    }
  });
});
