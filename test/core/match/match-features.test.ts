import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Feature } from '../../../backend/core/feature.ts';
import type { MatchResult } from '../../../backend/core/match/match.ts';
import { matchFeatures } from '../../../backend/core/match/match-features.ts';
import { community, official, TOWNS } from './places.ts';

const matched = ({ matches }: MatchResult): readonly string[] =>
  matches.filter(({ verdict }) => verdict === 'match').map(m => `${m.official}=${m.community}`);

describe('matchFeatures', () => {
  it('says nothing about nothing', () => {
    expect(matchFeatures([], [])).toMatchObject({ matches: [], unmatchedOfficial: [], candidatePairs: 0 });
    expect(matchFeatures([official('a', 0, 0)], [])).toMatchObject({ unmatchedOfficial: ['a'], refused: [] });
  });

  it('matches ten stations whose names are written in other words', () => {
    const ours = TOWNS.map((town, n) =>
      official(`F${n}`, 3000 * n, 0, { name: `Poste d'incendie ${town.toUpperCase()}` }),
    );
    const theirs = TOWNS.map((town, n) =>
      community(`node/${n}`, 3000 * n + 40, 30, { name: `Brandweer ${town}` }),
    );
    expect(matched(matchFeatures(ours, theirs))).toEqual(TOWNS.map((_, n) => `F${n}=node/${n}`));
  });

  it('knows that places of one quarter share its name and are not one place', () => {
    const quarters = ['Moredun', 'Gorgie', 'Leith', 'Colinton', 'Oxgangs', 'Slateford', 'Juniper', 'Balerno'];
    const side = (
      kinds: readonly string[],
      of: typeof official | typeof community,
      id: string,
      aside: readonly number[],
    ) =>
      quarters.flatMap((quarter, q) =>
        kinds.map((kind, k) =>
          of(`${id}${q}${k}`, 4000 * q + 90 * k + aside[k]!, 0, { name: `${quarter} ${kind}` }),
        ),
      );
    const ours = side(['Library', 'Garage', 'Pharmacy', 'Clinic'], official, 'F', [0, 0, 0, 0]);
    const theirs = side(['Library', 'Garage', 'Bakery', 'Park'], community, 'node/', [45, 45, 240, 230]);
    const found = matched(matchFeatures(ours, theirs));
    expect(found).toEqual(quarters.flatMap((_, q) => [0, 1].map(k => `F${q}${k}=node/${q}${k}`)));
  });

  it('takes names with nothing in common for no evidence of one place, however alike all others are named', () => {
    for (const count of [20, 200]) {
      const stops = Array.from({ length: count }, (_, n) => n);
      const ours = stops.map(n => official(`D${n}`, 143 * n, 0, { name: `Halte ${n + 1}` }));
      const theirs = stops.map(n => community(`node/${n}`, 143 * n, 15, { name: `Halte ${n + 1}` }));
      ours.push(official('odd', 350, 55, { name: 'Police Headquarters' }));
      theirs.push(community('bakery', 350, 145, { name: 'Zebra Bakery' }));
      const { matches, refused } = matchFeatures(ours, theirs, { refusals: true });
      const weighed = [
        ...matches.filter(match => match.official === 'odd'),
        ...refused.filter(({ id }) => id === 'odd'),
      ];
      const weights = weighed.flatMap(({ evidence }) =>
        evidence.flatMap(({ kind, weight }) => (kind === 'name' ? [weight] : [])),
      );
      expect(weights.length).toBeGreaterThan(0);
      for (const weight of weights) expect(weight).toBeLessThan(-1);
    }
  });

  it('finds the many counterparts of a few, where one may have several', () => {
    const ours = [0, 1, 2].map(n => official(`S${n}`, 10 * n, 0, { name: `Gare ${TOWNS[n]}` }));
    const theirs = Array.from({ length: 90 }, (_, n) =>
      community(`node/${n}`, 10 * (n % 3) + (n % 7), n % 11, { name: `Gare ${TOWNS[n % 3]}` }),
    );
    const found = matched(matchFeatures(ours, theirs, { oneToMany: true }));
    expect(found.filter(pair => /=node\/\d+$/u.test(pair)).length).toBeGreaterThan(80);
  });

  it('asks about the first of equally doubtful pairs where they are too many, not about none', () => {
    const asked = (count: number): number => {
      const numbers = Array.from({ length: count }, (_, n) => n);
      const ours = numbers.map(n => official(`A${n}`, 5000 * n, 0));
      const theirs = numbers.flatMap(n => [
        community(`node/${n}a`, 5000 * n, 40),
        community(`node/${n}b`, 5000 * n, -40),
      ]);
      return matchFeatures(ours, theirs).matches.filter(({ verdict }) => verdict === 'possible').length;
    };
    expect(asked(20)).toBe(20);
    expect(asked(21)).toBe(20);
  });

  it('tells a double of a place that was refused its partner', () => {
    const ours = TOWNS.map((town, n) => official(`A${n}`, 7000 * n, 0, { name: town }));
    ours.push(official('B', 7000 * 9, 200, { name: `${TOWNS[9]} Noord` }));
    const theirs = TOWNS.map((town, n) => community(`node/${n}`, 7000 * n, 20, { name: town }));
    theirs.push(community('node/9b', 7000 * 9, 24, { name: TOWNS[9]! }));
    const { duplicates, matches } = matchFeatures(ours, theirs);
    expect(matches.some(match => match.official === 'B')).toBe(false);
    expect(duplicates.community).toEqual([{ keep: 'node/9', others: ['node/9b'] }]);
  });

  it('keeps an identifier near even where the bearer is one of a crowd', () => {
    const crowd = Array.from({ length: 200 }, (_, n) =>
      community(`node/${n}`, n % 20, Math.floor(n / 20), { name: `Kiosk ${n}` }),
    );
    const bearer = community('node/900', 100, 0, { name: 'Depot', ref: 'K7' });
    const { matches, conflicts } = matchFeatures(
      [official('K', 5, 5, { name: 'Depot', ref: 'K7' })],
      [...crowd, bearer],
    );
    expect(matches).toMatchObject([{ official: 'K', community: 'node/900', verdict: 'match' }]);
    expect(conflicts).toEqual([]);
  });

  it('finds the ground that a place stands on among many shapes whose middles are nearer', () => {
    const block = (
      id: string,
      [east, north]: readonly [number, number],
      wide: number,
      high: number,
    ): Feature => {
      const corner = (x: number, y: number) => community('', east + wide * x, north + high * y).at;
      const ring = [corner(-1, -1), corner(1, -1), corner(1, 1), corner(-1, 1), corner(-1, -1)];
      return { ...community(id, east, north), shape: { type: 'Polygon', coordinates: [ring] } };
    };
    const strips = Array.from({ length: 90 }, (_, n) => block(`way/${n}`, [60 + n, 0], 0.4, 290));
    const ground = block('way/900', [-190, -190], 205, 205);
    const { matches } = matchFeatures([official('H', 0, 0)], [...strips, ground]);
    expect(matches).toMatchObject([{ official: 'H', community: 'way/900', distance: 0 }]);
  });

  it('tells docks apart by what else is known of them', () => {
    const at = (n: number): readonly [number, number] => [600 * (n % 12), 600 * Math.floor(n / 12)];
    const capacity = (n: number): string => String(11 + 4 * ((n * 5) % 9));
    const ours = Array.from({ length: 80 }, (_, n) => official(`D${n}`, ...at(n), { capacity: capacity(n) }));
    // Each pair of neighbours has moved halfway towards the other: only their capacities tell which is which.
    const theirs = ours.map((_, n) => {
      const [x, y] = at(n);
      return community(`node/${n}`, x + (n % 2 === 0 ? 299 : -299), y, { capacity: capacity(n) });
    });
    const right = matched(matchFeatures(ours, theirs, { radius: 400 })).filter(pair =>
      /^D(\d+)=node\/\1$/u.test(pair),
    );
    expect(right.length).toBeGreaterThan(70);
  });

  it('doubts a pair without a name where nearly all others have theirs', () => {
    const ours = Array.from({ length: 150 }, (_, n) =>
      official(`F${n}`, 900 * n, 0, {
        name: `Dock ${String.fromCharCode(97 + (n % 26), 97 + ((n * 7) % 26), 97 + ((n * 11) % 26))}x`,
      }),
    );
    const theirs = ours.map(({ tags }, n) =>
      community(`node/${n}`, 900 * n + 12, 0, n === 75 ? {} : { name: tags['name'] ?? '' }),
    );
    const { matches } = matchFeatures(ours, theirs);
    const verdicts = new Map(matches.map(({ official: id, verdict }) => [id, verdict]));
    expect(verdicts.get('F75')).toBe('possible');
    expect([...verdicts.values()].filter(verdict => verdict === 'match')).toHaveLength(149);
  });

  it('matches things without any names by where they are', () => {
    const at = Array.from({ length: 60 }, (_, n) => [137 * ((n * 7) % 60), 91 * ((n * 13) % 60)] as const);
    const ours = at.map(([x, y], n) => official(`H${String(n).padStart(2, '0')}`, x, y));
    const theirs = at
      .slice(0, 50)
      .map(([x, y], n) => community(`node/${String(n).padStart(2, '0')}`, x + 3, y - 4));
    const result = matchFeatures(ours, theirs);
    expect(matched(result)).toEqual(theirs.map(({ id }) => `H${id.slice(5)}=${id}`));
    expect(result.unmatchedOfficial).toHaveLength(10);
  });

  it('finds no pairs in two datasets that have nothing to do with each other', () => {
    const spread = (n: number, seed: number) => [(n * seed) % 20_011, (n * seed * 31) % 19_997] as const;
    const ours = Array.from({ length: 200 }, (_, n) =>
      official(`F${n}`, ...spread(n, 7919), { name: `Zaal ${n * 3}` }),
    );
    const theirs = Array.from({ length: 200 }, (_, n) =>
      community(`node/${n}`, ...spread(n + 1, 6007), { name: `Boom ${n * 5 + 1000}` }),
    );
    expect(matched(matchFeatures(ours, theirs)).length).toBeLessThanOrEqual(2);
  });

  it('gives the nearer namesake to the nearer place and never one counterpart to two', () => {
    const ours = [official('a', 0, 0, { name: 'Central' }), official('b', 120, 0, { name: 'Central' })];
    const theirs = [community('x', 110, 0, { name: 'Central' }), community('y', 5, 0, { name: 'Central' })];
    expect(matched(matchFeatures(ours, theirs))).toEqual(['a=y', 'b=x']);
  });

  it('keeps Station 12 and Station 21 apart', () => {
    const ours = Array.from({ length: 8 }, (_, n) =>
      official(`s${n}`, 900 * n, 0, { name: `Station ${10 + n}` }),
    );
    const theirs = ours
      .filter((_, n) => n !== 2)
      .map(({ id, tags }) => community(id, 900 * Number(id.slice(1)) + 20, 0, tags));
    theirs.push(community('other', 900 * 2 + 150, 0, { name: 'Station 21' }));
    const result = matchFeatures(ours, theirs);
    expect(matched(result)).toEqual(['s0', 's1', 's3', 's4', 's5', 's6', 's7'].map(id => `${id}=${id}`));
  });

  it('follows a shared identifier far beyond the radius when the names agree', () => {
    const ours = TOWNS.map((town, n) =>
      official(`A${n}`, 5000 * n, 0, { name: town, icao: `EB${town.slice(0, 2)}` }),
    );
    const theirs = TOWNS.map((town, n) =>
      community(`w${n}`, 5000 * n, n === 4 ? 40_000 : 50, { name: town, icao: `EB${town.slice(0, 2)}` }),
    );
    const result = matchFeatures(ours, theirs);
    expect(matched(result)).toContain('A4=w4');
    expect(result.matches.find(m => m.official === 'A4')?.distance).toBeCloseTo(40_000, -2);
    expect(result.conflicts).toEqual([]);
  });

  it('calls one identifier under two names far apart a conflict, never a match', () => {
    const ours = TOWNS.map((town, n) => official(`A${n}`, 5000 * n, 0, { name: town, ref: `R${n}` }));
    const theirs = TOWNS.map((town, n) =>
      community(`w${n}`, 5000 * n, n === 4 ? 40_000 : 50, {
        name: n === 4 ? 'Zonnebeke' : town,
        ref: `R${n}`,
      }),
    );
    const result = matchFeatures(ours, theirs);
    expect(result.matches.map(m => m.official)).not.toContain('A4');
    expect(result.conflicts).toEqual([
      { official: 'A4', community: 'w4', key: 'ref', value: 'R4', distance: expect.closeTo(40_000, -2) },
    ]);
  });

  it('does not take the ids of features for evidence', () => {
    const result = matchFeatures([official('7', 0, 0)], [community('7', 5000, 0)]);
    expect(result).toMatchObject({ matches: [], conflicts: [], candidatePairs: 0 });
  });

  it('takes equal numbers in `address` for no address', () => {
    const ours = TOWNS.map((town, n) => official(`A${n}`, 200 * n, 0, { name: town, address: `${n}` }));
    const theirs = TOWNS.map((town, n) =>
      community(`w${n}`, 200 * n, 10, { name: town, address: `${n + 1}` }),
    );
    const result = matchFeatures(ours, theirs);
    expect(matched(result)).toHaveLength(TOWNS.length);
    expect(result.matches.flatMap(m => m.evidence.map(e => e.kind))).not.toContain('address');
  });

  it('explains every match, and every feature that stayed alone beside another', () => {
    const ours = TOWNS.map((town, n) =>
      official(`A${n}`, 1000 * n, 0, { name: town, phone: `+32 2 555 01 ${10 + n}` }),
    );
    const theirs = TOWNS.slice(1).map((town, n) =>
      community(`w${n}`, 1000 * (n + 1), 30, { name: town, 'contact:phone': `02/5550 1${10 + n + 1}` }),
    );
    theirs.push(community('w99', 200, 0, { name: 'Something else' }));
    const result = matchFeatures(ours, theirs, { refusals: true });
    const [first] = result.matches;
    expect(first?.evidence.map(({ kind }) => kind)).toEqual(['distance', 'name', 'phone']);
    expect(first?.evidence[1]).toMatchObject({ official: 'Brugge', community: 'Brugge', measure: 1 });
    expect(first!.evidence[2]!.weight).toBeGreaterThan(3);
    expect(result.refused.find(({ id }) => id === 'A0')).toMatchObject({
      candidate: 'w99',
      because: 'improbable',
    });
  });

  it('reports a place that one side has twice, and is still sure of the match', () => {
    const ours = TOWNS.map((town, n) => official(`A${n}`, 1000 * n, 0, { name: town }));
    const theirs = TOWNS.map((town, n) => community(`w${n}`, 1000 * n, 20, { name: town }));
    theirs.push(community('w9b', 9000, 24, { name: 'Kortrijk' }));
    const result = matchFeatures(ours, theirs);
    expect(matched(result)).toHaveLength(10);
    expect(result.duplicates.community).toEqual([{ keep: 'w9', others: ['w9b'] }]);
    expect(result.matches.at(-1)?.probability).toBeGreaterThan(0.9);
  });

  it('takes two platforms of one name for two when each has its own counterpart', () => {
    const ours = ['a', 'b'].map((id, n) => official(id, 40 * n, 0, { name: 'Kerk' }));
    const theirs = ['x', 'y'].map((id, n) => community(id, 40 * n + 3, 0, { name: 'Kerk' }));
    const result = matchFeatures(ours, theirs);
    expect(matched(result)).toEqual(['a=x', 'b=y']);
    expect(result.duplicates).toEqual({ official: [], community: [] });
  });

  it('gives several community features to one official one only where it is asked to', () => {
    const ours = TOWNS.map((town, n) => official(`A${n}`, 2000 * n, 0, { name: town }));
    const theirs = TOWNS.flatMap((town, n) => [
      community(`p${n}`, 2000 * n + 120, 0, { name: town }),
      community(`q${n}`, 2000 * n - 120, 0, { name: town }),
    ]);
    expect(matched(matchFeatures(ours, theirs, { oneToMany: true }))).toHaveLength(20);
    expect(matchFeatures(ours, theirs).matches).toHaveLength(10);
  });

  it('measures to the shape: zero inside an area, however far its middle', () => {
    const outline = [-2000, 2000, 2000, -2000, -2000];
    const area = community('way/1', 0, 0, { name: 'Airfield' });
    const shape: Feature['shape'] = {
      type: 'Polygon',
      coordinates: [outline.map((x, n) => community('', x, [-900, -900, 900, 900, -900][n]!).at)],
    };
    const result = matchFeatures([official('a', 1900, 800, { name: 'Airfield' })], [{ ...area, shape }]);
    expect(result.matches).toMatchObject([
      { official: 'a', community: 'way/1', verdict: 'match', distance: 0 },
    ]);
  });

  it('gives a class its own radius', () => {
    const classes = {
      classes: [{ id: 'large', when: ['size=large'], radius: 3000 }],
      pairs: [],
    };
    const ours = TOWNS.map((town, n) =>
      official(`A${n}`, 9000 * n, 0, { name: town, size: n < 9 ? 'large' : 'small' }),
    );
    const theirs = TOWNS.map((town, n) => community(`w${n}`, 9000 * n, 1000, { name: town }));
    expect(matched(matchFeatures(ours, theirs, { classes }))).toHaveLength(9);
  });

  it('tells its progress up to the end', () => {
    const shares: number[] = [];
    matchFeatures([official('a', 0, 0)], [community('b', 1, 1)], {}, share => shares.push(share));
    expect(shares.at(-1)).toBe(1);
    expect(shares).toEqual(shares.toSorted((a, b) => a - b));
  });
});

const anyPlace = fc.record({
  east: fc.integer({ min: -900, max: 900 }),
  north: fc.integer({ min: -900, max: 900 }),
  name: fc.option(
    fc.constantFrom('Nord', 'Sud', 'Caserne Nord', 'Gare du Midi', 'Zuidstation', 'Station 7', 'Station 8'),
  ),
  ref: fc.option(fc.constantFrom('1', '2', '3', '4', '5', '6'), { freq: 3 }),
});
const anySide = fc.array(anyPlace, { maxLength: 25 });

describe('whatever the input, the result', () => {
  const features = (
    side: typeof official,
    list: readonly { east: number; north: number; name: string | null; ref: string | null }[],
  ) =>
    list.map(({ east, north, name, ref }, n) =>
      side(`${n}`, east, north, { ...(name === null ? {} : { name }), ...(ref === null ? {} : { ref }) }),
    );

  it('does not depend on the order of the features', () => {
    fc.assert(
      fc.property(anySide, anySide, fc.integer(), (a, b, seed) => {
        const [ours, theirs] = [features(official, a), features(community, b)];
        const shuffled = <T>(list: readonly T[]): T[] =>
          list
            .map((item, n) => ({ item, key: ((n + 1) * 2_654_435_761 * (seed | 1)) % 1_000_003 }))
            .sort((x, y) => x.key - y.key)
            .map(({ item }) => item);
        expect(matchFeatures(shuffled(ours), shuffled(theirs))).toEqual(matchFeatures(ours, theirs));
      }),
      { numRuns: 60 },
    );
  });

  it('uses each feature once, and loses none', () => {
    fc.assert(
      fc.property(anySide, anySide, (a, b) => {
        const result = matchFeatures(features(official, a), features(community, b));
        const ids = [...result.matches.map(m => m.official), ...result.unmatchedOfficial];
        const others = [...result.matches.map(m => m.community), ...result.unmatchedCommunity];
        expect(new Set(ids).size).toBe(ids.length);
        expect(ids).toHaveLength(a.length);
        expect(new Set(others).size).toBe(others.length);
        expect(others).toHaveLength(b.length);
        for (const { probability } of result.matches) {
          expect(probability).toBeGreaterThanOrEqual(0.2);
          expect(probability).toBeLessThanOrEqual(1);
        }
      }),
      { numRuns: 60 },
    );
  });
});

describe('hostile input', () => {
  const crowd = (side: typeof official, prefix: string, name: (n: number) => string | undefined): Feature[] =>
    Array.from({ length: 3000 }, (_, n) => {
      const own = name(n);
      return side(`${prefix}${n}`, 0, 0, own === undefined ? {} : { name: own });
    });

  it('thousands of nameless places at one spot end, with each used at most once', () => {
    const result = matchFeatures(
      crowd(official, 'a', () => undefined),
      crowd(community, 'b', () => undefined),
    );
    expect(result.matches.length + result.unmatchedOfficial.length).toBe(3000);
    expect(result.candidatePairs).toBeLessThanOrEqual(3000 * 64);
  });
  it('thousands of named places at one spot find their namesakes', () => {
    const result = matchFeatures(
      crowd(official, 'a', n => `Zaal ${n}`),
      crowd(community, 'b', n => `Zaal ${n}`),
    );
    expect(result.matches).toHaveLength(3000);
    for (const { official: a, community: b } of result.matches) expect(a.slice(1)).toBe(b.slice(1));
  });
  it('thousands at one spot find them too under another spelling or their second name', () => {
    const result = matchFeatures(
      crowd(official, 'a', n => `SALLE DE FETES ${n}`),
      [...crowd(community, 'b', n => `Salle de Fêtes ${n}`)].map((one, n) =>
        n % 2 === 0 ? one : { ...one, tags: { name: `Zaal ${n}`, 'name:fr': one.tags['name'] ?? '' } },
      ),
    );
    expect(result.matches).toHaveLength(3000);
    for (const { official: a, community: b } of result.matches) expect(a.slice(1)).toBe(b.slice(1));
  });
  it('names of 100,000 characters, combining ones too, are compared by their beginning', () => {
    const ours = [official('a', 0, 0, { name: `Caserne ${'é'.repeat(100_000)}` })];
    const theirs = [community('b', 10, 0, { name: `caserne ${'e\u0301'.repeat(50_000)}` })];
    const [match] = matchFeatures(ours, theirs).matches;
    expect(match).toMatchObject({ verdict: 'match' });
  });
  it('right-to-left names with and without points match', () => {
    const ours = ['שָׁלוֹם', 'חֵיפָה', 'עַכּוֹ'].map((name, n) => official(`a${n}`, 100 * n, 0, { name }));
    const theirs = ['שלום', 'חיפה', 'עכו'].map((name, n) => community(`b${n}`, 100 * n + 60, 0, { name }));
    expect(matched(matchFeatures(ours, theirs))).toEqual(['a0=b0', 'a1=b1', 'a2=b2']);
  });
  it('places at a pole and across the antimeridian have their neighbours', () => {
    const at = (feature: Feature, lon: number, lat: number): Feature => ({ ...feature, at: [lon, lat] });
    const result = matchFeatures(
      [at(official('pole', 0, 0), 0, 89.9999), at(official('fiji', 0, 0), 179.9999, -17)],
      [at(community('pole', 0, 0), 180, 89.9999), at(community('fiji', 0, 0), -179.9999, -17)],
    );
    expect(matched(result)).toEqual(['fiji=fiji', 'pole=pole']);
  });
});
