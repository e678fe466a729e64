import type { ClassTable } from '../challenge/challenge.ts';
import type { Feature } from '../feature.ts';
import { classOf, compareClasses } from '../tags.ts';
import { addressComparer } from './compare-addresses.ts';
import { phoneOf, phonesIn, websiteIn, websiteOf } from './contacts.ts';
import { sameIdentifier } from './identifiers.ts';
import type { Evidence } from './match.ts';

/**
 * What two features say beside distance and name. Each trait has levels: 0 where it cannot be compared, which is no
 * evidence; the others from disagreement to agreement. `likely` and `unlikely` are how often each level is to be
 * expected of one place and of two, until the data say otherwise.
 */
export type Trait = Readonly<{
  kind: Exclude<Evidence['kind'], 'distance' | 'name' | 'settled'>;
  likely: readonly number[];
  unlikely: readonly number[];
  /** 0 to 1, for people */
  measures: readonly number[];
}>;

export const TRAITS: readonly Trait[] = [
  { kind: 'identifier', likely: [0.06, 0.94], unlikely: [0.9995, 0.0005], measures: [0, 1] },
  { kind: 'phone', likely: [0.25, 0.75], unlikely: [0.995, 0.005], measures: [0, 1] },
  { kind: 'website', likely: [0.2, 0.2, 0.6], unlikely: [0.94, 0.05, 0.01], measures: [0, 0.5, 1] },
  {
    kind: 'address',
    likely: [0.15, 0.15, 0.25, 0.45],
    unlikely: [0.75, 0.18, 0.05, 0.02],
    measures: [0, 0.3, 0.7, 1],
  },
  { kind: 'class', likely: [0.05, 0.95], unlikely: [0.3, 0.7], measures: [0, 1] },
];

/** Levels of all traits packed into one number, three bits each, in the order of TRAITS. */
export type Pattern = number;
export const levelIn = (pattern: Pattern, trait: number): number => (pattern >> (3 * trait)) & 7;

/** What the explanation shows of a trait: the values as written. */
export type Shown = Readonly<{ official?: string; community?: string; key?: string }>;

export type TraitComparer = Readonly<{
  pattern: (i: number, j: number) => Pattern;
  shown: (trait: number, i: number, j: number) => Shown;
}>;

const lazily = <T>(features: readonly Feature[], read: (feature: Feature) => T): ((i: number) => T) => {
  const known: (T | undefined)[] = new Array(features.length);
  return i => (known[i] ??= read(features[i]!));
};

const share = (a: readonly string[], b: readonly string[]): boolean => a.some(value => b.includes(value));

/** Compares everything but distance and name; reads the tags of features only when they are asked for. */
export const traitComparer = (
  official: readonly Feature[],
  community: readonly Feature[],
  keys: ReadonlySet<string>,
  classes: ClassTable | undefined,
  seen: readonly [Uint8Array, Uint8Array],
): TraitComparer => {
  const sides = [official, community] as const;
  const identifiers = [...keys].sort();
  const phones = sides.map(side => lazily(side, ({ tags }) => phonesIn(phoneOf(tags) ?? '')));
  const websites = sides.map(side => lazily(side, ({ tags }) => websiteIn(websiteOf(tags) ?? '')));
  const classNames = sides.map(side => lazily(side, ({ tags }) => (classes && classOf(tags, classes)) ?? ''));
  const addresses = addressComparer(official, community, seen);

  const identifier = (i: number, j: number): readonly [level: number, key: string] => {
    let differs = '';
    for (const key of identifiers) {
      const [a, b] = [official[i]!.tags[key], community[j]!.tags[key]];
      if (a === undefined || b === undefined) continue;
      if (sameIdentifier(a, b)) return [2, key];
      differs ||= key;
    }
    return differs ? [1, differs] : [0, ''];
  };
  const phone = (i: number, j: number): number => {
    const [a, b] = [phones[0]!(i), phones[1]!(j)];
    return a.length === 0 || b.length === 0 ? 0 : share(a, b) ? 2 : 1;
  };
  const website = (i: number, j: number): number => {
    const [a, b] = [websites[0]!(i), websites[1]!(j)];
    if (a.host === '' || b.host === '') return 0;
    return a.host !== b.host ? 1 : a.path === b.path ? 3 : 2;
  };
  const sameClass = (i: number, j: number): number => {
    const [a, b] = [classNames[0]!(i), classNames[1]!(j)];
    if (!classes || a === '' || b === '') return 0;
    const verdict = compareClasses(classes, a, b);
    return verdict === 'agrees' ? 2 : verdict === 'contradicts' ? 1 : 0;
  };

  return {
    pattern: (i, j) =>
      identifier(i, j)[0] |
      (phone(i, j) << 3) |
      (website(i, j) << 6) |
      (addresses.level(i, j) << 9) |
      (sameClass(i, j) << 12),
    shown: (trait, i, j) => {
      const [a, b] = [official[i]!.tags, community[j]!.tags];
      switch (TRAITS[trait]!.kind) {
        case 'identifier': {
          const [, key] = identifier(i, j);
          return { official: a[key], community: b[key], key };
        }
        case 'phone':
          return { official: phoneOf(a), community: phoneOf(b) };
        case 'website':
          return { official: websiteOf(a), community: websiteOf(b) };
        case 'address':
          return { official: addresses.of[0]?.[i]?.text, community: addresses.of[1]?.[j]?.text };
        case 'class':
          return { official: classNames[0]!(i), community: classNames[1]!(j), key: 'class' };
      }
    },
  };
};
