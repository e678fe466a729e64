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
  postcode: string;
}>;

const POSTCODE =
  /\b(?:\d{5}|\d{4}(?=\s+\p{L})|[a-z]{1,2}\d[a-z\d]?\s*\d[a-z]{2}|\d{4}\s?[a-z]{2}|[a-z]\d[a-z]\s?\d[a-z]\d)\b/u;
const HOUSE_NUMBER = /(?<![\p{L}\p{N}])\d{1,5}[a-z]?(?![\p{L}\p{N}])/gu;

/** The keys that an address is read from. */
export const ADDRESS_KEYS = [
  'addr:street',
  'addr:place',
  'addr:housenumber',
  'addr:postcode',
  'addr:city',
  'addr:full',
  'address',
  'adresse',
  'postcode',
] as const;

/** From `addr:*`, else from free text; null where there is neither a street nor a postcode: a number alone is no address. */
export const addressOf = (tags: Tags): Address | null => {
  const street = tags['addr:street'] ?? tags['addr:place'];
  const house = tags['addr:housenumber'];
  const text = street
    ? [house, street, tags['addr:postcode'], tags['addr:city']].filter(Boolean).join(' ')
    : (tags['addr:full'] ?? tags['address'] ?? tags['adresse']);
  if (text === undefined || !/\p{L}{2}/u.test(text)) {
    const alone = tags['addr:postcode'] ?? tags['postcode'];
    return alone === undefined || !/\d/u.test(alone)
      ? null
      : { text: alone, words: [], numbers: [], postcode: fold(alone).replace(/\s+/gu, '') };
  }
  const folded = fold(text);
  const postcode =
    fold(tags['addr:postcode'] ?? tags['postcode'] ?? '') || (POSTCODE.exec(folded)?.[0] ?? '');
  const numbered = street ? fold(house ?? '') : folded.replace(POSTCODE, ' ');
  const words = wordsOf(street ?? folded.replace(POSTCODE, ' ')).filter(word => !/^\d/u.test(word));
  return {
    text,
    words: words.filter(word => !FUNCTION_WORDS.has(word)),
    numbers: numbered.match(HOUSE_NUMBER) ?? [],
    postcode: postcode.replace(/\s+/gu, ''),
  };
};
