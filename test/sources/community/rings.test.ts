import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { LonLat } from '../../../backend/core/feature.ts';
import { endOf, joinRings, type Piece, polygonsOf } from '../../../backend/sources/community/rings.ts';

const piece = (...points: LonLat[]): Piece => ({
  first: endOf(points[0]!),
  last: endOf(points.at(-1)!),
  points,
});

/** A ring of its own for each number, cut where `cuts` says. */
const pieces = (ring: number, cuts: readonly number[]): Piece[] => {
  const points = Array.from({ length: 12 }, (_, i): LonLat => [ring * 10 + (i % 4), Math.floor(i / 4)]);
  const closed = [...points, points[0]!];
  const places = [0, ...new Set(cuts.map(cut => 1 + (cut % 11))), 12].toSorted((a, b) => a - b);
  return places.slice(1).map((to, i) => piece(...closed.slice(places[i]!, to + 1)));
};

describe('joinRings', () => {
  it('joins what was cut, in any order and direction, into rings of the same positions', () => {
    fc.assert(
      fc.property(
        fc.array(fc.array(fc.nat(), { maxLength: 6 }), { minLength: 1, maxLength: 4 }),
        fc.infiniteStream(fc.tuple(fc.nat(), fc.boolean())),
        (rings, chance) => {
          const drawn = rings
            .flatMap((cuts, i) => pieces(i, cuts))
            .map(one => ({ one, by: chance.next().value! }));
          const mixed = drawn
            .toSorted((a, b) => a.by[0] - b.by[0])
            .map(({ one, by }) => (by[1] ? one : piece(...one.points.toReversed())));
          const joined = joinRings(mixed);
          expect(joined?.map(ring => ring.length)).toEqual(rings.map(() => 13));
          for (const ring of joined!) {
            expect(ring[0]).toEqual(ring.at(-1));
            expect(new Set(ring.map(endOf)).size).toBe(12);
          }
        },
      ),
    );
  });

  it('gives no rings where one stays open', () => {
    expect(joinRings([piece([0, 0], [0, 1]), piece([0, 1], [1, 1])])).toBeNull();
  });

  it('joins as many pieces as the largest relations have', () => {
    const count = 40_000;
    const around = Array.from({ length: count }, (_, i): LonLat => [i, i % 7]);
    const cut = around.map((from, i) => piece(from, around[(i + 1) % count]!));
    // Every second first: the next piece is never the one that follows.
    const mixed = [...cut.filter((_, i) => i % 2 === 0), ...cut.filter((_, i) => i % 2 === 1)];
    expect(joinRings(mixed)?.map(ring => ring.length)).toEqual([count + 1]);
  });
});

describe('polygonsOf', () => {
  const square = (x: number, half: number): LonLat[] => [
    [x - half, -half],
    [x + half, -half],
    [x + half, half],
    [x - half, half],
    [x - half, -half],
  ];

  it('puts a lake into the island around it, and not into the one around the lake around that', () => {
    const [land, lake, island, pond] = [square(0, 10), square(0, 6), square(0, 4), square(0, 2)];
    const nested = [
      [land, lake],
      [island, pond],
    ];
    expect(polygonsOf([land, island], [lake, pond])).toEqual(nested);
    expect(polygonsOf([island, land], [pond, lake])).toEqual(nested.toReversed());
  });

  it('puts a lake into no island that touches its shore, and nowhere where no land is around', () => {
    const [land, lake, island] = [square(0, 10), square(0, 6), square(-3, 3)];
    expect(polygonsOf([island, land], [lake])).toEqual([[island], [land, lake]]);
    expect(polygonsOf([square(50, 2)], [lake])).toEqual([[square(50, 2)]]);
  });
});
