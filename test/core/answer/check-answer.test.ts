import { describe, expect, it } from 'vitest';
import type { Answer, Fix } from '../../../backend/core/answer/answer.ts';
import { checkAnswer } from '../../../backend/core/answer/check-answer.ts';
import type { Discrepancy, Finding } from '../../../backend/core/discrepancy/discrepancy.ts';
import type { Feature } from '../../../backend/core/feature.ts';

const official: Feature = { side: 'official', id: 'A', at: [4, 50], tags: {} };
const community: Feature = { side: 'community', id: 'node/1', at: [4.01, 50], tags: {} };
const twin: Feature = { ...community, id: 'node/2' };

const about = (...discrepancies: readonly Discrepancy[]): Finding => ({
  official,
  community,
  others: [twin],
  match: null,
  discrepancies,
});
const fix = (part: Partial<Fix>): Answer => ({ say: 'fix', fix: { tags: [], ...part } });
const at = (lon: number, lat: number): Partial<Fix> => ({
  position: { at: [lon, lat], origin: { licence: 'observation' } },
});
const tag = (key: string, value: string | null): Partial<Fix> => ({
  tags: [{ key, value, origin: { licence: 'observation' } }],
});
const codes = (answer: Answer, facts: Finding, radius = 500) =>
  checkAnswer(answer, facts, radius).map(({ code }) => code);

const moved = about({ kind: 'moved', metres: 700, tolerance: 100 });
const twins = about({ kind: 'duplicate', side: 'community', others: ['node/2'], metres: 5 });

describe('an answer that fixes', () => {
  it('must say something', () => {
    expect(codes(fix({}), moved)).toEqual(['nothing-said']);
  });

  it('names a position where a place is missing or moved', () => {
    for (const facts of [moved, about({ kind: 'missing' })]) {
      expect(codes(fix(tag('name', 'Nord')), facts)).toEqual(['position-needed']);
      expect(codes(fix(at(4.005, 50)), facts)).toEqual([]);
    }
  });

  it('decides a possible match', () => {
    const facts = about({ kind: 'possible-match', candidate: 'node/2', probability: 0.5, metres: 9 });
    expect(codes(fix(tag('name', 'Nord')), facts)).toEqual(['same-needed']);
    expect(codes(fix({ same: false }), facts)).toEqual([]);
  });

  it('keeps one of the duplicates, not anything else', () => {
    expect(codes(fix(tag('name', 'Nord')), twins)).toEqual(['keep-needed']);
    expect(codes(fix({ keep: 'node/3' }), twins)).toEqual(['keep-unknown']);
    for (const keep of ['node/1', 'node/2']) expect(codes(fix({ keep }), twins)).toEqual([]);
  });

  it('need not name one that stays where it says that they are two places', () => {
    expect(codes(fix({ ...tag('name', 'Nord'), same: false }), twins)).toEqual([]);
    const moved = { kind: 'moved', metres: 700, tolerance: 100 } as const;
    expect(codes(fix({ ...at(4.005, 50), same: false }), about(moved, ...twins.discrepancies))).toEqual([]);
    expect(codes(fix({ ...tag('name', 'Nord'), same: true }), twins)).toEqual(['keep-needed']);
  });

  it('does not say of duplicates what it says of a candidate', () => {
    const asked = { kind: 'possible-match', candidate: 'node/2', probability: 0.5, metres: 9 } as const;
    expect(codes(fix({ same: false }), about(asked, ...twins.discrepancies))).toEqual(['keep-needed']);
  });

  it('need not merge rows of the agency', () => {
    const facts = about({ kind: 'duplicate', side: 'official', others: ['B'], metres: 5 });
    expect(codes(fix(tag('name', 'Nord')), facts)).toEqual([]);
  });

  it('says what an unlisted place is, or that it is gone', () => {
    const facts = about({ kind: 'unlisted' });
    expect(codes(fix(at(4.01, 50)), facts)).toEqual(['lifecycle-needed']);
    expect(codes(fix({ lifecycle: 'disused' }), facts)).toEqual([]);
    expect(codes(fix(tag('amenity', 'bench')), facts)).toEqual([]);
  });

  it('gives a misclassified place other tags', () => {
    const facts = about({ kind: 'misclassified', official: 'heliport', community: 'aerodrome' });
    expect(codes(fix(at(4, 50)), facts)).toEqual(['tags-needed']);
    expect(codes(fix(tag('aeroway', 'heliport')), facts)).toEqual([]);
  });

  it('names each part that is missing once', () => {
    const facts = about(
      { kind: 'missing' },
      { kind: 'moved', metres: 1, tolerance: 0 },
      { kind: 'misclassified', official: 'a', community: 'b' },
    );
    expect(codes(fix({ same: true }), facts)).toEqual(['position-needed', 'tags-needed']);
  });
});

describe('a position', () => {
  it('lies on the globe', () => {
    for (const [lon, lat] of [
      [181, 50],
      [4, 91],
      [Number.NaN, 50],
      [4, Infinity],
    ] as const)
      expect(codes(fix(at(lon, lat)), moved)).toEqual(['position-out-of-range']);
  });

  it('lies within 50 km of what the task shows, and says how far it was', () => {
    expect(codes(fix(at(4, 50.4)), moved)).toEqual([]);
    const [far] = checkAnswer(fix(at(0, 0)), moved, 500);
    expect(far).toMatchObject({ code: 'position-too-far', path: 'fix.position', data: { limit: 50_000 } });
    expect(far!.data!.metres).toBeGreaterThan(5_000_000);
  });

  it('may lie further away where the match radius is that wide', () => {
    expect(codes(fix(at(4, 50.8)), moved, 500)).toEqual(['position-too-far']);
    expect(codes(fix(at(4, 50.8)), moved, 10_000)).toEqual([]);
  });

  it('is bounded in a correction for the agency too', () => {
    expect(codes({ say: 'official-wrong', correction: { at: [50, 4] } }, moved)).toEqual([
      'position-too-far',
    ]);
    expect(codes({ say: 'official-wrong', correction: { at: [4.01, 50] } }, moved)).toEqual([]);
    expect(codes({ say: 'official-wrong' }, moved)).toEqual([]);
  });
});

describe('tags', () => {
  const facts = about({ kind: 'tags-differ', differences: [{ key: 'name', official: 'a', community: 'b' }] });

  it('hold what OSM can hold', () => {
    expect(codes(fix(tag('name', 'é'.repeat(255))), facts)).toEqual([]);
    expect(codes(fix(tag('name', '🚒'.repeat(255))), facts)).toEqual([]);
    expect(codes(fix(tag('name', 'é'.repeat(256))), facts)).toEqual(['value-too-long']);
    expect(codes(fix(tag('k'.repeat(256), 'v')), facts)).toEqual(['key-too-long']);
  });

  it('have a key and a value; null takes the key away', () => {
    expect(codes(fix(tag('name', ' ')), facts)).toEqual(['value-empty']);
    expect(codes(fix(tag('', 'v')), facts)).toEqual(['key-empty']);
    expect(codes(fix(tag('name', null)), facts)).toEqual([]);
  });

  it('say one thing about a key', () => {
    const twice = [...tag('name', 'a').tags!, ...tag('name', 'b').tags!];
    expect(codes(fix({ tags: twice }), facts)).toEqual(['key-twice']);
  });

  it('take an identifier from its wrong bearer and set it here', () => {
    const conflict = {
      kind: 'identifier-conflict',
      key: 'ref',
      value: 'A',
      other: 'node/2',
      metres: 900,
    } as const;
    const both = [...tag('ref', 'A').tags!, ...tag('ref', null).tags!];
    const place = at(4.005, 50);
    expect(codes(fix({ ...place, tags: both }), about({ kind: 'missing' }, conflict))).toEqual([]);
    expect(codes(fix({ ...place, tags: both }), about({ kind: 'missing' }))).toEqual(['key-twice']);
    const thrice = [...both, ...tag('ref', null).tags!];
    expect(codes(fix({ tags: thrice }), about(conflict))).toEqual(['key-twice']);
  });

  it('hold no character that XML cannot carry', () => {
    for (const value of ['a\u0000b', 'a\u001bb', '\ud83d', '\uffff'])
      expect(codes(fix(tag('name', value)), facts)).toEqual(['unfit-character']);
    expect(codes(fix(tag('name', 'a\tb')), facts)).toEqual([]);
  });
});

it('every other answer fits every task', () => {
  for (const say of ['not-an-issue', 'already-fixed', 'cant-tell'] as const)
    expect(codes({ say }, about({ kind: 'missing' }))).toEqual([]);
});
