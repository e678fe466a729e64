import { EARTH_RADIUS, METRES_PER_DEGREE } from '../../geo.ts';
import { chord2Of, onSphere } from '../../sphere.ts';
import { float64, uint32 } from '../columns/columns.ts';
import { type Nearest, offer } from './nearest.ts';
import { type Places, rowAt } from './places.ts';
import { around, type SphereIndex, sphereIndex } from './sphere-index.ts';

/**
 * Places in rows of latitude, each from west to east: whoever is near a point is found in a few rows, side by side. Where
 * too many are, a tree is searched instead, which gives the same.
 */
export type Rows = {
  /** degrees */
  readonly height: number;
  /** metres that the shapes reach at most from their points */
  readonly reach: number;
  /** places in the whole dataset, of which these may be a part */
  readonly whole: number;
  /** numbers, ascending, with their degrees and where they are on the unit sphere */
  readonly items: Uint32Array;
  readonly lon: Float64Array;
  readonly xyz: Float64Array;
  readonly firstRow: number;
  readonly start: Uint32Array;
  /** made when it is first needed */
  tree: SphereIndex | null;
};

/** metres; a huge shape must not slow down the search for all others */
const REACHES = [0, 50, 500, 5_000, 50_000, 500_000, 5_000_000, Number.POSITIVE_INFINITY];
/** metres; no place is further */
const ANYWHERE = 20_100_000;

/** Places to look at, above which the tree is faster. */
const CROWD = 2048;

const rowsOf = (places: Places, items: Uint32Array, height: number, reach: number): Rows => {
  const [lon, lat] = [float64(items.length), float64(items.length)];
  for (let n = 0; n < items.length; n++) {
    lon[n] = places.lon[items[n]!]!;
    lat[n] = places.lat[items[n]!]!;
  }
  const firstRow = rowAt(lat[0]!, height);
  const start = uint32(rowAt(lat.at(-1)!, height) - firstRow + 2);
  for (let n = 0; n < items.length; n++) start[rowAt(lat[n]!, height) - firstRow + 1]!++;
  for (let row = 1; row < start.length; row++) start[row]! += start[row - 1]!;
  const xyz = onSphere(lon, lat, float64(3 * items.length));
  return { height, reach, whole: items.length, items, lon, xyz, firstRow, start, tree: null };
};

/** The places in rows of such a height (degrees), those whose shapes reach further apart from the others. */
export const rowsByReach = (places: Places, height: number): readonly Rows[] => {
  const count = places.lon.length;
  const { reach } = places;
  return REACHES.flatMap((limit, l) => {
    const above = l === 0 ? -1 : REACHES[l - 1]!;
    const isHere = (n: number): boolean => (reach ? reach[n]! > above && reach[n]! <= limit : l === 0);
    let size = 0;
    for (let n = 0; n < count; n++) if (isHere(n)) size++;
    if (size === 0) return [];
    const items = uint32(size);
    size = 0;
    for (let n = 0; n < count; n++) if (isHere(n)) items[size++] = n;
    return [rowsOf(places, items, height, Math.min(limit, ANYWHERE))];
  });
};

/** metres; what rounding may move */
export const SLACK = 0.01;

/** First and last row, as indexes of `start`, that are within reach of latitudes (degrees). */
const reached = (
  { height, firstRow, start, reach }: Rows,
  south: number,
  north: number,
  radius: number,
): readonly [number, number] => {
  const aside = (radius + reach + SLACK) / METRES_PER_DEGREE;
  return [
    Math.max(0, rowAt(south - aside, height) - firstRow),
    Math.min(start.length - 2, rowAt(north + aside, height) - firstRow),
  ];
};

/** The rows within a radius (metres) of some latitudes (degrees): all that a search from there can look at. */
export const halo = (rows: Rows, south: number, north: number, radius: number): Rows => {
  const [low, high] = reached(rows, south, north, radius);
  const [from, to] = low <= high ? [rows.start[low]!, rows.start[high + 1]!] : [0, 0];
  return {
    ...rows,
    items: rows.items.subarray(from, to),
    lon: rows.lon.subarray(from, to),
    xyz: rows.xyz.subarray(3 * from, 3 * to),
    firstRow: rows.firstRow + low,
    start: low <= high ? rows.start.slice(low, high + 2).map(at => at - from) : new Uint32Array(1),
    tree: null,
  };
};

/** Where longitudes begin that are at least `lon`, between two places. */
const firstAt = (lons: Float64Array, lon: number, from: number, to: number): number => {
  let [low, high] = [from, to];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (lons[middle]! < lon) low = middle + 1;
    else high = middle;
  }
  return low;
};

const RADIANS = Math.PI / 180;
/** From and to of the places to look at. */
const spans = new Uint32Array(2 * 4096);

/** Degrees of longitude that a circle of such a radius (metres) reaches to either side; 180 where it holds a pole. */
export const degreesAside = (lat: number, radius: number): number => {
  const cos = Math.cos(lat * RADIANS);
  const sin = Math.sin(Math.min(Math.PI / 2, (radius + SLACK) / EARTH_RADIUS));
  return sin >= cos ? 180 : Math.asin(sin / cos) / RADIANS;
};

/**
 * Offers the places within the radius (metres) and the reach of the shapes around a point; they are numbered as `items`
 * are. False where there were so many that not all were offered.
 */
export const lookAround = (rows: Rows, lon: number, lat: number, radius: number, into: Nearest): boolean => {
  const { lon: lons, xyz, start, reach } = rows;
  const cos = Math.cos(lat * RADIANS);
  const x = cos * Math.cos(lon * RADIANS);
  const y = cos * Math.sin(lon * RADIANS);
  const z = Math.sin(lat * RADIANS);
  const widest = radius + reach;
  const [low, high] = reached(rows, lat, lat, radius);
  const width = degreesAside(lat, widest);
  const [west, east] = width >= 180 ? [-180, Number.POSITIVE_INFINITY] : [lon - width, lon + width];
  let count = 0;
  let size = 0;
  for (let row = low; row <= high && size <= CROWD && count < spans.length - 4; row++) {
    const [first, last] = [start[row]!, start[row + 1]!];
    // Across the antimeridian there is a second span.
    for (let turn = 0; turn < 2; turn++) {
      if (turn === 1 && (width >= 180 || (west >= -180 && east < 180))) break;
      const shift = turn === 0 ? 0 : west < -180 ? 360 : -360;
      const from = firstAt(lons, west + shift, first, last);
      const to = firstAt(lons, east + shift, from, last);
      spans[count] = from;
      spans[count + 1] = to;
      if (to > from) count += 2;
      size += to - from;
    }
  }
  if (size > CROWD || count >= spans.length - 4) {
    rows.tree ??= sphereIndex(xyz);
    around(rows.tree, [x, y, z], widest, into);
    return false;
  }
  const limit = chord2Of(widest);
  const { items, chord2: chords } = into;
  // Until the list is nearly full, what is offered is only written down.
  const room = items.length - 1;
  let held = into.count;
  for (let s = 0; s < count; s += 2)
    for (let n = spans[s]!; n < spans[s + 1]!; n++) {
      const dx = xyz[3 * n]! - x;
      const dy = xyz[3 * n + 1]! - y;
      const dz = xyz[3 * n + 2]! - z;
      const chord2 = dx * dx + dy * dy + dz * dz;
      if (!(chord2 <= limit)) continue;
      if (held < room) {
        items[held] = n;
        chords[held++] = chord2;
        into.offered++;
      } else {
        into.count = held;
        offer(into, n, chord2);
        held = into.count;
      }
    }
  into.count = held;
  return true;
};
