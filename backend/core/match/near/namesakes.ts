import type { Feature } from '../../feature.ts';
import { METRES_PER_DEGREE } from '../../geo.ts';
import { metresToFeature } from '../../metres-to-feature.ts';
import { LIMITS } from '../match-options.ts';
import { fold } from '../names/fold.ts';
import type { NamesOf } from '../names/readings.ts';
import { type Places, rowAt } from './places.ts';
import { degreesAside } from './rows.ts';

/** Namesakes looked at in one row, of which there may be a million at one spot. */
const MOST = 64;

const PLAIN = /^[ -~]*$/u;
/** Every name of a feature, whatever its case and accents. */
const foldedNames = (namesOf: NamesOf, { tags }: Feature): readonly string[] =>
  namesOf(tags).map(name => (PLAIN.test(name) ? name.toLowerCase() : fold(name)));

/**
 * Community features (by number) that share a name within the radius of official ones whose surroundings are so crowded
 * that not all there can be candidates; a few each. `height` is that of the rows in which the places are numbered.
 */
export const namesakesOf = (
  crowded: ArrayLike<number>,
  places: Places,
  height: number,
  [officialOf, communityOf]: readonly [(i: number) => Feature, (j: number) => Feature],
  [oursOf, theirsOf]: readonly [NamesOf, NamesOf],
  radii: Float64Array,
): ReadonlyMap<number, readonly number[]> => {
  const bearers = new Map<string, number[]>();
  for (let n = 0; n < crowded.length; n++)
    for (const name of foldedNames(oursOf, officialOf(crowded[n]!))) bearers.set(name, []);
  for (let j = 0; bearers.size > 0 && j < places.given.length; j++)
    for (const name of foldedNames(theirsOf, communityOf(j))) bearers.get(name)?.push(j);

  /** Where a list, in rows from west to east, comes to a row and a longitude. */
  const firstAt = (list: readonly number[], row: number, lon: number): number => {
    let [low, high] = [0, list.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      const at = rowAt(places.lat[list[middle]!]!, height);
      if (at < row || (at === row && places.lon[list[middle]!]! < lon)) low = middle + 1;
      else high = middle;
    }
    return low;
  };
  /** Adds those of a list that are near enough, while there are few. */
  const gather = (list: readonly number[], { at }: Feature, radius: number, own: number[]): void => {
    const [lon, lat] = at;
    const up = radius / METRES_PER_DEGREE;
    const width = degreesAside(lat, radius);
    for (let row = rowAt(lat - up, height); row <= rowAt(lat + up, height); row++)
      for (const shift of [-360, 0, 360]) {
        const first = firstAt(list, row, lon - width + shift);
        const last = firstAt(list, row, lon + width + shift);
        for (const j of list.slice(first, Math.min(last, first + MOST))) {
          if (own.length === LIMITS.bearers) return;
          if (!own.includes(j) && metresToFeature(at, communityOf(j)) <= radius) own.push(j);
        }
      }
  };
  const found = new Map<number, readonly number[]>();
  for (let n = 0; n < crowded.length; n++) {
    const i = crowded[n]!;
    const feature = officialOf(i);
    const own: number[] = [];
    for (const name of foldedNames(oursOf, feature)) gather(bearers.get(name) ?? [], feature, radii[i]!, own);
    if (own.length > 0) found.set(i, own);
  }
  return found;
};
