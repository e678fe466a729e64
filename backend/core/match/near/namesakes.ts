import type { Feature } from '../../feature.ts';
import { METRES_PER_DEGREE } from '../../geo.ts';
import { metresToFeature } from '../../metres-to-feature.ts';
import { LIMITS } from '../match-options.ts';
import { type Places, rowAt } from './places.ts';
import { degreesAside } from './rows.ts';

/** Namesakes looked at in one row, of which there may be a million at one spot. */
const MOST = 64;

/**
 * Community features (by number) of the same name within the radius of official ones whose surroundings are so crowded
 * that not all there can be candidates; a few each. `height` is that of the rows in which the places are numbered.
 */
export const namesakesOf = (
  crowded: ArrayLike<number>,
  places: Places,
  height: number,
  [officialOf, communityOf]: readonly [(i: number) => Feature, (j: number) => Feature],
  radii: Float64Array,
): ReadonlyMap<number, readonly number[]> => {
  const bearers = new Map<string, number[]>();
  const nameOf = ({ tags }: Feature): string => tags['name'] ?? '';
  for (let n = 0; n < crowded.length; n++) bearers.set(nameOf(officialOf(crowded[n]!)), []);
  bearers.delete('');
  for (let j = 0; bearers.size > 0 && j < places.given.length; j++)
    bearers.get(nameOf(communityOf(j)))?.push(j);

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
  const found = new Map<number, readonly number[]>();
  for (let n = 0; n < crowded.length; n++) {
    const i = crowded[n]!;
    const feature = officialOf(i);
    const list = bearers.get(nameOf(feature)) ?? [];
    const [lon, lat] = feature.at;
    const up = radii[i]! / METRES_PER_DEGREE;
    const width = degreesAside(lat, radii[i]!);
    const own: number[] = [];
    for (
      let row = rowAt(lat - up, height);
      row <= rowAt(lat + up, height) && own.length < LIMITS.bearers;
      row++
    )
      for (const shift of [-360, 0, 360]) {
        const first = firstAt(list, row, lon - width + shift);
        const last = firstAt(list, row, lon + width + shift);
        for (const j of list.slice(first, Math.min(last, first + MOST)))
          if (own.length < LIMITS.bearers && metresToFeature(feature.at, communityOf(j)) <= radii[i]!)
            own.push(j);
      }
    if (own.length > 0) found.set(i, own);
  }
  return found;
};
