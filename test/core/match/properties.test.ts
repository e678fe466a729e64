import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Feature, Side } from '../../../backend/core/feature.ts';
import type { MatchResult } from '../../../backend/core/match/match.ts';
import { matchFeatures } from '../../../backend/core/match/match-features.ts';
import { ALIKE, place } from './places.ts';

const anyPlace = fc.record({
  east: fc.integer({ min: -900, max: 900 }),
  north: fc.integer({ min: -900, max: 900 }),
  name: fc.option(fc.constantFrom(...ALIKE), { nil: undefined }),
  ref: fc.option(fc.constantFrom('1', '2', '3', '4', '5', '6', '3;1', '1;3;6'), { freq: 3, nil: undefined }),
  phone: fc.option(fc.constantFrom('02 123 45 67', '+32 2 123 45 68'), { freq: 6, nil: undefined }),
  half: fc.option(fc.integer({ min: 1, max: 400 }), { freq: 5, nil: undefined }),
});
type AnyPlace = typeof anyPlace extends fc.Arbitrary<infer T> ? T : never;
const anySide = fc.array(anyPlace, { maxLength: 25 });

/** Some with a shape: a square around their point. */
const features = (side: Side, list: readonly AnyPlace[]): Feature[] =>
  list.map(({ east, north, name, ref, phone, half }, n) => {
    const tags = Object.fromEntries(
      Object.entries({ name, ref, phone }).filter(([, value]) => value !== undefined),
    );
    const feature = place(side, `${side[0]}${n}`, east, north, tags as Record<string, string>);
    if (half === undefined) return feature;
    const corners = [
      [-1, -1],
      [1, -1],
      [1, 1],
      [-1, 1],
      [-1, -1],
    ] as const;
    const ring = corners.map(([x, y]) => place(side, '', east + half * x, north + half * y).at);
    return { ...feature, shape: { type: 'Polygon', coordinates: [ring] } };
  });
const shuffled = <T>(list: readonly T[], seed: number): T[] =>
  list
    .map((item, n) => ({ item, key: ((n + 1) * 2_654_435_761 * (seed | 1)) % 1_000_003 }))
    .sort((x, y) => x.key - y.key)
    .map(({ item }) => item);
const pairs = ({ matches }: MatchResult): string[] => matches.map(m => `${m.official}=${m.community}`).sort();

/** Every number in it, however deep. */
function* numbersIn(value: unknown): Generator<number> {
  if (typeof value === 'number') yield value;
  else if (typeof value === 'object' && value !== null)
    for (const inner of Object.values(value)) yield* numbersIn(inner);
}

describe('whatever the two sides are', () => {
  it('every number that is said is one', () => {
    fc.assert(
      fc.property(
        anySide,
        anySide,
        fc.boolean(),
        fc.integer({ min: 1, max: 4 }),
        (a, b, oneToMany, times) => {
          const theirs = Array.from({ length: times }, () => b).flat();
          const result = matchFeatures(features('official', a), features('community', theirs), {
            oneToMany,
            refusals: true,
          });
          for (const number of numbersIn(result)) expect(number).not.toBeNaN();
        },
      ),
      { numRuns: 60 },
    );
  });

  it('the order of the input does not matter, nor how often it is asked', () => {
    fc.assert(
      fc.property(anySide, anySide, fc.integer(), fc.boolean(), (a, b, seed, oneToMany) => {
        const [ours, theirs] = [features('official', a), features('community', b)];
        const result = matchFeatures(ours, theirs, { oneToMany, refusals: true });
        expect(
          matchFeatures(shuffled(ours, seed), shuffled(theirs, seed + 1), { oneToMany, refusals: true }),
        ).toEqual(result);
        expect(matchFeatures(ours, theirs, { oneToMany, refusals: true })).toEqual(result);
      }),
      { numRuns: 50 },
    );
  });

  it('tags in another order, and ones that nobody compares, change nothing', () => {
    fc.assert(
      fc.property(anySide, anySide, (a, b) => {
        const [ours, theirs] = [features('official', a), features('community', b)];
        const turned = ours.map(one => ({
          ...one,
          tags: Object.fromEntries([...Object.entries(one.tags).reverse(), ['fixme', 'look']]),
        }));
        expect(matchFeatures(turned, theirs)).toEqual(matchFeatures(ours, theirs));
      }),
      { numRuns: 40 },
    );
  });

  it('the input is not changed', () => {
    const freeze = <T>(value: T): T => {
      if (typeof value === 'object' && value !== null)
        for (const inner of Object.values(value)) freeze(inner);
      return Object.freeze(value);
    };
    fc.assert(
      fc.property(anySide, anySide, (a, b) => {
        const [ours, theirs] = [freeze(features('official', a)), freeze(features('community', b))];
        matchFeatures(ours, theirs);
      }),
      { numRuns: 20 },
    );
  });

  it('each feature is told once; with 1:n each community feature once, and no official one both ways', () => {
    fc.assert(
      fc.property(anySide, anySide, fc.boolean(), (a, b, oneToMany) => {
        const result = matchFeatures(features('official', a), features('community', b), {
          oneToMany,
          refusals: true,
        });
        const theirs = [...result.matches.map(m => m.community), ...result.unmatchedCommunity];
        expect([...new Set(theirs)]).toHaveLength(b.length);
        expect(theirs).toHaveLength(b.length);
        const matched = result.matches.map(m => m.official);
        const ours = new Set([...matched, ...result.unmatchedOfficial]);
        expect(ours.size).toBe(a.length);
        expect(result.unmatchedOfficial.filter(id => matched.includes(id))).toEqual([]);
        if (!oneToMany) expect(matched.length + result.unmatchedOfficial.length).toBe(a.length);
      }),
      { numRuns: 60 },
    );
  });

  it('everything carried elsewhere along its parallel, across the antimeridian too, finds the same candidates', () => {
    fc.assert(
      fc.property(anySide, anySide, fc.integer({ min: -359, max: 359 }), (a, b, east) => {
        const carried = (list: readonly Feature[]): Feature[] =>
          list.map(({ shape: _, ...one }) => ({
            ...one,
            at: [((one.at[0] + east + 900) % 360) - 180, one.at[1]],
          }));
        const [ours, theirs] = [features('official', a), features('community', b)];
        const bare = (list: readonly Feature[]): Feature[] => list.map(({ shape: _, ...one }) => one);
        const [here, there] = [
          matchFeatures(bare(ours), bare(theirs)),
          matchFeatures(carried(ours), carried(theirs)),
        ];
        expect(there.candidatePairs).toBe(here.candidatePairs);
        expect(there.matches.length).toBe(here.matches.length);
      }),
      { numRuns: 40 },
    );
  });

  it('a feature far from all others, without name or identifier, gets no candidate and takes nobody’s', () => {
    fc.assert(
      fc.property(anySide, anySide, (a, b) => {
        const [ours, theirs] = [features('official', a), features('community', b)];
        const far = { side: 'community' as const, id: 'far', at: [-120, -40] as const, tags: {} };
        const [before, after] = [matchFeatures(ours, theirs), matchFeatures(ours, [...theirs, far])];
        expect(after.candidatePairs).toBe(before.candidatePairs);
        expect(after.unmatchedCommunity).toContain('far');
        const distances = ({ matches }: MatchResult) =>
          new Map(matches.map(m => [`${m.official}=${m.community}`, m.distance]));
        for (const pair of pairs(before).filter(one => pairs(after).includes(one)))
          expect(distances(after).get(pair)).toBe(distances(before).get(pair));
      }),
      { numRuns: 40 },
    );
  });
});
