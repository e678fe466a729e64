import { LIMITS } from './match-options.ts';

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
const ORDINAL = /(\d)(?:e|er|re|ere|eme|nd|nde|st|rd|th|de|ste)(?![\p{L}\p{N}])/gu;
/** Scripts that put no spaces between words. */
const UNSPACED =
  /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}\p{Script=Lao}\p{Script=Khmer}\p{Script=Myanmar}]/u;
const WORD = /[\p{L}\p{M}]+|\p{Nd}+/gu;

/** Lower case, without accents or points, letters in one form. Only the first characters of a huge text are read. */
export const fold = (text: string): string =>
  text
    .slice(0, LIMITS.characters)
    .toLowerCase()
    .normalize('NFKD')
    .replace(MARKS, '')
    .normalize('NFC')
    .replace(/[ßœæøłđðþıةى]/gu, letter => LETTERS[letter] ?? letter);

/** Letters of Latin, without accents; a space for what is neither letter nor number; null where only `fold` knows. */
const LATIN: readonly (string | null)[] = Array.from({ length: 0x250 }, (_, code) => {
  const folded = fold(String.fromCharCode(code));
  if (/^[a-z0-9]*$/u.test(folded)) return folded;
  return /[\p{L}\p{M}\p{N}]/u.test(folded) ? null : ' ';
});
/** Dashes, quotation marks and dots. */
const isMark = (code: number): boolean => code >= 0x2010 && code <= 0x2027;

/** The same as `fold` as far as words go, in a fraction of the time; null where there is more than Latin letters. */
const foldLatin = (text: string): string | null => {
  let ascii = true;
  for (let n = 0; n < text.length; n++) {
    const code = text.charCodeAt(n);
    if (code < 0x80) continue;
    if (!isMark(code) && (code >= LATIN.length || LATIN[code] === null)) return null;
    ascii = false;
  }
  if (ascii) return text.toLowerCase();
  let folded = '';
  for (let n = 0; n < text.length; n++) folded += LATIN[text.charCodeAt(n)] ?? ' ';
  return folded;
};

const ENDINGS: ReadonlySet<string> = new Set('e er re ere eme nd nde st rd th de ste'.split(' '));
const isLetter = (code: number): boolean => code >= 0x61 && code <= 0x7a;
const isDigit = (code: number): boolean => code >= 0x30 && code <= 0x39;

/** Where a run of letters, or else of digits, ends. */
const endOfRun = (text: string, from: number, letters: boolean): number => {
  let to = from;
  while (to < text.length && (letters ? isLetter(text.charCodeAt(to)) : isDigit(text.charCodeAt(to)))) to++;
  return to;
};

const addWord = (word: string, words: string[]): void => {
  if (words.length < LIMITS.words && !words.includes(word)) words.push(word);
};

/** Adds the words and numbers of a folded text without accents. */
const addPlainWords = (text: string, words: string[]): void => {
  for (let at = 0; at < text.length; ) {
    const code = text.charCodeAt(at);
    if (isLetter(code)) {
      const to = endOfRun(text, at, true);
      addWord(text.slice(at, to), words);
      at = to;
    } else if (isDigit(code)) {
      const to = endOfRun(text, at, false);
      while (at < to - 1 && text.charCodeAt(at) === 0x30) at++;
      addWord(text.slice(at, to), words);
      const ending = endOfRun(text, to, true);
      const isOrdinal =
        ending > to && !isDigit(text.charCodeAt(ending)) && ENDINGS.has(text.slice(to, ending));
      at = isOrdinal ? ending : to;
    } else at++;
  }
};

/** Words and numbers of a text, folded, each once, in order: `7e Rue Ste-Anne` is 7, rue, ste, anne. */
export const wordsOf = (text: string): readonly string[] => {
  const words: string[] = [];
  const latin = foldLatin(text.length > LIMITS.characters ? text.slice(0, LIMITS.characters) : text);
  if (latin !== null) {
    addPlainWords(latin, words);
    return words;
  }
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
