import { compareText } from '../compare-text.ts';
import type { Feature } from '../feature.ts';
import { LIMITS } from './match-options.ts';

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
const valuesOf = (value: string): readonly string[] =>
  value
    .slice(0, LIMITS.characters)
    .toUpperCase()
    .split(';')
    .map(part => part.replace(/\s+/gu, ''))
    .filter(part => part !== '');

export const sameIdentifier = (a: string, b: string): boolean => {
  const others = valuesOf(b);
  return valuesOf(a).some(value => others.includes(value));
};

type Bearers = Map<string, Map<string, number[]>>;

/** For each key, who bears each value. */
const bearersOf = (features: readonly Feature[], isKey: (key: string) => boolean): Bearers => {
  const bearers: Bearers = new Map();
  for (const [i, { tags }] of features.entries())
    for (const key in tags) {
      if (!isKey(key)) continue;
      const values = bearers.get(key) ?? new Map<string, number[]>();
      bearers.set(key, values);
      for (const value of valuesOf(tags[key]!)) {
        const list = values.get(value);
        if (!list) values.set(value, [i]);
        else if (list.at(-1) !== i) list.push(i);
      }
    }
  return bearers;
};

const isDistinct = (values: ReadonlyMap<string, readonly number[]>): boolean => {
  let all = 0;
  let once = 0;
  for (const list of values.values()) {
    all += list.length;
    if (list.length === 1) once++;
  }
  return once >= LEAST_DISTINCT * all;
};

/** The keys that identify in these two datasets, and every pair of features that shares a value of one, by official feature. */
export const sharedIdentifiers = (
  official: readonly Feature[],
  community: readonly Feature[],
  isKey: (key: string) => boolean,
): Readonly<{ keys: ReadonlySet<string>; shared: readonly Shared[] }> => {
  const ours = bearersOf(official, isKey);
  const theirs = bearersOf(community, isKey);
  const keys = new Set<string>();
  const shared: Shared[] = [];
  for (const [key, values] of ours) {
    const others = theirs.get(key);
    if (!others || !isDistinct(values) || !isDistinct(others)) continue;
    keys.add(key);
    for (const [value, list] of values) {
      const bearers = others.get(value);
      if (!bearers || list.length * bearers.length > LIMITS.bearers) continue;
      for (const i of list) for (const j of bearers) shared.push({ official: i, community: j, key, value });
    }
  }
  shared.sort((a, b) => a.official - b.official || a.community - b.community || compareText(a.key, b.key));
  return { keys, shared };
};
