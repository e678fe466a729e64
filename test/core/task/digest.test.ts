import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Discrepancy, Finding } from '../../../backend/core/discrepancy/discrepancy.ts';
import { digestOf, factsDigest, officialDigest, placeId, taskId } from '../../../backend/core/task/digest.ts';
import { feature, finding } from './finding.ts';

const A = feature('official', 'A', [4.1234567, 50], { name: 'Nord', ref: '7' });
const X = feature('community', 'node/1', [4.13, 50], { name: 'Nord' });
const moved = (metres: number): Discrepancy => ({ kind: 'moved', metres, tolerance: 100 });
const names: Discrepancy = {
  kind: 'tags-differ',
  differences: [{ key: 'name', official: 'Nord', community: 'Sud' }],
};
const sameQuestion = (a: Finding, b: Finding): boolean => factsDigest(a) === factsDigest(b);

describe('the digest of the facts', () => {
  it('does not care about probabilities, evidence and metres', () => {
    const weighed = {
      ...finding(A, X, moved(513.1)),
      match: { probability: 0.7, distance: 513.1, evidence: [] },
    };
    expect(sameQuestion(finding(A, X, moved(512)), weighed)).toBe(true);
  });

  it('does not care about less than a ten-millionth of a degree', () => {
    expect(sameQuestion(finding({ ...A, at: [4.12345671, 50] }, X, moved(1)), finding(A, X, moved(1)))).toBe(
      true,
    );
    expect(sameQuestion(finding({ ...A, at: [4.1234569, 50] }, X, moved(1)), finding(A, X, moved(1)))).toBe(
      false,
    );
  });

  it('does not care where a place is when only its values are asked', () => {
    expect(sameQuestion(finding(A, { ...X, at: [4.14, 50] }, names), finding(A, X, names))).toBe(true);
    expect(sameQuestion(finding(A, { ...X, at: [4.14, 50] }, moved(1)), finding(A, X, moved(1)))).toBe(false);
  });

  it('does not care about tags that nobody is asked about, but about the name', () => {
    expect(
      sameQuestion(finding(A, { ...X, tags: { ...X.tags, level: '0' } }, names), finding(A, X, names)),
    ).toBe(true);
    expect(sameQuestion(finding(A, { ...X, tags: { name: 'Ost' } }, names), finding(A, X, names))).toBe(
      false,
    );
  });

  it('cares about what is asked: kinds, values, who else is named', () => {
    const others: readonly Finding[] = [
      finding(A, null, { kind: 'missing' }),
      finding(A, X, moved(1)),
      finding(A, X, names),
      finding(A, X, names, moved(1)),
      finding(A, X, {
        kind: 'tags-differ',
        differences: [{ key: 'name', official: 'Nord', community: null }],
      }),
      finding(A, null, { kind: 'possible-match', candidate: 'node/1', probability: 0.5, metres: 1 }),
      finding(A, null, { kind: 'possible-match', candidate: 'node/2', probability: 0.5, metres: 1 }),
      finding(A, X, { kind: 'misclassified', official: 'a', community: 'b' }),
      finding(A, X, { kind: 'duplicate', side: 'community', others: ['node/2'], metres: 1 }),
      finding(A, X, { kind: 'identifier-conflict', key: 'ref', value: '7', other: 'node/3', metres: 1 }),
    ];
    expect(new Set(others.map(factsDigest)).size).toBe(others.length);
  });

  it('does not care about the order of what has none', () => {
    const twins = (...ids: readonly string[]): Finding => ({
      ...finding(A, X, { kind: 'duplicate', side: 'community', others: ids, metres: 1 }),
      others: ids.map(id => feature('community', id, [4, 50])),
    });
    expect(sameQuestion(twins('node/2', 'node/3'), twins('node/3', 'node/2'))).toBe(true);
  });
});

describe('the digest of the official row', () => {
  it('is about the row alone, all its values', () => {
    expect(officialDigest(finding(A, X, names))).toBe(officialDigest(finding(A, null, { kind: 'missing' })));
    expect(officialDigest(finding({ ...A, tags: { ...A.tags, ref: '8' } }, X))).not.toBe(
      officialDigest(finding(A, X)),
    );
    expect(officialDigest(finding(null, X))).toBeNull();
  });
});

describe('a digest', () => {
  it('is the same whatever the order of keys, and leaves out what is absent', () => {
    expect(digestOf({ a: 1, b: { c: 2, d: undefined } })).toBe(digestOf({ b: { c: 2 }, a: 1 }));
  });

  it('is SHA-256 of canonical JSON, cut', () => {
    // echo -n '["a",1]' | sha256sum
    expect(digestOf(['a', 1])).toBe('135f17a475a61afdeeaf');
  });

  it('tells values apart', () => {
    fc.assert(
      fc.property(fc.jsonValue(), fc.jsonValue(), (a, b) => {
        const plain = (v: unknown) => v as Parameters<typeof digestOf>[0];
        const equal = JSON.stringify(sorted(a)) === JSON.stringify(sorted(b));
        expect(digestOf(plain(a)) === digestOf(plain(b))).toBe(equal);
      }),
    );
  });
});

/** Tells lists, objects and plain values apart, and nothing else but the order of keys together. */
const sorted = (value: unknown): unknown => {
  if (Array.isArray(value)) return { list: value.map(sorted) };
  if (value === null || typeof value !== 'object') return { value };
  const entries = Object.entries(value).map(([key, inner]) => [key, sorted(inner)] as const);
  return { object: entries.sort(([a], [b]) => (a < b ? -1 : 1)) };
};

describe('identifiers', () => {
  it('differ by challenge, side, id and attempt, and are the same again', () => {
    const all = [
      placeId('c', 'official', '1'),
      placeId('d', 'official', '1'),
      placeId('c', 'community', '1'),
      placeId('c', 'official', '2'),
      placeId('c', 'official', '1', 1),
      taskId('c', '1'),
    ];
    expect(new Set(all).size).toBe(all.length);
    expect(placeId('c', 'official', '1')).toBe(all[0]);
    for (const id of all) expect(id).toMatch(/^[0-9a-f]{20}(-\d+)?$/);
  });
});
