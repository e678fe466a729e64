import type { Feature } from '../../feature.ts';
import { LIMITS } from '../match-options.ts';

/** One value that two features share. */
export type Shared = Readonly<{ official: number; community: number; key: string; value: string }>;

/** Keys whose values name one thing by agreement of somebody; `ref:FR:SDIS` and the like too. */
const KEYS: ReadonlySet<string> = new Set([
  'ref',
  'icao',
  'iata',
  'faa',
  'wikidata',
  'uic_ref',
  'gtfs_id',
  'gtfs:stop_id',
]);
const PATTERN = /^ref:[^:]/u;

/**
 * A well-known key identifies only where most of its values are borne once: a bus stop's `ref` may be its lines. A few
 * rows say little, so that these stand beside them: of so many bearers, so many that are the only one.
 */
const DISTINCT = { least: 0.8, beside: { once: 19, of: 21 } };

/** Whether a key's values name one thing by agreement of somebody. */
export const isIdentifier = (key: string): boolean => KEYS.has(key) || PATTERN.test(key);

/** Values of a list that are read. */
const MOST_VALUES = 100;

/** Values of a key, without case and spaces, none of them cut: what is longer names nothing. A list with semicolons is several. */
const valuesOf = (value: string): readonly string[] => {
  if (value.length <= LIMITS.characters && !/[;\s]/u.test(value))
    return value === '' ? [] : [value.toUpperCase()];
  return value
    .toUpperCase()
    .split(';', MOST_VALUES)
    .map(part => part.replace(/\s+/gu, ''))
    .filter(part => part !== '' && part.length <= LIMITS.characters);
};

export const sameIdentifier = (a: string, b: string): boolean => {
  const others = valuesOf(b);
  return valuesOf(a).some(value => others.includes(value));
};

/** Who bears a value: one feature, or several. */
type Bearers = Map<string, number | number[]>;

const bear = (values: Bearers, value: string, i: number): void => {
  const known = values.get(value);
  if (known === undefined) values.set(value, i);
  else if (typeof known === 'number') {
    if (known !== i) values.set(value, [known, i]);
  } else if (known.at(-1) !== i) known.push(i);
};

const sizeOf = (bearers: number | readonly number[]): number =>
  typeof bearers === 'number' ? 1 : bearers.length;

const isDistinct = (values: Bearers): boolean => {
  let all = 0;
  let once = 0;
  for (const bearers of values.values()) {
    all += sizeOf(bearers);
    if (sizeOf(bearers) === 1) once++;
  }
  const { least, beside } = DISTINCT;
  return once + beside.once >= least * (all + beside.of);
};

/** Who bears each value of each key that identifies. */
const allBearers = (features: readonly Feature[], isKey: (key: string) => boolean): Map<string, Bearers> => {
  const bearers = new Map<string, Bearers>();
  for (let i = 0; i < features.length; i++) {
    const { tags } = features[i]!;
    for (const key in tags) {
      if (!isKey(key)) continue;
      let values = bearers.get(key);
      if (!values) {
        values = new Map();
        bearers.set(key, values);
      }
      for (const value of valuesOf(tags[key]!)) bear(values, value, i);
    }
  }
  return bearers;
};

const bearersOf = (features: readonly Feature[], key: string): Bearers => {
  const bearers: Bearers = new Map();
  for (let i = 0; i < features.length; i++) {
    const said = features[i]!.tags[key];
    if (said !== undefined) for (const value of valuesOf(said)) bear(bearers, value, i);
  }
  return bearers;
};

/**
 * The keys that identify in these two datasets, in their order, and every pair of features (by their places in the
 * lists) that shares a value of one. `named`: keys that the challenge says identify, whatever their values look like.
 */
export const sharedIdentifiers = (
  official: readonly Feature[],
  community: readonly Feature[],
  named: readonly string[],
): Readonly<{ keys: readonly string[]; shared: readonly Shared[] }> => {
  const keys: string[] = [];
  const shared: Shared[] = [];
  const trusted = new Set(named);
  const isKey = (key: string): boolean => trusted.has(key) || isIdentifier(key);
  const asList = (bearers: number | readonly number[]): readonly number[] =>
    typeof bearers === 'number' ? [bearers] : bearers;
  for (const [key, values] of allBearers(official, isKey)) {
    if (!trusted.has(key) && !isDistinct(values)) continue;
    const others = bearersOf(community, key);
    if (others.size === 0 || (!trusted.has(key) && !isDistinct(others))) continue;
    keys.push(key);
    for (const [value, ours] of values) {
      const theirs = others.get(value);
      if (theirs === undefined || sizeOf(ours) * sizeOf(theirs) > LIMITS.bearers) continue;
      for (const i of asList(ours))
        for (const j of asList(theirs)) shared.push({ official: i, community: j, key, value });
    }
  }
  return { keys: keys.sort(), shared };
};
