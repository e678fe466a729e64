import type { ClassTable } from '../../challenge/challenge.ts';
import type { Tags } from '../../feature.ts';
import { classOf, compareClasses } from '../../tags.ts';
import type { TagsOf } from '../columns/tags-of.ts';
import type { Evidence } from '../match.ts';
import { sameIdentifier } from '../near/identifiers.ts';
import { addressOf } from './address.ts';
import { phoneComparer, phoneOf, phonesIn } from './phones.ts';
import { compareWebsites, websiteOf, websitesIn } from './websites.ts';

/**
 * What two features say beside distance and name. Each trait has levels: 0 where it cannot be compared, which is no
 * evidence; the others from disagreement to agreement. `likely` and `unlikely` are how often each level is to be
 * expected of one place and of two, until the data say otherwise.
 */
export type Trait = Readonly<{
  kind: Exclude<Evidence['kind'], 'distance' | 'name' | 'tag' | 'doubt' | 'settled'>;
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
    likely: [0.12, 0.12, 0.12, 0.22, 0.42],
    unlikely: [0.72, 0.16, 0.05, 0.05, 0.02],
    measures: [0, 0.3, 0.5, 0.7, 1],
  },
  { kind: 'class', likely: [0.05, 0.95], unlikely: [0.3, 0.7], measures: [0, 1] },
];

/** Levels of all traits packed into one number, three bits each, in the order of TRAITS. */
export type Pattern = number;
export const levelIn = (pattern: Pattern, trait: number): number => (pattern >> (3 * trait)) & 7;

/** What the explanation shows of a trait: the values as written. */
export type Shown = Readonly<{ official?: string; community?: string; key?: string }>;

/** Each feature's value, read when it is first asked for; null where one of the sides has none at all. */
const lazily = <T>(
  sides: readonly [TagsOf, TagsOf],
  has: (tags: Tags) => boolean,
  read: (tags: Tags) => T,
): readonly [(i: number) => T, (j: number) => T] | null => {
  const any = ({ length, at, order }: TagsOf): boolean => {
    for (let n = 0; n < length; n++) if (has(at(order ? order[n]! : n))) return true;
    return false;
  };
  if (!sides.every(any)) return null;
  const one = ({ length, at }: TagsOf): ((i: number) => T) => {
    const known: (T | undefined)[] = new Array(length);
    return i => (known[i] ??= read(at(i)));
  };
  return [one(sides[0]), one(sides[1])];
};

/** Which of the keys, in their order, speaks: one with equal values, else one with different ones. */
const identifier = (keys: readonly string[], a: Tags, b: Tags): readonly [level: number, key: string] => {
  let differs = '';
  for (const key of keys) {
    const [left, right] = [a[key], b[key]];
    if (left === undefined || right === undefined) continue;
    if (sameIdentifier(left, right)) return [2, key];
    differs ||= key;
  }
  return differs ? [1, differs] : [0, ''];
};

/** Compares everything but distance and name. @param callingCode of phone numbers that say none */
export const traitComparer = (
  sides: readonly [TagsOf, TagsOf],
  addresses: ((i: number, j: number) => number) | null,
  identifiers: readonly string[],
  classes: ClassTable | undefined,
  callingCode: string | null,
): ((i: number, j: number) => Pattern) => {
  const samePhone = phoneComparer(callingCode);
  const phones = lazily(
    sides,
    tags => phoneOf(tags) !== undefined,
    tags => phonesIn(phoneOf(tags) ?? ''),
  );
  const websites = lazily(
    sides,
    tags => websiteOf(tags) !== undefined,
    tags => websitesIn(websiteOf(tags) ?? ''),
  );
  const classNames = classes
    ? lazily(
        sides,
        () => true,
        tags => classOf(tags, classes) ?? '',
      )
    : null;

  const phone = (i: number, j: number): number => {
    if (!phones) return 0;
    const [a, b] = [phones[0](i), phones[1](j)];
    return a.length === 0 || b.length === 0 ? 0 : samePhone(a, b) ? 2 : 1;
  };
  const website = (i: number, j: number): number => {
    if (!websites) return 0;
    return compareWebsites(websites[0](i), websites[1](j));
  };
  const sameClass = (i: number, j: number): number => {
    if (!classes || !classNames) return 0;
    const [a, b] = [classNames[0](i), classNames[1](j)];
    if (a === '' || b === '') return 0;
    const verdict = compareClasses(classes, a, b);
    return verdict === 'agrees' ? 2 : verdict === 'contradicts' ? 1 : 0;
  };
  if (identifiers.length === 0 && !phones && !websites && !addresses && !classNames) return () => 0;
  return (i, j) =>
    (identifiers.length === 0 ? 0 : identifier(identifiers, sides[0].at(i), sides[1].at(j))[0]) |
    (phone(i, j) << 3) |
    (website(i, j) << 6) |
    ((addresses ? addresses(i, j) : 0) << 9) |
    (sameClass(i, j) << 12);
};

/** The values of a trait as two features have them, for the explanation. */
export const shownOf = (
  trait: number,
  a: Tags,
  b: Tags,
  identifiers: readonly string[],
  classes: ClassTable | undefined,
): Shown => {
  switch (TRAITS[trait]!.kind) {
    case 'identifier': {
      const [, key] = identifier(identifiers, a, b);
      return { official: a[key], community: b[key], key };
    }
    case 'phone':
      return { official: phoneOf(a), community: phoneOf(b) };
    case 'website':
      return { official: websiteOf(a), community: websiteOf(b) };
    case 'address':
      return { official: addressOf(a)?.text, community: addressOf(b)?.text };
    case 'class': {
      const name = (tags: Tags): string => (classes && classOf(tags, classes)) ?? '';
      return { official: name(a), community: name(b), key: 'class' };
    }
  }
};
