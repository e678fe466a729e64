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

const PLAIN = /^[a-z0-9 '/().,-]*$/u;

/** Words and numbers of a text, folded, each once, in order: `7e Rue Ste-Anne` is 7, rue, ste, anne. */
export const wordsOf = (text: string): readonly string[] => {
  const lower = text.length <= LIMITS.characters ? text.toLowerCase() : '';
  const folded = lower !== '' && PLAIN.test(lower) ? lower : fold(text);
  const words = new Set<string>();
  for (const word of folded.replace(ORDINAL, '$1').match(WORD) ?? []) {
    if (words.size >= LIMITS.words) break;
    const first = word.charCodeAt(0);
    if (first >= 48 && first <= 57) words.add(word.replace(/^0+(?=\d)/u, ''));
    else if (first > 0x0e00 && UNSPACED.test(word)) for (const pair of pairsOf(word)) words.add(pair);
    else words.add(word);
  }
  return [...words];
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
