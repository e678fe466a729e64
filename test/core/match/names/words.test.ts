import { describe, expect, it } from 'vitest';
import { findWords, spans, wordKey } from '../../../../backend/core/match/names/spans.ts';
import { wordsOf } from '../../../../backend/core/match/names/words.ts';

describe('words of a name', () => {
  it.each([
    ['7e Rue Ste-Anne', ['7', 'rue', 'ste', 'anne']],
    ['東京駅', ['東京', '京駅']],
    ['JR東京駅', ['jr', '東京', '京駅']],
    ['ABC号楼3号', ['abc', '号楼', '3', '号']],
    ['ホーム', ['ホー', 'ーム']],
    ['กรุง BTS', ['กร', 'รุ', 'ุง', 'bts']],
    ['नई दिल्ली', ['नई', 'दिल्ली']],
  ])('%s', (name, words) => {
    expect(wordsOf(name)).toEqual(words);
  });
});

describe('the key of a word', () => {
  it('is the same whichever way it is read', () => {
    const found = spans();
    const text = 'Café 12 Škoda';
    findWords(
      Uint16Array.from(text, letter => letter.charCodeAt(0)),
      0,
      text.length,
      found,
    );
    expect(['cafe', '12', 'skoda'].map(wordKey)).toEqual(
      Array.from({ length: found.count }, (_, w) => [found.a[w], found.b[w]]),
    );
  });
});
