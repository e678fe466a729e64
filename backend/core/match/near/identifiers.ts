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

/** A key identifies only where most of its values are borne once: a bus stop's `ref` may be its lines. */
const LEAST_DISTINCT = 0.8;

/** Whether a key is a strong identifier: from a closed list, or named by the challenge. */
export const identifierKeys = (more: readonly string[]): ((key: string) => boolean) => {
  const known = new Map<string, boolean>();
  const extra = new Set(more);
  return key => {
    let is = known.get(key);
    if (is === undefined) {
      is = KEYS.has(key) || extra.has(key) || PATTERN.test(key);
      known.set(key, is);
    }
    return is;
  };
};

/** Values of a key, without case and spaces; a list with semicolons is several. */
const valuesOf = (value: string): readonly string[] => {
  if (value.length <= LIMITS.characters && !/[;\s]/u.test(value))
    return value === '' ? [] : [value.toUpperCase()];
  return value
    .slice(0, LIMITS.characters)
    .toUpperCase()
    .split(';')
    .map(part => part.replace(/\s+/gu, ''))
    .filter(part => part !== '');
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
  return once >= LEAST_DISTINCT * all;
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
 * lists) that shares a value of one.
 */
export const sharedIdentifiers = (
  official: readonly Feature[],
  community: readonly Feature[],
  isKey: (key: string) => boolean,
): Readonly<{ keys: readonly string[]; shared: readonly Shared[] }> => {
  const keys: string[] = [];
  const shared: Shared[] = [];
  const asList = (bearers: number | readonly number[]): readonly number[] =>
    typeof bearers === 'number' ? [bearers] : bearers;
  for (const [key, values] of allBearers(official, isKey)) {
    if (!isDistinct(values)) continue;
    const others = bearersOf(community, key);
    if (others.size === 0 || !isDistinct(others)) continue;
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
