import { LIMITS } from '../match-options.ts';

/** Letters that Unicode does not take apart, and Arabic ones that are written either way. */
const LETTERS: Readonly<Record<string, string>> = {
  ß: 'ss',
  œ: 'oe',
  æ: 'ae',
  ø: 'o',
  ł: 'l',
  đ: 'd',
  ð: 'd',
  þ: 'th',
  ı: 'i',
  ة: 'ه',
  ى: 'ي',
};
/** Accents (Latin, Greek, Cyrillic), Hebrew points, Arabic vowel signs and the stretching line. */
const MARKS = /[\u0300-\u036f\u0591-\u05c7\u064b-\u065f\u0670\u06d6-\u06ed\u0640]/gu;
/** What is not seen: where a word may be parted, joined or turned around. */
const UNSEEN = /[\u00ad\u061c\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufeff]/gu;
/** Digits of other scripts. */
const DIGIT = /(?![0-9])\p{Nd}/gu;
const ORDINAL = /(\d)(?:e|er|re|ere|eme|nd|nde|st|rd|th|de|ste)(?![\p{L}\p{N}])/gu;
/** Scripts that put no spaces between words. */
const UNSPACED =
  /[\p{scx=Han}\p{scx=Hiragana}\p{scx=Katakana}\p{scx=Thai}\p{scx=Lao}\p{scx=Khmer}\p{scx=Myanmar}]/u;
/** `JR東京駅` is two: scripts with spaces and without them do not make one word. */
const WORD = new RegExp(
  `(?:(?!${UNSPACED.source})[\\p{L}\\p{M}])+|(?:(?=${UNSPACED.source})[\\p{L}\\p{M}])+|\\p{Nd}+`,
  'gu',
);

/** 0 to 9: scripts have their ten digits in a row, from a code that ends in 0 or in 6 (sixteens). */
const inLatin = (digit: string): string => {
  const code = digit.codePointAt(0)!;
  const last = code % 16;
  const isFromZero = /\p{Nd}/u.test(String.fromCodePoint(code - last));
  return String((isFromZero ? last : last - 6) % 10);
};

/** Lower case, without accents or points, letters and digits in one form. Only the first characters of a huge text are read. */
export const fold = (text: string): string =>
  text
    .slice(0, LIMITS.characters)
    .toLowerCase()
    .normalize('NFKD')
    .replace(MARKS, '')
    .replace(UNSEEN, '')
    .replace(DIGIT, inLatin)
    .normalize('NFC')
    .replace(/[ßœæøłđðþıةى]/gu, letter => LETTERS[letter] ?? letter);

/** Letters of Latin, without accents; a space for what is neither letter nor number; null where only `fold` knows. */
const LATIN: readonly (Uint8Array | null)[] = Array.from({ length: 0x250 }, (_, code) => {
  const folded = fold(String.fromCharCode(code));
  const isPlain = /^[a-z0-9]*$/u.test(folded);
  if (!isPlain && /[\p{L}\p{M}\p{N}]/u.test(folded)) return null;
  return Uint8Array.from(isPlain ? folded : ' ', letter => letter.charCodeAt(0));
});
/** Dashes, quotation marks and dots. */
const isMark = (code: number): boolean => code >= 0x2010 && code <= 0x2027;
const isLetter = (code: number): boolean => code >= 0x61 && code <= 0x7a;
const isDigit = (code: number): boolean => code >= 0x30 && code <= 0x39;
const ENDINGS: ReadonlySet<string> = new Set('e er re ere eme nd nde st rd th de ste'.split(' '));

/** A folded text of Latin letters as character codes, and where its words begin and end; each once. Refilled by each text. */
export type Spans = { codes: Uint8Array; from: Uint16Array; to: Uint16Array; count: number };

export const spans = (): Spans => ({
  codes: new Uint8Array(4 * LIMITS.characters),
  from: new Uint16Array(LIMITS.words),
  to: new Uint16Array(LIMITS.words),
  count: 0,
});

/** How long a text, given as UTF-16 codes, is when it is folded; -1 where there is more than Latin letters. */
const foldInto = (text: Uint16Array, begin: number, end: number, codes: Uint8Array): number => {
  let length = 0;
  for (let n = begin; n < end; n++) {
    const code = text[n]!;
    if (code < 0x80) codes[length++] = code >= 0x41 && code <= 0x5a ? code + 0x20 : code;
    else if (isMark(code)) codes[length++] = 0x20;
    else {
      const letters = code < LATIN.length ? LATIN[code] : null;
      if (!letters) return -1;
      for (let l = 0; l < letters.length; l++) codes[length++] = letters[l]!;
    }
  }
  return length;
};

const addSpan = (into: Spans, from: number, to: number): void => {
  const { codes, count } = into;
  if (count === LIMITS.words) return;
  for (let w = 0; w < count; w++) {
    if (into.to[w]! - into.from[w]! !== to - from) continue;
    let n = 0;
    while (n < to - from && codes[into.from[w]! + n] === codes[from + n]) n++;
    if (n === to - from) return;
  }
  into.from[count] = from;
  into.to[count] = to;
  into.count++;
};

/** The word that some character codes are. */
export const wordAt = (codes: Uint8Array, from: number, to: number): string => {
  let word = '';
  for (let n = from; n < to; n++) word += String.fromCharCode(codes[n]!);
  return word;
};

/**
 * Finds the words of a text, given as UTF-16 codes from and to (left out), without making any; false where `wordsOf` has to,
 * beyond Latin letters. The text is no longer than what is read.
 */
export const findWords = (text: Uint16Array, from: number, end: number, into: Spans): boolean => {
  const { codes } = into;
  const length = foldInto(text, from, end, codes);
  into.count = 0;
  for (let at = 0; at < length; ) {
    let to = at;
    while (to < length && isLetter(codes[to]!)) to++;
    if (to > at) {
      addSpan(into, at, to);
      at = to;
      continue;
    }
    while (to < length && isDigit(codes[to]!)) to++;
    if (to === at) {
      at++;
      continue;
    }
    while (at < to - 1 && codes[at] === 0x30) at++;
    addSpan(into, at, to);
    // `7e`, `21st`: the ending is none of the words.
    let ending = to;
    while (ending < length && isLetter(codes[ending]!)) ending++;
    const isOrdinal =
      ending > to &&
      ending - to <= 3 &&
      !(ending < length && isDigit(codes[ending]!)) &&
      ENDINGS.has(wordAt(codes, to, ending));
    at = isOrdinal ? ending : to;
  }
  return length >= 0;
};

const addWord = (word: string, words: string[]): void => {
  if (words.length < LIMITS.words && !words.includes(word)) words.push(word);
};

const found = spans();
const read = new Uint16Array(LIMITS.characters);

/** Words and numbers of a text, folded, each once, in order: `7e Rue Ste-Anne` is 7, rue, ste, anne. */
export const wordsOf = (text: string): readonly string[] => {
  const size = Math.min(text.length, LIMITS.characters);
  for (let n = 0; n < size; n++) read[n] = text.charCodeAt(n);
  if (findWords(read, 0, size, found))
    return Array.from({ length: found.count }, (_, w) => wordAt(found.codes, found.from[w]!, found.to[w]!));
  const words: string[] = [];
  for (const word of fold(text).replace(ORDINAL, '$1').match(WORD) ?? []) {
    const first = word.charCodeAt(0);
    if (first >= 48 && first <= 57) addWord(word.replace(/^0+(?=\d)/u, ''), words);
    else if (first > 0x0e00 && UNSPACED.test(word)) for (const pair of pairsOf(word)) addWord(pair, words);
    else addWord(word, words);
  }
  return words;
};

/** Pairs of neighbouring characters: what stands for words where none are marked. */
const pairsOf = (text: string): readonly string[] => {
  const letters = [...text].slice(0, LIMITS.words);
  return letters.length < 2 ? letters : letters.slice(1).map((letter, i) => (letters[i] ?? '') + letter);
};

/** Articles, prepositions and conjunctions: they say nothing about a place, however rare they are in a small list. */
export const FUNCTION_WORDS: ReadonlySet<string> = new Set(
  `a an and at by for from in of on the to
   au aux d de des du en et l la le les sous sur un une
   aan bij de den der en het in op te ten ter van voor
   am an auf bei das dem den der die im in und von vom zu zum zur
   al da del della delle di e el i il las los lo y do dos das o os s t`.split(/\s+/u),
);

/** Spellings of one word; a spelling may belong to several (`st`: saint, street). Road signs, not the words of any one dataset. */
const SPELLINGS: readonly (readonly string[])[] = `
saint st sankt sint san
sainte ste st santa
street st str
strasse str straat
avenue av ave avenida aven
boulevard bd bld blvd boul
road rd
drive dr
lane ln
court ct
highway hwy
place pl plaza plein platz
square sq
mount mt mont
docteur dr doctor doktor
professeur prof professor
general gal gen
marechal mal
commandant cdt
capitaine cne
president pdt
junior jr
north n nord noord norte
south s sud zuid sur sued
east e est oost ost este
west w ouest o oeste
northwest nw
centre center ctr centrum zentrum centro
station stn
hospital hosp hopital
university univ universite universitat
international intl int
and et und en
number no nr num numero
apartment apt
building bldg
company co
brothers bros`
  .trim()
  .split('\n')
  .map(line => line.split(' '));

/** For each spelling, the words it may stand for. */
const MEANINGS: ReadonlyMap<string, readonly number[]> = SPELLINGS.reduce((map, spellings, meaning) => {
  for (const word of spellings) map.set(word, [...(map.get(word) ?? []), meaning]);
  return map;
}, new Map<string, number[]>());

export const hasSpellings = (word: string): boolean => MEANINGS.has(word);

export const sameMeaning = (a: string, b: string): boolean => {
  const [left, right] = [MEANINGS.get(a), MEANINGS.get(b)];
  return left !== undefined && right !== undefined && left.some(meaning => right.includes(meaning));
};
