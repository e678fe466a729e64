import type { Tags } from '../../feature.ts';
import { fold } from '../names/fold.ts';
import { FUNCTION_WORDS, wordsOf } from '../names/words.ts';

/** A postal address as far as it can be compared. */
export type Address = Readonly<{
  text: string;
  /** Words of street and town, without articles. */
  words: readonly string[];
  /** House numbers (`19`, `19b`, and both ends of `10-14`). */
  numbers: readonly string[];
  /** Numbers beside a house number of its own: they belong to the street's name (`Place du 8 Mai 1945`, `Highway 7`). */
  ofStreet: readonly string[];
  postcode: string;
}>;

const POSTCODE =
  /\b(?:\d{5}|\d{4}(?=\s+\p{L})|[a-z]{1,2}\d[a-z\d]?\s*\d[a-z]{2}|\d{4}\s?[a-z]{2}|[a-z]\d[a-z]\s?\d[a-z]\d)\b/u;
const HOUSE_NUMBER = /(?<![\p{L}\p{N}])\d{1,5}[a-z]?(?![\p{L}\p{N}])/gu;

/** A house number before or behind the street that it was written into, but no year at its end; also ranges, `10-14`. */
const IN_STREET =
  /^\d{1,5}[a-z]?(?:\s?[-/]\s?\d{1,5}[a-z]?)?(?=[\s,]+\p{L})|(?=\d)(?<=[\p{L}.,]\s*)(?!(?:1[789]|20)\d\d$)\d{1,5}[a-z]?(?:\s?[-/]\s?\d{1,5}[a-z]?)?$/u;

/** The keys that an address is read from: OpenStreetMap's, and columns that many lists call so. */
export const ADDRESS_KEYS = [
  'addr:street',
  'addr:place',
  'street',
  'addr:housenumber',
  'house_number',
  'housenumber',
  'addr:postcode',
  'addr:city',
  'addr:full',
  'address',
  'adresse',
  'postcode',
] as const;

/** From `addr:*`, else from free text; null where there is neither a street nor a postcode: a number alone is no address. */
export const addressOf = (tags: Tags): Address | null => {
  const street = tags['addr:street'] ?? tags['addr:place'] ?? tags['street'];
  const house = tags['addr:housenumber'] ?? tags['house_number'] ?? tags['housenumber'];
  const text = street
    ? [house, street, tags['addr:postcode'], tags['addr:city']].filter(Boolean).join(' ')
    : (tags['addr:full'] ?? tags['address'] ?? tags['adresse']);
  if (text === undefined || !/\p{L}{2}/u.test(text)) {
    const alone = tags['addr:postcode'] ?? tags['postcode'];
    return alone === undefined || !/\d/u.test(alone)
      ? null
      : { text: alone, words: [], numbers: [], ofStreet: [], postcode: fold(alone).replace(/\s+/gu, '') };
  }
  const folded = fold(text);
  const postcode =
    fold(tags['addr:postcode'] ?? tags['postcode'] ?? '') || (POSTCODE.exec(folded)?.[0] ?? '');
  const numbered = house
    ? fold(house)
    : street
      ? (IN_STREET.exec(fold(street))?.[0] ?? '')
      : folded.replace(POSTCODE, ' ');
  const words = wordsOf(street ?? folded.replace(POSTCODE, ' ')).filter(word => !/^\d/u.test(word));
  return {
    text,
    words: words.filter(word => !FUNCTION_WORDS.has(word)),
    numbers: numbered.match(HOUSE_NUMBER) ?? [],
    ofStreet: street && house ? (fold(street).match(HOUSE_NUMBER) ?? []) : [],
    postcode: postcode.replace(/\s+/gu, ''),
  };
};
