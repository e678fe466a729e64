import type { Matching } from '../begin-matching.ts';
import { float64, uint32 } from '../columns/columns.ts';
import type { TagsOf } from '../columns/tags-of.ts';
import { namesOf } from '../names/names-of.ts';
import { type Candidates, candidates } from '../near/candidates.ts';
import { pointsAt } from '../near/places.ts';
import { rowsByReach } from '../near/rows.ts';
import { DISTANCE_STEPS, endOf, stepOf } from './pairs.ts';

/** Features of a side whose neighbours are looked at, fewer where they have many. */
const LOOKED_AT = { most: 2_000, least: 200, pairs: 50_000 };

/** Neighbours that speak for as many as of points strewn evenly. */
const STRENGTH = 2;

/** Share of the radius: doubles lie nearer than that, as far as they matter. */
const DOUBLES = 1 / 3;

/** Steps of distance: as far as this from a step, neighbours speak for it by a normal distribution. */
const SMOOTH = 2;

/** Neighbours by step: those that there are, and those that there would be of points strewn evenly. */
type Seen = Readonly<{ found: Float64Array; even: Float64Array }>;

/**
 * How many times as many places lie at each step of distance from a place that are not it as of points strewn evenly within
 * the radius; at least 1. Shops stand in rows and stops face each other: there it says little that two are near. Measured
 * among the neighbours of each side, where hardly any two are one place; what has the same name may be a double, and is left
 * out. The ratio is that of a pair correlation function (Ripley 1977, "Modelling spatial patterns"). `nearby`: candidates that an official
 * feature has on average.
 */
export const nearnessByChance = (
  {
    places,
    sizes,
    height,
    radii,
    rows,
    featuresOf,
  }: Pick<Matching, 'places' | 'sizes' | 'height' | 'radii' | 'rows' | 'featuresOf'>,
  nearby: number,
): Float64Array => {
  const seen: Seen = { found: float64(DISTANCE_STEPS), even: float64(DISTANCE_STEPS) };
  const { most, least, pairs } = LOOKED_AT;
  const wanted = Math.max(least, Math.min(most, Math.floor(pairs / Math.max(1, nearby))));
  for (const side of [0, 1] as const) {
    const count = Math.min(wanted, sizes[side]);
    const evenly = (of: 0 | 1): Uint32Array =>
      uint32(count).map((_, n) => Math.floor((n * sizes[of]) / count));
    const looked = evenly(side);
    // Radii are the official features'.
    const within = sizes[0] === 0 ? float64(count) : Float64Array.from(evenly(0), i => radii[i]!);
    const around = side === 1 ? rows : rowsByReach({ ...places[0], reach: null }, height);
    const near = candidates(pointsAt(places[side], looked), [0, count], around, within, featuresOf[1]);
    const tagsOf = (n: number) => featuresOf[side](n).tags;
    see(seen, near, looked, within, { length: sizes[side], at: tagsOf });
  }
  return ratios(seen);
};

/** Counts the neighbours of some features of a side, each of which is among its own candidates. */
const see = (
  { found, even }: Seen,
  { start, community, metres, nearby }: Candidates,
  looked: Uint32Array,
  within: Float64Array,
  { at }: TagsOf,
): void => {
  for (let i = 0; i < looked.length; i++) {
    const [from, to] = [start[i]!, start[i + 1]!];
    const others = nearby[i]! - 1;
    if (!(others > 0) || to - from < 2) continue;
    // Where not all are kept, nothing is known beyond the last.
    const furthest = nearby[i]! > to - from ? metres[to - 1]! / within[i]! : 1;
    for (let step = 0, begin = 0; step < DISTANCE_STEPS && begin < furthest; step++) {
      const end = Math.min(furthest, endOf(step));
      even[step]! += others * (end * end - begin * begin);
      begin = end;
    }
    const own = namesOf(at(looked[i]!));
    for (let e = from; e < to; e++) {
      const n = community[e]!;
      if (n === looked[i]) continue;
      const share = metres[e]! / within[i]!;
      const isDouble = share < DOUBLES && namesOf(at(n)).some(name => own.includes(name));
      if (!isDouble) found[stepOf(share)]!++;
    }
  }
};

/** Found over even by step, smoothed. */
const ratios = ({ found, even }: Seen): Float64Array =>
  found.map((_, step) => {
    let [some, all] = [STRENGTH, STRENGTH];
    for (let other = 0; other < DISTANCE_STEPS; other++) {
      const weight = Math.exp(-((other - step) ** 2) / (2 * SMOOTH * SMOOTH));
      some += weight * found[other]!;
      all += weight * even[other]!;
    }
    return Math.max(1, some / all);
  });
