import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Feature, LonLat, Side } from '../../../backend/core/feature.ts';
import { METRES_PER_DEGREE } from '../../../backend/core/geo.ts';
import { guard } from '../../../backend/core/snapshot/guards.ts';
import { movedPlaces } from '../../../backend/core/snapshot/moved-places.ts';
import { seeded } from '../../../bench/seeded.ts';
import { feature, snapshot } from './make-snapshot.ts';

/** east and north by so many metres */
const shift = ([lon, lat]: LonLat, east: number, north: number): LonLat => [
  lon + east / METRES_PER_DEGREE / Math.cos((lat * Math.PI) / 180),
  lat + north / METRES_PER_DEGREE,
];

/** 20 to 150 places anywhere in a box of 1 to 100 km: as dense as hydrants, as wide apart as airports. */
const places = fc
  .record({
    side: fc.constantFrom<Side>('official', 'community'),
    named: fc.boolean(),
    centre: fc.tuple(fc.integer({ min: -60, max: -20 }), fc.integer({ min: 30, max: 65 })),
    size: fc.constantFrom(1_000, 5_000, 20_000, 100_000),
    count: fc.integer({ min: 20, max: 150 }),
    seed: fc.integer(),
  })
  .map(({ side, named, centre, size, count, seed }) => {
    const random = seeded(seed);
    return Array.from({ length: count }, (_, i) =>
      feature(side, `S${i}`, shift(centre, random() * size, random() * size), {
        amenity: 'fire_station',
        ...(named && { name: `Poste ${i}` }),
      }),
    );
  });
const turn = fc.double({ min: 0, max: 2 * Math.PI, noNaN: true });
const move = (features: readonly Feature[], metres: number, angle: number): readonly Feature[] =>
  features.map(one => ({ ...one, at: shift(one.at, metres * Math.cos(angle), metres * Math.sin(angle)) }));
const renumber = (features: readonly Feature[]): readonly Feature[] =>
  features.map(one => ({ ...one, id: `new ${one.id}` }));

const holds = (last: readonly Feature[], next: readonly Feature[]) => {
  const { side } = last[0]!;
  return guard(snapshot(side, last), snapshot(side, next, { hash: 'next' }));
};
const kinds = (last: readonly Feature[], next: readonly Feature[]) =>
  holds(last, next).map(({ kind }) => kind);

describe('a source', () => {
  it('of which a few in a hundred places moved, came, went or got other tags is not held', () => {
    fc.assert(
      fc.property(places, turn, fc.double({ min: 60, max: 5_000, noNaN: true }), (last, angle, far) => {
        const few = Math.floor(0.04 * last.length);
        const next = [
          ...move(last.slice(0, few), far, angle),
          ...last.slice(few, 2 * few).map(one => ({ ...one, tags: { ...one.tags, phone: '1' } })),
          ...last.slice(3 * few),
          ...move(last.slice(0, few), 300, angle + 1).map(one => ({ ...one, id: `more ${one.id}` })),
        ];
        expect(holds(last, next)).toEqual([]);
      }),
    );
  });

  it('that was digitised again, to some metres, is not held, whether its ids stay or not', () => {
    fc.assert(
      fc.property(places, turn, (last, angle) => {
        expect(holds(last, move(last, 20, angle))).toEqual([]);
        expect(holds(last, renumber(move(last, 3, angle)))).toEqual([]);
      }),
    );
  });

  it('whose rows are counted, and were sorted anew, is not held', () => {
    fc.assert(
      fc.property(places, last => {
        const rows = last.map(one => ({ ...one, side: 'official' as const }));
        const sorted = [...rows].reverse().map((one, i) => ({ ...one, id: rows[i]!.id }));
        expect(holds(rows, sorted)).toEqual([]);
      }),
    );
  });

  it.each([
    ['a kilometre', 1_000],
    ['a datum, 100 m', 100],
  ])('that moved as a whole by %s is held, whether its ids stay or not', (_, metres) => {
    fc.assert(
      fc.property(places, turn, (last, angle) => {
        const next = move(last, metres, angle);
        expect(kinds(last, next)).toContain('places-moved');
        expect(kinds(last, renumber(next))).toContain('places-moved');
      }),
    );
  });

  it('whose longitude and latitude are exchanged is held and says so, whether its ids stay or not', () => {
    fc.assert(
      fc.property(places, last => {
        const next = last.map(one => ({ ...one, at: [one.at[1], one.at[0]] as LonLat }));
        for (const now of [next, renumber(next)])
          expect(holds(last, now)).toContainEqual({
            kind: 'places-moved',
            before: last.length,
            moved: last.length,
            exchanged: last.length,
          });
      }),
    );
  });

  it('of which every third row has its coordinates exchanged is held', () => {
    fc.assert(
      fc.property(places, last => {
        const next = last.map((one, i) =>
          i % 3 > 0 ? one : { ...one, at: [one.at[1], one.at[0]] as LonLat },
        );
        expect(kinds(last, next)).toContain('places-moved');
      }),
    );
  });

  it('whose positions were sorted without its names is held', () => {
    const rows = Array.from({ length: 30 }, (_, i) =>
      feature('official', `S${i}`, [4 + i / 100, 50], { name: `Poste ${i}` }),
    );
    const next = rows.map((one, i) => ({ ...one, at: rows.at(-1 - i)!.at }));
    expect(kinds(rows, next)).toEqual(['places-moved']);
  });
});

describe('a small source', () => {
  const rows = Array.from({ length: 5 }, (_, i) => feature('official', `${i}`, [4 + i / 10, 50.5]));

  it('is held when all its places moved, not when some did', () => {
    expect(kinds(rows, move(rows, 1_000, 0))).toEqual(['places-moved']);
    expect(kinds(rows, [...move(rows.slice(0, 4), 1_000, 0), rows[4]!])).toEqual([]);
    expect(kinds(rows.slice(0, 2), move(rows.slice(0, 2), 1_000, 0))).toEqual([]);
  });
});

describe('places across the antimeridian', () => {
  it('have not moved because their longitude is written otherwise', () => {
    const at = (lon: number) => ({
      side: 'official' as const,
      features: [feature('official', '1', [lon, -17])],
    });
    expect(movedPlaces(at(180), at(-180)).moved).toBe(0);
    expect(movedPlaces(at(179.9999), at(-179.9999)).moved).toBe(0);
    expect(movedPlaces(at(179), at(-179)).moved).toBe(1);
  });
});
