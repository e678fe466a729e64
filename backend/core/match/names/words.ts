import { LIMITS } from '../match-options.ts';
import { fold } from './fold.ts';
import { findWords, spans, wordAt } from './spans.ts';

const ORDINAL = /(\d)(?:e|er|re|ere|eme|nd|nde|st|rd|th|de|ste)(?![\p{L}\p{N}])/gu;
/** Scripts that put no spaces between words. */
const UNSPACED =
  /[\p{scx=Han}\p{scx=Hiragana}\p{scx=Katakana}\p{scx=Thai}\p{scx=Lao}\p{scx=Khmer}\p{scx=Myanmar}]/u;
/** `JR東京駅` is two: scripts with spaces and without them do not make one word. */
const WORD = new RegExp(
  `(?:(?!${UNSPACED.source})[\\p{L}\\p{M}])+|(?:(?=${UNSPACED.source})[\\p{L}\\p{M}])+|\\p{Nd}+`,
  'gu',
);

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
