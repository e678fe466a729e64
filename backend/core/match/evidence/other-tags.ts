import { compareText } from '../../compare-text.ts';
import type { Tags } from '../../feature.ts';
import { int32 } from '../columns/columns.ts';
import type { TagsOf } from '../columns/tags-of.ts';
import { fold } from '../names/fold.ts';

/** Most keys of other tags that are compared: two bits each in a number of sixteen. */
export const MOST_KEYS = 8;
/** Levels: 0 where a side has none, which is no evidence; `CLOSE`: two numbers that differ little. */
export const DIFFERS = 1;
export const CLOSE = 2;
export const AGREES = 3;
export const levelOfKey = (pattern: number, key: number): number => (pattern >> (2 * key)) & 3;

/** Names, identifiers, contacts and addresses are compared elsewhere; the rest is about the data, not about the place. */
const NOT_OF_PLACE =
  /name|^(?:ref|icao|iata|faa|wikidata|wikipedia|uic_ref|gtfs|uri|url|id|objectid|ogc_fid|fid|gid|uuid|guid)(?:$|[:_])|^@|phone|mobile|fax|email|mail|website|facebook|instagram|twitter|^addr|address|adresse|post_?code|postal|^(?:source|note|fixme|description|comment|remarks?|created_by|check_date|survey|image|start_date|opening_date|layer|import|date|time|timestamp|version|changeset|user)(?:$|[:_])|^(?:lat|lon|lng|x|y)$|latitude|longitude|coord|geo_?(?:point|shape|m)/iu;

/** Features of a side that are looked at for the keys that they have. */
const LOOKED_AT = 4_000;
/** Least share of the features of each side that have a key worth comparing, and least number of them. */
const COMMON = { share: 0.05, count: 5 };

/** `1,000`, `12 500`, `1,234,567`: a sign or a space between thousands. */
const IN_THOUSANDS = /^[1-9]\d{0,2}(?:[, ]\d{3})+$/u;

/** A value as it is compared: without case, spaces and accents; a number without leading zeros. */
const plain = (value: string): string => {
  const folded = fold(value).trim();
  const written = IN_THOUSANDS.test(folded) ? folded.replaceAll(/[, ]/gu, '') : folded.replace(',', '.');
  const number = written === '' ? Number.NaN : Number(written);
  return Number.isFinite(number) ? String(number) : folded;
};

/** Share of the larger of two numbers, up to which they are close: a count that was made a year later. */
const CLOSE_SHARE = 0.2;

const presence = (tags: readonly Tags[]): ReadonlyMap<string, number> => {
  const counts = new Map<string, number>();
  for (const one of tags) for (const key in one) counts.set(key, (counts.get(key) ?? 0) + 1);
  return counts;
};

const valuesOf = (tags: readonly Tags[], key: string): ReadonlySet<string> =>
  new Set(tags.flatMap(one => (typeof one[key] === 'string' ? [plain(one[key])] : [])));

/** Share of the features with a key from which it says again what another one says (`operator` the brand that is the name). */
const REPEATED = 0.8;

/** Whether most features that have a key have the same value under another. */
const repeats = (tags: readonly Tags[], key: string, other: string): boolean => {
  const having = tags.filter(one => typeof one[key] === 'string');
  const same = having.filter(one => typeof one[other] === 'string' && plain(one[other]) === plain(one[key]!));
  return same.length >= REPEATED * having.length;
};

/** Every so manieth feature of a side. */
const tagsOfSome = ({ length, at }: TagsOf): readonly Tags[] => {
  const every = Math.max(1, Math.floor(length / LOOKED_AT));
  return Array.from({ length: Math.floor((length + every - 1) / every) }, (_, n) => at(n * every));
};

/**
 * Keys of tags that nothing else here compares (`capacity`, `operator`, `amenity`), that enough features of both sides have,
 * with values that vary and that both sides use; the commonest first. How much their agreement is worth is learnt, of each
 * on its own: what says on both sides what the name or another of them says would count twice.
 */
export const otherKeys = (sides: readonly [TagsOf, TagsOf]): readonly string[] => {
  const [ours, theirs] = [tagsOfSome(sides[0]), tagsOfSome(sides[1])];
  const [having, there] = [presence(ours), presence(theirs)];
  const enough = (count: number, of: number): boolean => count >= COMMON.count && count >= COMMON.share * of;
  const kept: string[] = [];
  const worthComparing = [...having]
    .filter(
      ([key, count]) =>
        !NOT_OF_PLACE.test(key) && enough(count, ours.length) && enough(there.get(key) ?? 0, theirs.length),
    )
    .map(([key, count]) => ({ key, common: count * there.get(key)! }))
    .sort((a, b) => b.common - a.common || compareText(a.key, b.key))
    .filter(({ key }) => {
      const [a, b] = [valuesOf(ours, key), valuesOf(theirs, key)];
      return (a.size > 1 || b.size > 1) && [...a].some(value => b.has(value));
    });
  for (const { key } of worthComparing) {
    if (kept.length === MOST_KEYS) break;
    const saidBy = (other: string): boolean => repeats(ours, key, other) && repeats(theirs, key, other);
    if (!['name', ...kept].some(saidBy)) kept.push(key);
  }
  return kept;
};

/** False where one of them is no number. */
const isClose = (a: number, b: number): boolean =>
  Math.abs(a - b) <= CLOSE_SHARE * Math.max(Math.abs(a), Math.abs(b));

/** The values of a key on both sides by number, alike ones with one number, and what each is as an amount. */
const columnsOf = (sides: readonly [TagsOf, TagsOf], key: string) => {
  const known = new Map<string, number>();
  const amounts: number[] = [];
  const written = new Map<string, number>();
  const column = ({ length, at, order }: TagsOf): Int32Array => {
    const numbers = int32(length).fill(-1);
    for (let n = 0; n < length; n++) {
      const i = order ? order[n]! : n;
      const value = at(i)[key];
      // `constructor` is there without being a tag.
      if (typeof value !== 'string') continue;
      let number = written.get(value);
      if (number === undefined) {
        const text = plain(value);
        number = known.get(text) ?? known.size;
        known.set(text, number);
        amounts[number] = Number(text === '' ? Number.NaN : text);
        written.set(value, number);
      }
      numbers[i] = number;
    }
    return numbers;
  };
  return { sides: [column(sides[0]), column(sides[1])] as const, amounts };
};

/** Compares the other tags of two features: for each key two bits, its level. */
export const otherTags = (
  sides: readonly [TagsOf, TagsOf],
  keys: readonly string[],
): ((i: number, j: number) => number) => {
  if (keys.length === 0) return () => 0;
  const columns = keys.map(key => columnsOf(sides, key));
  return (i, j) => {
    let pattern = 0;
    for (let k = 0; k < columns.length; k++) {
      const { sides: values, amounts } = columns[k]!;
      const [a, b] = [values[0][i]!, values[1][j]!];
      if (a < 0 || b < 0) continue;
      pattern |= (a === b ? AGREES : isClose(amounts[a]!, amounts[b]!) ? CLOSE : DIFFERS) << (2 * k);
    }
    return pattern;
  };
};
