import { compareText } from '../../compare-text.ts';
import type { Feature } from '../../feature.ts';
import { METRES_PER_DEGREE, wrap } from '../../geo.ts';
import { float64, inTurn, uint32 } from '../columns/columns.ts';
import { radixOrder } from '../columns/radix-order.ts';
import { reachOf } from './reach.ts';

/**
 * The features of one side in columns, numbered in an order that does not depend on the one they came in: in rows of
 * latitude from south to north, in a row from west to east, at one spot by id.
 */
export type Places = Readonly<{
  /** by number: which of the features as they were given it is */
  given: Uint32Array;
  /** degrees, -180 (included) to 180 (left out); NaN where there is no such place */
  lon: Float64Array;
  lat: Float64Array;
  /** metres from the point to the furthest vertex of the shape; null where nothing has one */
  reach: Float64Array | null;
}>;

/** metres; rows are never lower, so that there are never more than a million of them */
const LOWEST_ROW = 20;

/** Degrees of latitude of a row, for searches of so many metres. */
export const rowHeight = (radius: number): number => Math.max(LOWEST_ROW, radius) / METRES_PER_DEGREE;

export const rowAt = (lat: number, height: number): number =>
  Math.floor((Math.min(90, Math.max(-90, lat)) + 90) / height) || 0;

/** Numbers the features in rows of such a height (degrees). */
export const placesOf = (
  features: readonly Pick<Feature, 'id' | 'at' | 'shape'>[],
  height: number,
): Places => {
  const count = features.length;
  const [lon, lat] = [float64(count), float64(count)];
  const [rows, columns] = [uint32(count), uint32(count)];
  let reach: Float64Array | null = null;
  let lowest = Number.POSITIVE_INFINITY;
  for (let n = 0; n < count; n++) {
    const feature = features[n]!;
    lon[n] = wrap(feature.at[0]);
    lat[n] = feature.at[1];
    rows[n] = rowAt(lat[n]!, height);
    columns[n] = (lon[n]! + 180) * (2 ** 32 / 360);
    if (rows[n]! < lowest) lowest = rows[n]!;
    if (!feature.shape) continue;
    reach ??= float64(count);
    reach[n] = reachOf(feature);
  }
  for (let n = 0; n < count; n++) rows[n]! -= lowest;
  let given = inTurn(count);
  given = radixOrder(given, columns);
  given = radixOrder(given, rows);
  const byPlace = (a: number, b: number): number =>
    lon[a]! - lon[b]! || lat[a]! - lat[b]! || compareText(features[a]!.id, features[b]!.id);
  for (let n = 1, first = 0; n <= count; n++) {
    const [a, b] = [given[first]!, given[n]!];
    if (n < count && columns[a] === columns[b] && rows[a] === rows[b]) continue;
    if (n - first > 1) given.subarray(first, n).sort(byPlace);
    first = n;
  }
  const inOrder = (values: Float64Array): Float64Array => {
    const ordered = float64(count);
    for (let n = 0; n < count; n++) ordered[n] = values[given[n]!]!;
    return ordered;
  };
  return { given, lon: inOrder(lon), lat: inOrder(lat), reach: reach && inOrder(reach) };
};

/** Some of the places, by their numbers, as if they were points and there were no others. */
export const pointsAt = (places: Places, numbers: Uint32Array): Places => {
  const [lon, lat] = [float64(numbers.length), float64(numbers.length)];
  for (let n = 0; n < numbers.length; n++) {
    lon[n] = places.lon[numbers[n]!]!;
    lat[n] = places.lat[numbers[n]!]!;
  }
  return { given: numbers, lon, lat, reach: null };
};
