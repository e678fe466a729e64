import type { ClassTable, TagFilter } from './challenge/challenge.ts';
import type { Tags } from './feature.ts';

/** Prefixes of the main key of what is there no longer: `disused:amenity`. */
export const LIFECYCLES = ['disused', 'abandoned', 'demolished', 'removed'] as const;
export type Lifecycle = (typeof LIFECYCLES)[number];

/** One condition of a filter, as it was written. `in`: one of the values; `not-in`: none of them. */
export type TagCondition = Readonly<
  | { key: string; kind: 'present' | 'absent' }
  | { key: string; kind: 'in' | 'not-in'; values: readonly string[] }
>;
type Condition = (tags: Tags) => boolean;

const compiled = new Map<TagFilter, readonly Condition[]>();

/** `key=value|value`, `key=*`, `key`, `key!=value|value`, `!key`. Throws where there is no key. */
const readCondition = (text: string): TagCondition => {
  const [, not = '', key = '', sign = '', wanted = ''] =
    /^(!?)\s*([^=!]+?)\s*(?:(!?=)\s*(.*))?$/su.exec(text.trim()) ?? [];
  if (key === '' || (not !== '' && sign !== '')) throw new Error(`"${text}" is not a tag filter`);
  if (sign === '' || wanted === '*') return { key, kind: not === '' && sign !== '!=' ? 'present' : 'absent' };
  return {
    key,
    kind: sign === '=' ? 'in' : 'not-in',
    values: wanted.split('|').map(value => value.trim()),
  };
};

/** The conditions of a filter as data. Throws an Error that quotes the filter where it cannot be read. */
export const readFilter = (filter: TagFilter): readonly TagCondition[] =>
  filter.split('&').map(readCondition);

const conditionOf = (condition: TagCondition): Condition => {
  const { key } = condition;
  if (!('values' in condition)) {
    const present = condition.kind === 'present';
    return tags => (tags[key] !== undefined) === present;
  }
  const values = new Set(condition.values);
  const expected = condition.kind === 'in';
  return tags => {
    const value = tags[key];
    const found =
      value !== undefined && (values.has(value) || value.split(';').some(v => values.has(v.trim())));
    return found === expected;
  };
};

/** The conditions of a filter. Throws an Error that quotes the filter where it cannot be read. */
export const conditionsOf = (filter: TagFilter): readonly Condition[] => {
  const known = compiled.get(filter);
  if (known) return known;
  const conditions = readFilter(filter).map(conditionOf);
  compiled.set(filter, conditions);
  return conditions;
};

/**
 * Whether every condition of a filter holds: `amenity=fire_station`, `aeroway=aerodrome|heliport`, `aeroway=*`,
 * `building!=yes`, `!disused`, several joined by `&`. A semicolon list holds when one of its values does.
 */
export const holds = (filter: TagFilter, tags: Tags): boolean =>
  conditionsOf(filter).every(condition => condition(tags));

/** Whether one of the filters holds; an empty list lets everything pass. */
export const anyHolds = (filters: readonly TagFilter[], tags: Tags): boolean =>
  filters.length === 0 || filters.some(filter => holds(filter, tags));

/** The first class of the table whose filter holds; null where none does. */
export const classOf = (tags: Tags, table: ClassTable): string | null =>
  table.classes.find(({ when }) => when.some(filter => holds(filter, tags)))?.id ?? null;

export type ClassVerdict = 'agrees' | 'contradicts' | 'not-comparable';

/** What the table says about two classes, in either order. A class agrees with itself unless the table says otherwise. */
export const compareClasses = (table: ClassTable, a: string | null, b: string | null): ClassVerdict => {
  if (a === null || b === null) return 'not-comparable';
  const pair = table.pairs.find(p => (p.a === a && p.b === b) || (p.a === b && p.b === a));
  return pair?.verdict ?? (a === b ? 'agrees' : 'not-comparable');
};

const LETTERS: Readonly<Record<string, string>> = { ß: 'ss', œ: 'oe', æ: 'ae', ø: 'o', ł: 'l', đ: 'd' };

const plain = (value: string): string => value.trim().replace(/\s+/gu, ' ');

/** Lower case without accents; apostrophes and dashes of every kind count as spaces. */
const nameForm = (value: string): string => {
  const lower = value.toLowerCase();
  const bare = /\P{ASCII}/u.test(lower)
    ? lower
        .normalize('NFD')
        .replace(/\p{M}/gu, '')
        .replace(/[ßœæøłđ]/gu, letter => LETTERS[letter] ?? letter)
    : lower;
  return bare
    .replace(/['’‘ʼ`´\-‐‑‒–—_]/gu, ' ')
    .replace(/\s+/gu, ' ')
    .trim();
};

/** Host in lower case without `www.`, then the path as written without its last slash. */
const websiteForm = (value: string): string => {
  const bare = value
    .trim()
    .replace(/^[a-z][a-z0-9+.-]*:\/\//iu, '')
    .replace(/^www\./iu, '');
  const slash = bare.search(/[/?#]/u);
  if (slash < 0) return bare.toLowerCase();
  return bare.slice(0, slash).toLowerCase() + bare.slice(slash).replace(/\/+$/u, '');
};

/** Digits; a leading `+` where the number names its country (`00` is `+`, `+33 (0)2` is `+332`). */
const phoneForm = (value: string): string => {
  const text = value.trim().replace(/^tel:/iu, '').replace(/\(0\)/gu, '');
  const digits = text.replace(/\D/gu, '');
  if (/^\(?\+/u.test(text)) return `+${digits}`;
  return digits.startsWith('00') ? `+${digits.slice(2)}` : digits;
};

/** Country codes have one to three digits (ITU-T E.164); a national number drops its trunk zero behind one. */
const samePhone = (a: string, b: string): boolean => {
  if (a === b) return true;
  const [international, national] = a.startsWith('+') ? [a, b] : [b, a];
  if (!international.startsWith('+') || national.startsWith('+')) return false;
  return [national, national.replace(/^0/u, '')].some(rest => {
    const code = international.length - 1 - rest.length;
    return rest.length >= 6 && code >= 1 && code <= 3 && international.endsWith(rest);
  });
};

const PHONE = /(^|:)(phone|mobile|fax|telephone)(:|$|_\d)/u;
const WEBSITE = /(^|:)(website|url)(:|$)/u;
const NAME =
  /(^|_|:)name(:|$)|^(operator|brand|network|owner)$|^addr:(street|city|place|suburb|district|province)$/u;
const CASELESS = /(^|:)email(:|$)|^(icao|iata)$/u;

type Nature = Readonly<{ form: (value: string) => string; same: (a: string, b: string) => boolean }>;
const equal = (a: string, b: string): boolean => a === b;
const natureOf = (key: string): Nature => {
  if (PHONE.test(key)) return { form: phoneForm, same: samePhone };
  if (WEBSITE.test(key)) return { form: websiteForm, same: equal };
  if (NAME.test(key)) return { form: nameForm, same: equal };
  if (CASELESS.test(key)) return { form: value => plain(value).toLowerCase(), same: equal };
  return { form: plain, same: equal };
};

const listOf = (value: string, form: Nature['form']): readonly string[] =>
  value
    .split(';')
    .map(form)
    .filter(part => part !== '');

/**
 * Whether two values of one key say the same, by the key's own nature: phones by their digits with country, websites
 * without scheme, `www.` and last slash, names without case, accents and spaces, all else as trimmed text. Lists with
 * semicolons are sets.
 */
export const sameValue = (key: string, a: string, b: string): boolean => {
  if (a === b) return true;
  const { form, same } = natureOf(key);
  const left = listOf(a, form);
  const right = listOf(b, form);
  const inside = (some: readonly string[], all: readonly string[]): boolean =>
    some.every(x => all.some(y => same(x, y)));
  return inside(left, right) && inside(right, left);
};
