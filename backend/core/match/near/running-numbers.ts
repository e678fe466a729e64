import type { Feature } from '../../feature.ts';
import { uint32 } from '../columns/columns.ts';
import { candidates } from './candidates.ts';
import { type Shared, sameIdentifier } from './identifiers.ts';
import { type Places, pointsAt } from './places.ts';
import type { Rows } from './rows.ts';

/** Official places with a shared value that are looked at, and how many there must be to say something. */
const LOOKED_AT = { most: 500, least: 20 };
/** Share of the way to the next place on which one lies beside another: of places strewn evenly a quarter would. */
const BESIDE = 1 / 2;
/** Share of them that must be contradicted. */
const MOST = 2 / 3;

/**
 * The keys whose values do not name places: two lists that are each numbered from one to so many share values too. Of nearly
 * every place that shares one, another place is the nearest, with another value, and far nearer than that one's own
 * neighbours are: it stands where it stands by no accident. `shared`: by the features' numbers.
 */
export const runningNumbers = (
  keys: readonly string[],
  shared: readonly Shared[],
  [ours, theirs]: readonly [Places, Places],
  rows: readonly Rows[],
  radius: number,
  [officialOf, communityOf]: readonly [(i: number) => Feature, (j: number) => Feature],
): ReadonlySet<string> => {
  /** Of some places of a side: the nearest community feature within the radius that is not the place itself; -1 if none. */
  const nearestTo = (side: Places, numbers: Uint32Array, isSame: boolean) => {
    const radii = new Float64Array(numbers.length).fill(radius);
    const near = candidates(pointsAt(side, numbers), [0, numbers.length], rows, radii, communityOf);
    return Array.from(numbers, (number, n) => {
      for (let e = near.start[n]!; e < near.start[n + 1]!; e++)
        if (!isSame || near.community[e] !== number)
          return { j: near.community[e]!, metres: near.metres[e]! };
      return { j: -1, metres: radius };
    });
  };

  const isRunning = (key: string): boolean => {
    const sharing = [...new Set(shared.filter(one => one.key === key).map(({ official }) => official))];
    if (sharing.length < LOOKED_AT.least) return false;
    const count = Math.min(LOOKED_AT.most, sharing.length);
    const looked = uint32(count).map((_, n) => sharing[Math.floor((n * sharing.length) / count)]!);
    const others = nearestTo(ours, looked, false)
      .map((one, n) => ({ ...one, i: looked[n]! }))
      .filter(({ i, j }) => {
        const value = j < 0 ? undefined : communityOf(j).tags[key];
        return value !== undefined && !sameIdentifier(officialOf(i).tags[key]!, value);
      });
    const next = nearestTo(
      theirs,
      uint32(others.length).map((_, n) => others[n]!.j),
      true,
    );
    return others.filter(({ metres }, n) => metres < BESIDE * next[n]!.metres).length > MOST * count;
  };
  return new Set(keys.filter(isRunning));
};
