import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Discrepancy, Finding } from '../../../backend/core/discrepancy/discrepancy.ts';
import type { Feature, LonLat } from '../../../backend/core/feature.ts';
import { METRES_PER_DEGREE, metres } from '../../../backend/core/geo.ts';
import { areaAround, lookHere, lookHereText } from '../../../backend/core/licence/look-here.ts';

/** Official values begin with this, so that they can be told from the map's own in any text. */
const SECRET = 'zq';
const secret = fc.stringMatching(/^[a-z0-9]{3,12}$/).map(text => SECRET + text);
const key = fc.constantFrom('name', 'ref', 'phone', 'addr:street');
const place: fc.Arbitrary<LonLat> = fc.tuple(
  fc.double({ min: -179.9, max: 179.9, noNaN: true }),
  fc.double({ min: -85, max: 85, noNaN: true }),
);
const near = (at: LonLat, dx: number, dy: number): LonLat => [at[0] + dx, at[1] + dy];

const official = (at: LonLat): fc.Arbitrary<Feature> =>
  fc.record({ id: secret, tags: fc.dictionary(key, secret) }).map(({ id, tags }) => ({
    side: 'official',
    id,
    at,
    tags,
    shape: { type: 'LineString', coordinates: [at, near(at, 0.001, 0.002)] },
  }));
const community = (at: LonLat): fc.Arbitrary<Feature> =>
  fc.record({ n: fc.nat(), name: fc.stringMatching(/^[A-P]{1,9}$/) }).map(({ n, name }) => ({
    side: 'community',
    id: `node/${n}`,
    at: near(at, 0.05, 0.05),
    tags: { amenity: 'fire_station', name },
  }));

const finding = place.chain(at =>
  fc
    .record({
      official: official(at),
      community: fc.option(community(at)),
      bearer: community(at),
      twin: official(near(at, 0.0001, 0)),
      value: secret,
      probability: fc.double({ min: 0, max: 1, noNaN: true }),
    })
    .map(({ official, community, bearer, twin, value, probability }): Finding => {
      const distance = metres(at, near(at, 0.05, 0.05));
      const bears = { ...bearer, id: 'node/77', tags: { ...bearer.tags, ref: value } };
      const discrepancies: Discrepancy[] = [
        { kind: 'possible-match', candidate: bears.id, probability, metres: distance },
        { kind: 'moved', metres: distance, tolerance: 100 },
        { kind: 'identifier-conflict', key: 'ref', value, other: bears.id, metres: distance },
        { kind: 'duplicate', side: 'official', others: [twin.id], metres: 7 },
        { kind: 'misclassified', official: `${SECRET}-class`, community: 'other' },
        { kind: 'tags-differ', differences: [{ key: 'name', official: value, community: null }] },
      ];
      return {
        official,
        community,
        others: [bears, twin],
        match: {
          probability,
          distance,
          evidence: [{ kind: 'name', weight: 2, measure: 0.9, official: value, community: 'B' }],
        },
        discrepancies,
      };
    }),
);

/** Every pair of numbers that stand beside each other anywhere in a value. */
function pairsIn(value: unknown): LonLat[] {
  if (Array.isArray(value)) {
    const own = typeof value[0] === 'number' && typeof value[1] === 'number' ? [[value[0], value[1]]] : [];
    return [...(own as unknown as LonLat[]), ...value.flatMap(pairsIn)];
  }
  return value && typeof value === 'object' ? Object.values(value).flatMap(pairsIn) : [];
}

describe('look-here facts', () => {
  it('hold no official value, no distance and no coordinate near the official ones', () => {
    fc.assert(
      fc.property(finding, fc.string(), fc.integer({ min: 20, max: 3000 }), (facts, seed, radius) => {
        const shown = lookHere(facts, seed, radius);
        const text = JSON.stringify(shown);
        expect(text).not.toContain(SECRET);
        expect(text).not.toMatch(/"(metres|distance|probability|evidence|differences|candidate|element)"/);
        const hidden = [facts.official!, ...facts.others.filter(({ side }) => side === 'official')].flatMap(
          f => [f.at, ...pairsIn(f.shape)],
        );
        // The nearest that a centre may come to the official place is a tenth of the circle.
        for (const at of pairsIn(shown)) expect(metres(at, facts.official!.at)).toBeGreaterThan(4.9);
        for (const at of hidden) expect(text).not.toContain(JSON.stringify(at));
        expect(shown.discrepancies.map(({ kind }) => kind)).toEqual(
          facts.discrepancies.map(({ kind }) => kind),
        );
      }),
      { numRuns: 500 },
    );
  });

  it('have no area where the official data has nothing', () => {
    const only: Finding = {
      official: null,
      community: { side: 'community', id: 'node/1', at: [4, 50], tags: {} },
      others: [],
      match: null,
      discrepancies: [{ kind: 'unlisted' }],
    };
    expect(lookHere(only, 's', 100)).toMatchObject({ area: null, community: { id: 'node/1' } });
  });
});

describe('the area', () => {
  it('holds the official point off its centre, and is at least as wide as the match radius', () => {
    fc.assert(
      fc.property(place, fc.string(), fc.integer({ min: 1, max: 5000 }), (at, seed, radius) => {
        const area = areaAround(at, 'Z1', seed, radius);
        expect(area.radius).toBeGreaterThanOrEqual(radius);
        expect(metres(area.centre, at)).toBeLessThanOrEqual(area.radius);
        expect(metres(area.centre, at)).toBeGreaterThanOrEqual(area.radius * 0.1);
      }),
      { numRuns: 2000 },
    );
  });

  it('is the same each time it is shown', () => {
    expect(areaAround([4.35, 50.85], 'Z1', 's', 500)).toEqual(areaAround([4.35, 50.85], 'Z1', 's', 500));
  });

  it('does not tell where in its cell the point lies, not even to who knows the seed', () => {
    // Cells of a 500 m circle are 250 m high: 400 points of one cell give few circles (those that would be centred on it).
    const tall = 250 / METRES_PER_DEGREE;
    const south = Math.floor(50.85 / tall) * tall;
    const circles = new Set<string>();
    for (let i = 1; i < 400; i++)
      circles.add(JSON.stringify(areaAround([4.3511, south + (tall * i) / 400], 'Z1', 'known', 500)));
    expect(circles.size).toBeLessThanOrEqual(3);
  });

  it('is offset differently for another seed and for another place', () => {
    const at: LonLat = [4.35, 50.85];
    const offsets = ['a', 'b', 'c'].flatMap(seed =>
      ['Z1', 'Z2'].map(id => areaAround(at, id, seed, 500).centre.join()),
    );
    expect(new Set(offsets).size).toBe(6);
  });
});

describe('free text in look-here mode', () => {
  it('loses official values and coordinates, and nothing else', () => {
    const official: Feature = {
      side: 'official',
      id: 'Z103',
      at: [4.7, 49.8],
      tags: { name: 'Poste Bressole', 'addr:housenumber': '1' },
    };
    expect(
      lookHereText('The 1 at poste bressole (z103) is at 49.83637, 4.75334 since 2019', { official }),
    ).toBe('The 1 at … (…) is at …, … since 2019');
  });
});
