import {
  type CountryCallingCode,
  getCountries,
  getCountryCallingCode,
  parsePhoneNumberFromString,
} from 'libphonenumber-js/min';
import type { Tags } from '../../feature.ts';

export const PHONE_KEYS = ['phone', 'contact:phone', 'mobile', 'contact:mobile', 'telephone'] as const;

export const phoneOf = (tags: Tags): string | undefined => {
  for (const key of PHONE_KEYS) if (tags[key]) return tags[key];
  return undefined;
};

/** One number of a list, as far as it is read before it is compared. */
export type Phone = Readonly<{
  /** without an extension; `+` before a country, however that was written */
  text: string;
  /** all of its digits */
  digits: string;
}>;

/** Characters of a list that are read. */
const LONGEST = 200;
/** Digits of a number, without which it names no subscriber: an emergency number, an extension. */
const LEAST_DIGITS = 7;
/** With both prefixes and what a person may add by mistake; E.164 has 15 at most. */
const MOST_DIGITS = 20;
/** Digits at the end that equal numbers have in common in every way of writing them. */
const TAIL = 6;
/** Digits that settle it where a number cannot be read: its country and trunk prefix may be there or not. */
const SUBSCRIBER = 8;
/** `ext. 12`, `x12`, `poste 3`, `toestel 4`, `-12` after `Durchwahl` */
const EXTENSION =
  /[\s,(]*(?:ext(?:n|ension|\.)?|x|#|poste|toestel|tst\.?|durchwahl|dw)[\s.:=-]*\d{1,6}\)?\s*$/iu;
/** A slash between two numbers has spaces around it; one within a number has none: `02/123.45.67`. */
const BETWEEN = /[;,|\n]|\s\/\s|\s(?:or|ou|of|oder)\s/iu;
/** Both rows of Arabic digits; their last four bits are what they count. */
const ARABIC = /[\u0660-\u0669\u06f0-\u06f9]/gu;
const PREFIXED = /^(?:\+|00(?=[1-9]))/u;

/** One number and nothing else: most are. */
const PLAIN = /^\+?[\d ().-]{0,30}$/u;

const phoneIn = (part: string): Phone => ({
  text: part.replace(PREFIXED, '+'),
  digits: part.replace(/\D/gu, ''),
});

const partsOf = (value: string): readonly string[] =>
  value
    .slice(0, LONGEST)
    .normalize('NFKC')
    .replace(ARABIC, digit => String(digit.charCodeAt(0) & 15))
    .split(BETWEEN)
    .map(part =>
      part
        .replace(EXTENSION, '')
        .replace(/^[^\d+(]+/u, '')
        .trim(),
    );

/** The numbers in a list; none for what is too short to name one subscriber. */
export const phonesIn = (value: string): readonly Phone[] =>
  (PLAIN.test(value) ? [value] : partsOf(value))
    .map(phoneIn)
    .filter(({ digits }) => digits.length >= LEAST_DIGITS && digits.length <= MOST_DIGITS);

const CODES: ReadonlySet<string> = new Set(getCountries().map(country => getCountryCallingCode(country)));

/** The calling code that a number begins with; none begins with another one. */
const codeOf = ({ text }: Pick<Phone, 'text'>): string | undefined => {
  if (text[0] !== '+') return undefined;
  let digits = '';
  for (let at = 1; at < text.length && digits.length < 3; at++) {
    const unit = text.charCodeAt(at);
    if (unit < 48 || unit > 57) continue;
    digits += text[at];
    if (CODES.has(digits)) return digits;
  }
  return undefined;
};

/** Whether one of a list may say its country. */
const SAYS_CODE = /\+|(?:^|[;,/|])\s*00|[\u0660-\u06f9]/u;

/** The calling code that most of the numbers with one have; null where none has, or no two sides could be compared. */
export const usualCode = (sides: readonly Iterable<Tags>[]): string | null => {
  const counts = new Map<string, number>();
  for (const side of sides) {
    let any = false;
    for (const tags of side) {
      const value = phoneOf(tags);
      if (value === undefined) continue;
      any = true;
      // A list counts by its first number, which most of them are.
      const first = codeOf({ text: value });
      if (first === undefined && !SAYS_CODE.test(value)) continue;
      for (const code of first === undefined ? phonesIn(value).map(codeOf) : [first])
        if (code !== undefined) counts.set(code, (counts.get(code) ?? 0) + 1);
    }
    if (!any) return null;
  }
  const [most] = [...counts].sort(([a, x], [b, y]) => y - x || (a < b ? -1 : 1));
  return most?.[0] ?? null;
};

/** Numbers that are remembered; more are read again. */
const REMEMBERED = 200_000;

/** Whether two lists have a number in common. @param usual the calling code of numbers that say none */
export const phoneComparer = (
  usual: string | null,
): ((a: readonly Phone[], b: readonly Phone[]) => boolean) => {
  const known = new Map<string, string | null>();
  /** `+33299123456`; null where it is no number of that country. */
  const read = ({ text }: Phone, code: string | null): string | null => {
    const key = text.startsWith('+') ? text : `${code} ${text}`;
    let number = known.get(key);
    if (number === undefined) {
      const found =
        code === null && !text.startsWith('+')
          ? undefined
          : parsePhoneNumberFromString(text, {
              extract: false,
              ...(code !== null && { defaultCallingCode: code as CountryCallingCode }),
            });
      number = found?.isPossible() ? found.number : null;
      if (known.size < REMEMBERED) known.set(key, number);
    }
    return number;
  };
  const same = (a: Phone, b: Phone): boolean => {
    if (a.digits.slice(-TAIL) !== b.digits.slice(-TAIL)) return false;
    const [ours, theirs] = [codeOf(a), codeOf(b)];
    if (a.digits === b.digits && (ours === undefined) === (theirs === undefined)) return true;
    // One that says no country may be of the other's: near a border the usual one is not everybody's.
    const codes = ours ?? theirs ?? usual;
    const [left, right] = [read(a, codes), read(b, codes)];
    if (left !== null && right !== null)
      return left === right || (usual !== codes && read(a, usual) === read(b, usual));
    const [x, y] = [a, b].map(({ digits }) => digits.replace(/^0+/u, ''));
    const [short, long] = x!.length <= y!.length ? [x!, y!] : [y!, x!];
    return short.length >= SUBSCRIBER ? long.endsWith(short) : x === y;
  };
  return (a, b) => a.some(one => b.some(other => same(one, other)));
};
