import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Feature } from '../../../backend/core/feature.ts';
import type { Label } from '../../../backend/core/match/labels.ts';
import type { MatchResult } from '../../../backend/core/match/match.ts';
import { matchFeatures } from '../../../backend/core/match/match-features.ts';
import { community, official, TOWNS } from './places.ts';

const ours = TOWNS.map((town, n) => official(`F${n}`, 2000 * n, 0, { name: `Kazerne ${town}` }));
const theirs = TOWNS.map((town, n) =>
  community(`node/${n}`, 2000 * n + 30, 20, { name: `Brandweer ${town}` }),
);

const pairs = ({ matches }: MatchResult): readonly string[] =>
  matches.map(({ official: a, community: b, verdict }) => `${a}=${b} ${verdict}`);
const same = (a: string, b: string): Label => ({ official: a, community: b, same: true });
const apart = (a: string, b: string): Label => ({ official: a, community: b, same: false });

describe('a pair that people said to be one place', () => {
  it('is a match however far away it is, and says why', () => {
    const far = community('node/far', 90_000, 0, { name: 'Hoofdkwartier' });
    const result = matchFeatures(ours, [...theirs.slice(1), far], { labels: [same('F0', 'node/far')] });
    expect(pairs(result)).toContain('F0=node/far match');
    const found = result.matches.find(one => one.community === 'node/far')!;
    expect(found.probability).toBeGreaterThan(0.999);
    expect(found.evidence[0]).toEqual({ kind: 'settled', weight: 80, measure: 1 });
    const bits = found.evidence.reduce(
      (sum, one) => sum + one.weight,
      found.balance.prior + found.balance.rivals,
    );
    expect(bits).toBeGreaterThan(10);
  });

  it('is a match where an identifier under another name far away would rule it out', () => {
    const a = official('F0', 0, 0, { ref: '7', name: 'Kazerne Aalst' });
    const b = community('node/0', 40_000, 0, { ref: '7', name: 'Garage Eupen' });
    const others = [ours.slice(1), theirs.slice(1)] as const;
    expect(pairs(matchFeatures([a, ...others[0]], [b, ...others[1]]))).not.toContain('F0=node/0 match');
    const result = matchFeatures([a, ...others[0]], [b, ...others[1]], { labels: [same('F0', 'node/0')] });
    expect(pairs(result)).toContain('F0=node/0 match');
    expect(result.conflicts).toEqual([]);
  });

  it('leaves a better looking rival to others, or alone', () => {
    const result = matchFeatures(ours, theirs, { labels: [same('F0', 'node/1')], refusals: true });
    expect(pairs(result)).toContain('F0=node/1 match');
    expect(result.unmatchedOfficial).toEqual(['F1']);
    expect(result.unmatchedCommunity).toEqual(['node/0']);
    expect(result.refused.find(({ id }) => id === 'F1')).toMatchObject({
      candidate: 'node/1',
      because: 'taken-by-better',
    });
  });

  it('leaves the counterparts that it may have beside it, where it may have several', () => {
    const second = community('node/0b', 20, 30, { name: 'Brandweer Aalst' });
    const options = { oneToMany: true, labels: [same('F0', 'node/9')] };
    const found = pairs(matchFeatures(ours, [...theirs, second], options));
    expect(found).toEqual(expect.arrayContaining(['F0=node/0 match', 'F0=node/0b match', 'F0=node/9 match']));
    expect(found.some(pair => pair.startsWith('F9='))).toBe(false);
  });

  it('still shows a double of it as one', () => {
    const twice = [...theirs, community('node/0b', 31, 21, { name: 'Brandweer Aalst' })];
    const { duplicates, matches } = matchFeatures(ours, twice, { labels: [same('F0', 'node/0b')] });
    expect(duplicates.community).toEqual([{ keep: 'node/0', others: ['node/0b'] }]);
    expect(matches.find(one => one.official === 'F0')).toMatchObject({
      community: 'node/0b',
      verdict: 'match',
    });
  });

  it('is the one that was said last, where two were said to be it', () => {
    const labels = [same('F0', 'node/3'), same('F0', 'node/0')];
    const found = matchFeatures(ours, theirs, { labels }).matches.filter(one => one.official === 'F0');
    expect(found).toHaveLength(1);
    expect(found[0]).toMatchObject({ verdict: 'match', community: 'node/0' });
  });
});

describe('a pair that people said to be two places', () => {
  it('is neither matched nor asked about, whatever agrees', () => {
    const result = matchFeatures(ours, theirs, { labels: [apart('F4', 'node/4')], refusals: true });
    expect(pairs(result).some(pair => pair.startsWith('F4='))).toBe(false);
    expect(result.unmatchedOfficial).toEqual(['F4']);
    expect(result.refused.find(({ id }) => id === 'F4')).toMatchObject({
      candidate: 'node/4',
      because: 'settled',
      probability: 0,
    });
    expect(result.refused.find(({ id }) => id === 'F4')?.evidence[0]).toEqual({
      kind: 'settled',
      weight: -80,
      measure: 0,
    });
  });

  it('gives way to the next best', () => {
    const next = community('node/next', 8040, 20, { name: 'Brandweer Eupen' });
    const result = matchFeatures(ours, [...theirs, next], { labels: [apart('F4', 'node/4')] });
    expect(pairs(result)).toContain('F4=node/next match');
  });
});

describe('labels', () => {
  it('of features that are not there say nothing', () => {
    const labels = [same('F0', 'node/gone'), apart('gone', 'node/1')];
    expect(matchFeatures(ours, theirs, { labels })).toEqual(matchFeatures(ours, theirs));
  });

  it('sharpen the weights of what they agree with', () => {
    // Half of the places have another name on the map: is it them? People say so of a few.
    const renamed = TOWNS.map((town, n) =>
      community(`node/${n}`, 2000 * n + 180, 90, { name: n % 2 ? `Brandweer ${town}` : `Garage ${n}` }),
    );
    const before = matchFeatures(ours, renamed, { radius: 300, refusals: true });
    const labels = [same('F0', 'node/0'), same('F2', 'node/2'), same('F4', 'node/4')];
    const after = matchFeatures(ours, renamed, { radius: 300, labels, refusals: true });
    const chance = (result: MatchResult, id: string) =>
      result.matches.find(one => one.official === id)?.probability ??
      result.refused.find(one => one.side === 'official' && one.id === id)?.probability ??
      0;
    for (const id of ['F6', 'F8']) expect(chance(after, id)).toBeGreaterThan(chance(before, id));
  });

  const place = fc.record({
    x: fc.integer({ min: 0, max: 9 }),
    y: fc.integer({ min: 0, max: 3 }),
    name: fc.nat(5),
  });
  const places = (
    side: typeof official | typeof community,
    prefix: string,
    at: readonly { x: number; y: number; name: number }[],
  ) =>
    at.map(
      ({ x, y, name }, n): Feature =>
        side(`${prefix}${n}`, x * 70, y * 70, name ? { name: `Halte ${name}` } : {}),
    );

  it('hold in whatever data, and change nothing else about what they confirm', () => {
    fc.assert(
      fc.property(
        fc.array(place, { minLength: 1, maxLength: 12 }),
        fc.array(place, { minLength: 1, maxLength: 12 }),
        fc.array(fc.record({ i: fc.nat(11), j: fc.nat(11), same: fc.boolean() }), { maxLength: 4 }),
        (left, right, said) => {
          const [a, b] = [places(official, 'F', left), places(community, 'node/', right)];
          const used = new Set<string>();
          const labels = said.flatMap(({ i, j, same: isSame }): Label[] => {
            const keys = [`F${i}`, `node/${j}`];
            if (i >= a.length || j >= b.length || keys.some(key => used.has(key))) return [];
            for (const key of keys) used.add(key);
            return [{ official: `F${i}`, community: `node/${j}`, same: isSame }];
          });
          const found = new Map(matchFeatures(a, b, { labels }).matches.map(m => [m.official, m]));
          for (const label of labels) {
            const match = found.get(label.official);
            if (label.same) {
              expect(match).toMatchObject({ community: label.community, verdict: 'match' });
            } else expect(match?.community).not.toBe(label.community);
          }
          // What was matched is said to be so: the same pairs, no doubt added.
          const before = matchFeatures(a, b);
          const sure = before.matches.filter(({ verdict }) => verdict === 'match');
          const again = matchFeatures(a, b, { labels: sure.map(m => same(m.official, m.community)) });
          const now = new Set(
            again.matches.filter(m => m.verdict === 'match').map(m => `${m.official} ${m.community}`),
          );
          for (const m of sure) expect(now).toContain(`${m.official} ${m.community}`);
        },
      ),
      { numRuns: 60 },
    );
  });
});
