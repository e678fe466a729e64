import { describe, expect, it } from 'vitest';
import { inLanguage } from '../../../backend/core/challenge/localised.ts';

const taps = { en: 'Taps', fr: 'Robinets', de: 'Hähne' };

describe('a text in several languages', () => {
  it('is said in the first of the reader’s languages that it has', () => {
    expect(inLanguage(taps, ['fr', 'en'])).toEqual({ text: 'Robinets', language: 'fr' });
    expect(inLanguage(taps, ['nl', 'de', 'en'])).toEqual({ text: 'Hähne', language: 'de' });
  });

  it('takes a language for its regions and in any case of letters', () => {
    expect(inLanguage(taps, ['DE-at']).language).toBe('de');
  });

  it('is said in English where the reader has none of its languages, then in whatever it has', () => {
    expect(inLanguage(taps, ['pl', 'nl']).language).toBe('en');
    expect(inLanguage({ nl: 'Kranen', de: 'Hähne' }, ['fr', 'it'])).toEqual({
      text: 'Kranen',
      language: 'nl',
    });
    expect(inLanguage({ de: 'Hähne' }, []).text).toBe('Hähne');
  });

  it('is not found in what an object has by nature', () => {
    expect(inLanguage(taps, ['constructor', '__proto__', '']).language).toBe('en');
  });

  it('that is in no language is a fault of whoever made it', () => {
    expect(() => inLanguage({}, ['en'])).toThrow(RangeError);
  });
});
