import { describe, expect, it } from 'vitest';
import { metres } from '../../../backend/core/geo.ts';
import { type Cities, citiesPair } from '../../../bench/match/cities.ts';
import { digestOf } from '../../../bench/match/pairs-digest.ts';

const spec: Cities = { official: 400, community: 20_000, nearby: 30, radius: 500, paired: 0.9, named: 0.5 };

describe('citiesPair', () => {
  const { official, community, truth } = citiesPair(spec);

  it('has as many places as asked for, as densely as asked for', () => {
    expect([official.length, community.length]).toEqual([400, 20_000]);
    const near = official.slice(0, 100).map(a => community.filter(b => metres(a.at, b.at) <= 500).length);
    const mean = near.reduce((sum, n) => sum + n, 0) / near.length;
    expect(mean).toBeGreaterThan(24);
    expect(mean).toBeLessThan(36);
    expect(Math.max(...near)).toBeLessThan(64);
  });

  it('knows its true pairs: near each other, and some of them named alike', () => {
    expect(truth.size / 400).toBeCloseTo(0.9, 1);
    const byId = new Map(community.map(one => [one.id, one]));
    const pairs = official.flatMap(one => {
      const other = byId.get(truth.get(one.id) ?? '');
      return other ? [[one, other] as const] : [];
    });
    expect(pairs).toHaveLength(truth.size);
    expect(pairs.filter(([a, b]) => metres(a.at, b.at) > 500)).toEqual([]);
    const equal = pairs.filter(([a, b]) => a.tags['name'] === b.tags['name']).length / pairs.length;
    expect(equal).toBeGreaterThan(0.15);
    expect(equal).toBeLessThan(0.4);
  });

  it('is the same each time for the same seed, and another for another', () => {
    expect(citiesPair(spec).community[77]).toEqual(community[77]);
    expect(citiesPair({ ...spec, seed: 2 }).community[77]).not.toEqual(community[77]);
  });
});

describe('digestOf', () => {
  it('does not depend on the order of the pairs, and tells other pairs apart', () => {
    expect(digestOf([1, 2, 3], [9, 8, 7])).toEqual(digestOf([3, 1, 2], [7, 9, 8]));
    expect(digestOf([1, 2, 3], [9, 8, 7])).not.toEqual(digestOf([1, 2, 3], [9, 7, 8]));
    expect(digestOf([], [])).toEqual({ count: 0, first: 0, second: 0 });
  });
});
