import { describe, expect, it } from 'vitest';
import { sayEvidence, weighed } from '../../../frontend/src/task/evidence.ts';

const metres = (value: number) => `${value} m`;

describe('the words of evidence', () => {
  it('tell a distance in metres', () => {
    expect(sayEvidence({ kind: 'distance', weight: -1, measure: 214 }, metres)).toEqual({
      key: 'why.distance',
      values: { distance: '214 m' },
    });
  });

  it('tell an equal name from one that only reads alike', () => {
    const name = { kind: 'name' as const, weight: 8, measure: 1 };
    expect(sayEvidence({ ...name, official: 'Ans', community: 'Ans' }, metres).key).toBe('why.name.same');
    expect(sayEvidence({ ...name, official: 'ANS', community: 'Ans' }, metres).key).toBe('why.name.alike');
    expect(sayEvidence({ ...name, measure: 0.2 }, metres).key).toBe('why.name.other');
  });
});

describe('the weights of evidence', () => {
  it('come strongest first, for or against, as parts of the strongest', () => {
    const sorted = weighed([
      { kind: 'name', weight: 4, measure: 1 },
      { kind: 'distance', weight: -8, measure: 900 },
    ]);
    expect(sorted.map(({ found, part }) => [found.kind, part])).toEqual([
      ['distance', 1],
      ['name', 0.5],
    ]);
  });
});
