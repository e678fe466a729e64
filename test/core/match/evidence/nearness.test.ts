import { describe, expect, it } from 'vitest';
import type { Feature } from '../../../../backend/core/feature.ts';
import { beginMatching } from '../../../../backend/core/match/begin-matching.ts';
import { nearnessByChance } from '../../../../backend/core/match/evidence/nearness.ts';
import { DISTANCE_STEPS, stepOf } from '../../../../backend/core/match/evidence/pairs.ts';
import { seeded } from '../../../../bench/seeded.ts';
import { place } from '../places.ts';

const RADIUS = 300;
type Spot = readonly [east: number, north: number, name?: string];

const nearness = (official: readonly Spot[], community: readonly Spot[]) => {
  const side = (which: 'official' | 'community', spots: readonly Spot[]): readonly Feature[] =>
    spots.map(([east, north, name], n) => place(which, `${n}`, east, north, name ? { name } : {}));
  const matching = beginMatching(side('official', official), side('community', community), {
    radius: RADIUS,
  });
  const ratios = nearnessByChance(matching, 20);
  return { ratios, at: (metres: number): number => ratios[stepOf(metres / RADIUS)]! };
};

const random = seeded(3);
/** Places all over a square of two kilometres. */
const strewn = (count: number): readonly Spot[] =>
  Array.from({ length: count }, () => [2000 * random(), 2000 * random()] as const);

describe('how much nearer others lie than chance has it', () => {
  it('is one, where places are strewn evenly', () => {
    const { at } = nearness(strewn(800), strewn(800));
    for (const metres of [3, 10, 30, 100, 290]) {
      expect(at(metres)).toBeGreaterThanOrEqual(1);
      expect(at(metres)).toBeLessThan(1.6);
    }
  });

  it('is more where they stand in rows, and there alone', () => {
    const rows = Array.from({ length: 800 }, (_, n): Spot => [12 * (n % 100), 400 * Math.floor(n / 100)]);
    const { at } = nearness(rows, []);
    // 24 neighbours within 150 m instead of some 2.
    expect(at(12)).toBeGreaterThan(8);
    expect(at(3)).toBeLessThan(2);
    expect(at(290)).toBe(1);
  });

  it('says nothing of doubles, which have the same name', () => {
    const named = strewn(400).map(([east, north], n): Spot => [east, north, `Place ${n}`]);
    const doubles = named.map(
      ([east, north, name], n): Spot => [east, north + 8, n < 200 ? name : `Other ${n}`],
    );
    const without = nearness([...named, ...doubles.slice(0, 200)], []).at(8);
    const others = nearness([...named, ...doubles.slice(200)], []).at(8);
    expect(without).toBeLessThan(1.6);
    expect(others).toBeGreaterThan(4);
  });

  it('is one of nothing, of one place, and of all places at one spot beyond it', () => {
    const one = new Float64Array(DISTANCE_STEPS).fill(1);
    expect(Float64Array.from(nearness([], []).ratios)).toEqual(one);
    expect(Float64Array.from(nearness([[0, 0]], [[0, 0]]).ratios)).toEqual(one);
    const heap = Array.from({ length: 500 }, (): Spot => [0, 0]);
    const { at } = nearness(heap, heap);
    expect(at(0)).toBeGreaterThan(1);
    expect(at(100)).toBe(1);
  });
});
