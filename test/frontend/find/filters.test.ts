import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { DIFFICULTIES, TOPICS } from '../../../backend/core/challenge/challenge.ts';
import { KINDS } from '../../../backend/core/discrepancy/discrepancy.ts';
import * as find from '../../../frontend/src/find/filters.ts';
import { challengeOf } from './challenge-of.ts';

const { NO_FILTERS, isWanted, readFilters, writeFilters } = find;

describe('filters', () => {
  it('know every topic and difficulty that a challenge may have', () => {
    expect(find.TOPICS).toEqual(TOPICS);
    expect(find.DIFFICULTIES).toEqual(DIFFICULTIES);
  });

  it('come back from the address as they went into it', () => {
    const orNull = <T>(all: readonly T[]) => fc.option(fc.constantFrom(...all));
    const filters = fc.record({
      text: fc.string().map(text => (text.trim() === '' ? '' : text)),
      topic: orNull(TOPICS),
      difficulty: orNull(DIFFICULTIES),
      kind: orNull(KINDS),
      language: orNull(['en', 'fr', 'nl', 'de'] as const),
      saved: fc.boolean(),
      box: orNull([[4.3, 50.8, 4.4, 50.9] as const, [179, -10, -179, 10] as const]),
    });
    fc.assert(
      fc.property(filters, one => {
        expect(readFilters(writeFilters(one))).toEqual(one);
      }),
    );
    expect(writeFilters(NO_FILTERS)).toBe('');
  });

  it.each([
    '?topic=none&difficulty=&kind=moved%00&language=it&saved=yes',
    '?box=1,2,3',
    '?box=1,2,,4',
    '?box=a,b,c,d',
    '?box=0,10,1,-10',
    '?box=-999,0,1,1',
    '?box=Infinity,0,1,1',
  ])('leave out what they do not know: %s', search => {
    expect(readFilters(search)).toEqual(NO_FILTERS);
  });
});

describe('a challenge', () => {
  const wells = challengeOf('Élouges', {
    title: { en: 'Fire stations', fr: 'Casernes d’Élouges', de: 'Straße und Wache' },
    topic: 'emergency',
    difficulty: 'hard',
  });
  const wanted = (filters: Partial<find.Filters>, left: number | null = null) =>
    isWanted(wells, { ...NO_FILTERS, ...filters }, left);

  it.each([
    'fire',
    'FIRE station',
    'stations fire',
    'elouges',
    'ÉLOUGES',
    'strasse',
    'straße',
    'puise',
    '  ',
  ])('is found by words in any language, accents and case aside: %s', text => {
    expect(wanted({ text })).toBe(true);
  });

  it.each(['airport', 'fire airport', '.*'])('is not found by other words: %s', text => {
    expect(wanted({ text })).toBe(false);
  });

  it('is of its topic, difficulty, kinds and languages only', () => {
    expect(wanted({ topic: 'emergency', difficulty: 'hard', kind: 'moved', language: 'fr' })).toBe(true);
    expect(wanted({ topic: 'health' })).toBe(false);
    expect(wanted({ difficulty: 'easy' })).toBe(false);
    expect(wanted({ kind: 'missing' })).toBe(false);
    // The title alone is in German.
    expect(wanted({ language: 'de' })).toBe(false);
    expect(wanted({ saved: true })).toBe(false);
  });

  it('is there where something is left, and as long as nobody knows', () => {
    const box = [4, 50, 5, 51] as const;
    expect([wanted({ box }, null), wanted({ box }, 1), wanted({ box }, 0)]).toEqual([true, true, false]);
  });
});
