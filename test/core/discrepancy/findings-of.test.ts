import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { ClassTable, Rule } from '../../../backend/core/challenge/challenge.ts';
import { type Finding, KINDS } from '../../../backend/core/discrepancy/discrepancy.ts';
import { findingsOf } from '../../../backend/core/discrepancy/findings-of.ts';
import type { Feature, LonLat, Side, Tags } from '../../../backend/core/feature.ts';
import type { Match, MatchResult } from '../../../backend/core/match/match.ts';

const metre = 1 / 111_195;
const feature = (side: Side, id: string, metres = 0, tags: Tags = {}): Feature => ({
  side,
  id,
  at: [4, 50 + metres * metre] as LonLat,
  tags,
});
const ours = (id: string, metres = 0, tags: Tags = {}): Feature => feature('official', id, metres, tags);
const theirs = (id: string, metres = 0, tags: Tags = {}): Feature => feature('community', id, metres, tags);
const match = (official: string, community: string, part: Partial<Match> = {}): Match => ({
  official,
  community,
  verdict: 'match',
  probability: 0.99,
  distance: 0,
  evidence: [],
  balance: { prior: 0, rivals: 0 },
  ...part,
});
const nothing: MatchResult = {
  matches: [],
  unmatchedOfficial: [],
  unmatchedCommunity: [],
  refused: [],
  conflicts: [],
  duplicates: { official: [], community: [] },
  asked: [],
  shift: null,
  running: [],
  candidatePairs: 0,
};
const all: readonly Rule[] = [
  { kind: 'missing' },
  { kind: 'unlisted' },
  { kind: 'moved', tolerance: 100 },
  { kind: 'tags-differ', keys: ['name', 'phone', 'ref'] },
  { kind: 'duplicate', within: 50 },
  { kind: 'identifier-conflict', keys: ['ref'] },
  { kind: 'possible-match' },
];
const run = (
  official: readonly Feature[],
  community: readonly Feature[],
  result: Partial<MatchResult> = {},
  rules: readonly Rule[] = all,
  classes?: ClassTable,
): readonly Finding[] =>
  findingsOf({ rules, ...(classes ? { classes } : {}) }, official, community, { ...nothing, ...result });
const named = ({ official, community, others }: Finding): string =>
  [official?.id ?? '-', community?.id ?? '-', ...others.map(({ id }) => id)].join(' ');

describe('features without a partner', () => {
  it('are missing on the map, or unlisted by the agency', () => {
    expect(run([ours('A')], [theirs('X')])).toMatchObject([
      { official: { id: 'A' }, community: null, match: null, discrepancies: [{ kind: 'missing' }] },
      { official: null, community: { id: 'X' }, match: null, discrepancies: [{ kind: 'unlisted' }] },
    ]);
  });

  it('are nothing where no rule asks', () => {
    for (const { discrepancies } of run([ours('A')], [theirs('X')], {}, []))
      expect(discrepancies).toEqual([]);
  });
});

describe('a pair', () => {
  const pair = (tags: Tags, map: Tags, rules: readonly Rule[] = all, part: Partial<Match> = {}): Finding =>
    run([ours('A', 0, tags)], [theirs('X', 0, map)], { matches: [match('A', 'X', part)] }, rules)[0]!;

  it('that agrees is a finding without discrepancies', () => {
    const agreeing = pair({ name: 'Nord' }, { name: 'nord' });
    expect(agreeing).toMatchObject({ discrepancies: [], match: { probability: 0.99 } });
    expect(named(agreeing)).toBe('A X');
  });

  it('is moved beyond the tolerance only', () => {
    expect(pair({}, {}, all, { distance: 100 }).discrepancies).toEqual([]);
    expect(pair({}, {}, all, { distance: 100.5 }).discrepancies).toEqual([
      { kind: 'moved', metres: 100.5, tolerance: 100 },
    ]);
  });

  it('differs in the keys of the rule, in its order, where the agency has a value', () => {
    const found = pair(
      { name: 'Nord', ref: '7', operator: 'us' },
      { name: 'Sud', phone: '112', operator: 'them' },
    );
    expect(found.discrepancies).toEqual([
      {
        kind: 'tags-differ',
        differences: [
          { key: 'name', official: 'Nord', community: 'Sud' },
          { key: 'ref', official: '7', community: null },
        ],
      },
    ]);
  });

  it('does not differ for how a value is written, nor under which key of the same meaning', () => {
    expect(pair({ phone: '+32 2 555 10 10' }, { 'contact:phone': '0032 25551010' }).discrepancies).toEqual(
      [],
    );
    expect(pair({ name: 'Émile' }, { name: 'EMILE' }).discrepancies).toEqual([]);
  });

  it('differs only where the map has nothing, when only gaps are to be filled', () => {
    const fill: readonly Rule[] = [{ kind: 'tags-differ', keys: ['name', 'ref'], fillOnly: true }];
    expect(pair({ name: 'Nord', ref: '7' }, { name: 'Sud' }, fill).discrepancies).toMatchObject([
      { differences: [{ key: 'ref' }] },
    ]);
    expect(pair({ name: 'Nord' }, { name: 'Sud' }, fill).discrepancies).toEqual([]);
  });

  const classes: ClassTable = {
    classes: [
      { id: 'heliport', when: ['aeroway=heliport'] },
      { id: 'aerodrome', when: ['aeroway=aerodrome'] },
      { id: 'airstrip', when: ['aeroway=airstrip'] },
    ],
    pairs: [{ a: 'heliport', b: 'aerodrome', verdict: 'contradicts' }],
  };
  const classed = (a: string, b: string, rules: readonly Rule[] = [{ kind: 'misclassified' }]) =>
    run(
      [ours('A', 0, { aeroway: a })],
      [theirs('X', 0, { aeroway: b })],
      { matches: [match('A', 'X')] },
      rules,
      classes,
    )[0]!.discrepancies;

  it('is misclassified only where the table says that the classes contradict each other', () => {
    expect(classed('heliport', 'aerodrome')).toEqual([
      { kind: 'misclassified', official: 'heliport', community: 'aerodrome' },
    ]);
    expect(classed('aerodrome', 'heliport')).toHaveLength(1);
    expect(classed('heliport', 'heliport')).toEqual([]);
    expect(classed('heliport', 'airstrip')).toEqual([]);
    expect(classed('heliport', 'windsock')).toEqual([]);
    expect(classed('heliport', 'aerodrome', all)).toEqual([]);
  });

  it('tells its discrepancies in the order in which people are asked', () => {
    const { discrepancies } = run(
      [ours('A', 0, { ref: '7', aeroway: 'heliport' })],
      [theirs('X', 300, { aeroway: 'aerodrome' }), theirs('Y', 310), theirs('Z', 9000, { ref: '7' })],
      {
        matches: [match('A', 'X', { distance: 300 })],
        conflicts: [{ official: 'A', community: 'Z', key: 'ref', value: '7', distance: 9000 }],
        duplicates: { official: [], community: [{ keep: 'X', others: ['Y'] }] },
      },
      [...all, { kind: 'misclassified' }].reverse() as readonly Rule[],
      classes,
    )[0]!;
    expect(discrepancies.map(({ kind }) => kind)).toEqual([
      'moved',
      'identifier-conflict',
      'duplicate',
      'misclassified',
      'tags-differ',
    ]);
  });
});

describe('a possible match', () => {
  const maybe = [match('A', 'X', { verdict: 'possible', probability: 0.6, distance: 80 })];

  it('is one question, and neither side is asked about elsewhere', () => {
    const findings = run([ours('A')], [theirs('X')], { matches: maybe });
    expect(findings.map(named)).toEqual(['A - X']);
    expect(findings[0]!.discrepancies).toEqual([
      { kind: 'possible-match', candidate: 'X', probability: 0.6, metres: 80 },
    ]);
  });

  it('asks nothing where no rule asks, and is not called missing either', () => {
    const findings = run([ours('A')], [theirs('X')], { matches: maybe }, [
      { kind: 'missing' },
      { kind: 'unlisted' },
    ]);
    expect(findings.map(f => f.discrepancies)).toEqual([[]]);
  });

  it('is decided before anything about duplicates', () => {
    const findings = run([ours('A')], [theirs('X'), theirs('Y')], {
      matches: maybe,
      duplicates: { official: [], community: [{ keep: 'X', others: ['Y'] }] },
    });
    expect(findings.map(named)).toEqual(['A - X', '- Y']);
    expect(findings[1]!.discrepancies).toEqual([{ kind: 'unlisted' }]);
  });
});

describe('duplicates', () => {
  it('are asked about with the feature that has a partner, and nowhere else', () => {
    const findings = run([ours('A')], [theirs('X'), theirs('Y', 20)], {
      matches: [match('A', 'Y')],
      duplicates: { official: [], community: [{ keep: 'X', others: ['Y'] }] },
    });
    expect(findings.map(named)).toEqual(['A Y X']);
    expect(findings[0]!.discrepancies).toMatchObject([
      { kind: 'duplicate', side: 'community', others: ['X'] },
    ]);
  });

  it('without any partner are asked about with the first, beside its being unlisted', () => {
    const findings = run([], [theirs('X'), theirs('Y', 20), theirs('Z', 30)], {
      duplicates: { official: [], community: [{ keep: 'X', others: ['Y', 'Z'] }] },
    });
    expect(findings.map(named)).toEqual(['- X Y Z']);
    expect(findings[0]!.discrepancies.map(({ kind }) => kind)).toEqual(['unlisted', 'duplicate']);
  });

  it('of the agency are grouped in the finding of the row that stays', () => {
    const findings = run([ours('A'), ours('B', 10)], [theirs('X')], {
      matches: [match('A', 'X')],
      duplicates: { official: [{ keep: 'A', others: ['B'] }], community: [] },
    });
    expect(findings.map(named)).toEqual(['A X B']);
    expect(findings[0]!.discrepancies).toMatchObject([
      { kind: 'duplicate', side: 'official', others: ['B'] },
    ]);
  });

  it('are not what lies further away than the rule says', () => {
    const findings = run([], [theirs('X'), theirs('Y', 60)], {
      duplicates: { official: [], community: [{ keep: 'X', others: ['Y'] }] },
    });
    expect(findings.map(named)).toEqual(['- X', '- Y']);
  });

  it('are not two places that both have partners', () => {
    const findings = run([ours('A'), ours('B')], [theirs('X'), theirs('Y')], {
      matches: [match('A', 'X'), match('B', 'Y')],
      duplicates: { official: [], community: [{ keep: 'X', others: ['Y'] }] },
    });
    expect(findings.map(named)).toEqual(['A X', 'B Y']);
    expect(findings.flatMap(f => f.discrepancies)).toEqual([]);
  });
});

describe('an identifier on another place', () => {
  const conflict = (key: string): Partial<MatchResult> => ({
    matches: [match('A', 'X')],
    conflicts: [{ official: 'A', community: 'Z', key, value: '7', distance: 9000 }],
  });
  const features = [[ours('A')], [theirs('X'), theirs('Z', 9000)]] as const;

  it('is named with its bearer, which stays a place of its own', () => {
    const findings = run(...features, conflict('ref'));
    expect(findings.map(named)).toEqual(['A X Z', '- Z']);
    expect(findings[0]!.discrepancies).toEqual([
      { kind: 'identifier-conflict', key: 'ref', value: '7', other: 'Z', metres: 9000 },
    ]);
  });

  it('is no discrepancy for keys that the rule does not name', () => {
    expect(run(...features, conflict('phone')).map(named)).toEqual(['A X', '- Z']);
  });
});

it('several community features of one official one are one place, as near as the nearest', () => {
  const findings = run([ours('A')], [theirs('X'), theirs('Y')], {
    matches: [
      match('A', 'X', { probability: 0.9, distance: 20 }),
      match('A', 'Y', { probability: 0.95, distance: 400 }),
    ],
  });
  expect(findings.map(named)).toEqual(['A Y X']);
  expect(findings[0]!.discrepancies).toEqual([]);
});

describe('the findings of any result', () => {
  const ids = ['1', '2', '3', '4', '5'];
  const world = fc.record({
    verdicts: fc.array(fc.constantFrom<'match' | 'possible' | 'none'>('match', 'possible', 'none'), {
      minLength: 5,
      maxLength: 5,
    }),
    official: fc.subarray(ids, { maxLength: 2 }),
    community: fc.subarray(ids, { maxLength: 3 }),
  });
  const findings = (
    { verdicts, official, community }: typeof world extends fc.Arbitrary<infer W> ? W : never,
    turned = false,
  ) => {
    const order = <T>(list: readonly T[]): readonly T[] => (turned ? [...list].reverse() : list);
    const matches = ids.flatMap((id, i) => {
      const verdict = verdicts[i]!;
      return verdict === 'none' ? [] : [match(`o${id}`, `c${id}`, { verdict })];
    });
    const group = (side: string, members: readonly string[]) =>
      members.length > 1
        ? [{ keep: `${side}${members[0]}`, others: members.slice(1).map(id => `${side}${id}`) }]
        : [];
    return run(order(ids.map(id => ours(`o${id}`))), order(ids.map(id => theirs(`c${id}`))), {
      matches: order(matches),
      duplicates: { official: group('o', official), community: group('c', community) },
    });
  };

  it('have every feature exactly once', () => {
    fc.assert(
      fc.property(world, w => {
        const seen = findings(w).flatMap(f => [f.official, f.community, ...f.others].filter(x => x !== null));
        expect(seen.map(({ id }) => id).sort()).toEqual([
          ...ids.map(id => `c${id}`),
          ...ids.map(id => `o${id}`),
        ]);
      }),
    );
  });

  it('are sorted, with the discrepancies of each in order', () => {
    fc.assert(
      fc.property(world, w => {
        const keys = findings(w).map(f => `${f.official?.id ?? '~'} ${f.community?.id ?? ''}`);
        expect(keys).toEqual([...keys].sort());
        for (const { discrepancies } of findings(w)) {
          const at = discrepancies.map(({ kind }) => KINDS.indexOf(kind));
          expect(at).toEqual([...at].sort((a, b) => a - b));
        }
      }),
    );
  });

  it('are the same whatever the order of the features', () => {
    fc.assert(
      fc.property(world, w => {
        expect(findings(w, true)).toEqual(findings(w));
      }),
    );
  });
});
