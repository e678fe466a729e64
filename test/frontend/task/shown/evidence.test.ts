import { describe, expect, it } from 'vitest';
import { TRAITS } from '../../../../backend/core/match/evidence/traits.ts';
import english from '../../../../frontend/src/messages/en.json' with { type: 'json' };
import { type Evidence, sayEvidence, weighed } from '../../../../frontend/src/task/shown/evidence.ts';

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
    expect(sayEvidence({ ...name, measure: 0.9 }, metres).key).toBe('why.name.alike');
    expect(sayEvidence({ ...name, measure: 0.2 }, metres).key).toBe('why.name.part');
    expect(sayEvidence({ ...name, measure: 0.1 }, metres).key).toBe('why.name.other');
  });
});

describe('every level of agreement that the matching tells apart', () => {
  const keyOf = (kind: Evidence['kind'], measure: number) =>
    sayEvidence({ kind, weight: 1, measure, official: 'A', community: 'A' }, metres).key;

  it('has words', () => {
    const keys = TRAITS.flatMap(({ kind, measures }) => measures.map(measure => keyOf(kind, measure)));
    expect(keys.length).toBeGreaterThan(10);
    for (const key of keys) expect(english).toHaveProperty([key]);
  });

  it('does not call what is in common another', () => {
    expect([0, 0.3, 0.5, 0.7, 1].map(measure => keyOf('address', measure))).toEqual([
      'why.address.other',
      'why.address.number',
      'why.address.postcode',
      'why.address.street',
      'why.address.same',
    ]);
    expect([0, 0.5, 1].map(measure => keyOf('website', measure))).toEqual([
      'why.website.other',
      'why.website.part',
      'why.website.same',
    ]);
  });
});

describe('the weights of evidence', () => {
  const evidence = [
    { kind: 'name' as const, weight: 4, measure: 1 },
    { kind: 'distance' as const, weight: -8, measure: 900 },
  ];

  it('come strongest first, for or against, as parts of the strongest', () => {
    const sorted = weighed({ evidence }, metres);
    expect(sorted.map(({ says, part }) => [says.key, part])).toEqual([
      ['why.distance', 1],
      ['why.name.same', 0.5],
    ]);
  });

  it('are followed by what was known before and what rivals take, so that they add up', () => {
    const lines = weighed({ evidence, balance: { prior: 6, rivals: -2 } }, metres);
    expect(lines.slice(2).map(({ says, weight }) => [says.key, weight])).toEqual([
      ['why.prior', 6],
      ['why.rivals', -2],
    ]);
    const twice = weighed({ evidence, balance: { prior: 6, rivals: 1 } }, metres);
    expect(twice.at(-1)).toMatchObject({ says: { key: 'why.double' }, weight: 1 });
    expect(weighed({ evidence, balance: { prior: 6, rivals: 0 } }, metres)).toHaveLength(3);
  });

  it('leave bars to the other reasons where people have settled it', () => {
    const lines = weighed({ evidence: [...evidence, { kind: 'settled', weight: 80, measure: 1 }] }, metres);
    expect(lines.map(({ says, part }) => [says.key, part])).toEqual([
      ['why.settled.same', 1],
      ['why.distance', 0.4],
      ['why.name.same', 0.2],
    ]);
  });
});
