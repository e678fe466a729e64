import { describe, expect, it } from 'vitest';
import { evidenceWords, metresWords, weightWords } from '../../../backend/core/match/evidence-words.ts';
import type { Evidence } from '../../../backend/core/match/match.ts';

const words = (part: Partial<Evidence> & Pick<Evidence, 'kind' | 'measure'>): string =>
  evidenceWords({ weight: 1, official: 'A', community: 'B', ...part });

describe('evidence in words', () => {
  it('says distances as people do', () => {
    expect([0, 8.4, 310, 999.7, 1340, 41_800].map(metresWords)).toEqual([
      '0 m',
      '8 m',
      '310 m',
      '1 km',
      '1.3 km',
      '42 km',
    ]);
    expect(words({ kind: 'distance', measure: 310 })).toBe('310 m apart');
  });
  it('says how alike names are, and whether one is lacking', () => {
    expect(words({ kind: 'name', measure: 0.921 })).toBe('names 0.92: "A" and "B"');
    expect(words({ kind: 'name', measure: 1, community: 'A' })).toBe('same name "A"');
  });
  it('says what identifies, and which level of agreement was reached', () => {
    expect(words({ kind: 'identifier', measure: 1, key: 'ref', community: 'A' })).toBe('same ref "A"');
    expect(words({ kind: 'identifier', measure: 0, key: 'ref' })).toBe('other ref "A" and "B"');
    expect(words({ kind: 'phone', measure: 1 })).toBe('same phone "A" and "B"');
    expect(words({ kind: 'website', measure: 0.5 })).toBe('another page of one website "A" and "B"');
    expect(words({ kind: 'address', measure: 0.3 })).toBe('another number in the same street "A" and "B"');
    expect(words({ kind: 'address', measure: 0.5 })).toBe('same postcode "A" and "B"');
    expect(words({ kind: 'settled', measure: 1 })).toBe('people said that they are one place');
    expect(words({ kind: 'class', measure: 0 })).toBe('other class "A" and "B"');
  });
  it('lets no value break out of its line or its terminal', () => {
    const shown = words({ kind: 'name', measure: 0, official: '\u001b[2Ja\nb', community: 'x'.repeat(5000) });
    expect(shown).not.toMatch(/\p{Cc}/u);
    expect(shown.length).toBeLessThan(200);
  });
  it('signs every weight', () => {
    expect([9.12, -3.24, 0, -0.01].map(weightWords)).toEqual(['+9.1', '−3.2', '+0.0', '+0.0']);
  });
});
