import { describe, expect, it } from 'vitest';
import type { Feature, Tags } from '../../../../backend/core/feature.ts';
import { matchFeatures } from '../../../../backend/core/match/match-features.ts';
import { seeded } from '../../../../bench/seeded.ts';
import { place } from '../places.ts';

type Spot = Readonly<{ id: string; east: number; north: number }>;
type Way = Readonly<{ east: number; north: number }>;

const random = seeded(21);
const aside = (metres: number): number => metres * (2 * random() - 1);
const spots = (count: number, of: () => Omit<Spot, 'id'>, from = 0): readonly Spot[] =>
  Array.from({ length: count }, (_, n) => ({ id: `${from + n}`, ...of() }));
/** All over a square of two kilometres. */
const anywhere = () => ({ east: 2000 * random(), north: 2000 * random() });
const NOT: Way = { east: 0, north: 0 };

const listOf = (
  side: 'official' | 'community',
  from: readonly Spot[],
  { moved = 0, by = NOT, tags = {} }: Readonly<{ moved?: number; by?: Way; tags?: Tags }> = {},
): readonly Feature[] =>
  from.map(({ id, east, north }) =>
    place(side, id, east + by.east + aside(moved), north + by.north + aside(moved), tags),
  );

const compared = (official: readonly Feature[], community: readonly Feature[], parts = 1) => {
  const result = matchFeatures(official, community, { radius: 150 }, () => {}, parts);
  const right = result.matches.filter(one => one.official === one.community).length;
  return { ...result, right, wrong: result.matches.length - right };
};

const HYDRANTS = spots(300, anywhere);
const OURS = HYDRANTS.filter((_, n) => n % 10 !== 3);
const THEIRS = HYDRANTS.filter((_, n) => n % 7 !== 4);
const BOTH = OURS.filter(one => THEIRS.includes(one)).length;

describe('a list that lies off as a whole', () => {
  const community = listOf('community', THEIRS);
  for (const by of [
    { east: 60, north: -40 },
    { east: -20, north: 15 },
    { east: 210, north: 280 },
  ])
    it(`by ${by.east} m to the east and ${by.north} m to the north is compared as if it did not`, () => {
      const { shift, right, wrong } = compared(listOf('official', OURS, { moved: 8, by }), community);
      expect(shift!.east).toBeCloseTo(-by.east, -0.5);
      expect(shift!.north).toBeCloseTo(-by.north, -0.5);
      expect(right).toBeGreaterThan(0.97 * BOTH);
      expect(wrong).toBeLessThan(0.03 * BOTH);
    });

  const by = { east: 80, north: 0 };
  const official = listOf('official', OURS, { moved: 3, by });

  it('has its true distances told, and weighed are those without the shift', () => {
    const same = compared(official, community).matches.filter(one => one.official === one.community);
    expect(same.length).toBeGreaterThan(0.97 * BOTH);
    for (const { distance, evidence } of same) {
      expect(Math.abs(distance - 80)).toBeLessThan(10);
      expect(evidence[0]).toMatchObject({ kind: 'distance', key: 'shift' });
      expect(evidence[0]!.measure).toBeLessThan(10);
    }
  });

  it('is the same in parts', () => {
    expect(compared(official, community, 3)).toEqual(compared(official, community));
  });

  it('may lie across the antimeridian', () => {
    const turned = (list: readonly Feature[]): readonly Feature[] =>
      list.map(one => {
        const lon = one.at[0] + 175.64;
        return { ...one, at: [lon >= 180 ? lon - 360 : lon, one.at[1]] as const };
      });
    const across = turned(listOf('official', OURS, { moved: 8, by: { east: 60, north: 40 } }));
    const { shift, right } = compared(across, turned(community));
    expect(across.some(({ at }) => at[0] < 0) && across.some(({ at }) => at[0] > 0)).toBe(true);
    expect(shift).not.toBeNull();
    expect(right).toBeGreaterThan(0.97 * BOTH);
  });
});

describe('no shift is seen', () => {
  const none = (official: readonly Feature[], community: readonly Feature[]) =>
    expect(compared(official, community).shift).toBeNull();

  it('where the lists agree, nearly or exactly', () => {
    none(listOf('official', OURS), listOf('community', THEIRS));
    none(listOf('official', OURS, { moved: 30 }), listOf('community', THEIRS));
    none(listOf('official', OURS, { by: { east: 6, north: 6 } }), listOf('community', THEIRS));
  });

  it('where no place is in both lists, shops in rows too', () => {
    const inRow = () => ({ east: 8 * Math.floor(250 * random()), north: 100 * Math.floor(20 * random()) });
    none(listOf('official', spots(300, anywhere)), listOf('community', spots(300, anywhere)));
    none(listOf('official', spots(400, inRow)), listOf('community', spots(400, inRow)));
  });

  it('in a grid, where several would do as well', () => {
    const grid = HYDRANTS.slice(0, 225).map((one, n) => ({
      ...one,
      east: 100 * (n % 15),
      north: 100 * Math.floor(n / 15),
    }));
    none(listOf('official', grid, { by: { east: 50, north: 0 } }), listOf('community', grid));
  });

  it('where two crowds lie beside each other', () => {
    const crowd = (east: number) => spots(40, () => ({ east: east + aside(10), north: aside(10) }));
    none(listOf('official', crowd(0)), listOf('community', crowd(90)));
  });

  it('in a list of a few', () => {
    const few = spots(15, anywhere);
    none(listOf('official', few, { by: { east: 60, north: 0 } }), listOf('community', few));
  });
});
