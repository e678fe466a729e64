import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Feature } from '../../../backend/core/feature.ts';
import { matchFeatures } from '../../../backend/core/match/match-features.ts';
import { ALIKE, place } from './places.ts';

const none = () => {};

const anyTags = fc.record(
  {
    name: fc.constantFrom(...ALIKE),
    ref: fc.constantFrom('1', '2', '3', '4', '5', '6', '7', '8'),
    phone: fc.constantFrom('+32 2 555 01 10', '02 555 01 11', '025550112'),
    'addr:street': fc.constantFrom('Rue Haute', 'Hoogstraat', 'Rue Haute 5'),
    'addr:housenumber': fc.constantFrom('1', '2'),
    alt_name: fc.constantFrom(...ALIKE),
  },
  { requiredKeys: [] },
);
/** Places crowd at some spots, so that pairs connect across the cells; some have a shape of their own. */
const anyPlace = fc.record({
  east: fc.oneof(fc.integer({ min: -1500, max: 1500 }), fc.constantFrom(0, 40, 290)),
  north: fc.oneof(fc.integer({ min: -1500, max: 1500 }), fc.constantFrom(0, 60, 310)),
  tags: anyTags,
  size: fc.option(fc.constantFrom(30, 200, 900), { freq: 6 }),
});
const anySide = fc.array(anyPlace, { maxLength: 40 });

const featuresOf = (
  side: 'official' | 'community',
  list: readonly { east: number; north: number; tags: Record<string, string>; size: number | null }[],
): readonly Feature[] =>
  list.map(({ east, north, tags, size }, n) => {
    const feature = place(side, `${side[0]}${n}`, east, north, tags);
    if (size === null || side === 'official') return feature;
    const line = [0, size].map(more => place(side, '', east + more, north).at);
    return { ...feature, shape: { type: 'LineString', coordinates: line } };
  });

describe('matching in cells, each with what lies around it', () => {
  it('says of every pair what matching all at once says', () => {
    fc.assert(
      fc.property(
        anySide,
        anySide,
        fc.integer({ min: 2, max: 9 }),
        fc.boolean(),
        fc.constantFrom(100, 300, 700),
        (a, b, cells, oneToMany, radius) => {
          const [ours, theirs] = [featuresOf('official', a), featuresOf('community', b)];
          const options = {
            radius,
            oneToMany,
            refusals: true,
            labels: [
              { official: 'o1', community: 'c2', same: true },
              { official: 'o3', community: 'c3', same: false },
            ],
          };
          const whole = matchFeatures(ours, theirs, options);
          expect(matchFeatures(ours, theirs, options, none, cells)).toEqual(whole);
        },
      ),
      { numRuns: 150 },
    );
  });

  it('does so where a spot is so crowded that not all can be candidates', () => {
    const crowd = (side: 'official' | 'community') =>
      Array.from({ length: 150 }, (_, n) =>
        place(side, `${n}`, n % 3, (n % 7) * 90, n % 5 === 0 ? {} : { name: `Zaal ${n}` }),
      );
    const whole = matchFeatures(crowd('official'), crowd('community'));
    expect(whole.matches.length).toBeGreaterThan(100);
    for (const cells of [2, 5, 150])
      expect(matchFeatures(crowd('official'), crowd('community'), {}, none, cells)).toEqual(whole);
  });
});
