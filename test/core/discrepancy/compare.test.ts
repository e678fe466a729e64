import { describe, expect, it } from 'vitest';
import { type CompareRules, compare } from '../../../backend/core/discrepancy/compare.ts';
import type { Feature, Side } from '../../../backend/core/feature.ts';
import { snapshot } from '../snapshot/make-snapshot.ts';

const NAMES = [
  'Nord',
  'Sud',
  'Ostrand',
  'Westend',
  'Hafen',
  'Markt',
  'Bergwerk',
  'Seeufer',
  'Altstadt',
  'Neustadt',
];

/** Forty stations ten kilometres apart, with names of their own. */
const stations = (side: Side, from = 0, to = 40): readonly Feature[] =>
  Array.from({ length: to - from }, (_, k) => {
    const i = from + k;
    const name = `${NAMES[i % 10]} ${NAMES[Math.floor(i / 10)]}`;
    const id = side === 'official' ? `S${i}` : `node/${i + 1}`;
    return { side, id, at: [4 + (i % 8) * 0.14, 50 + Math.floor(i / 8) * 0.09], tags: { name } };
  });
const rules: CompareRules = {
  match: { radius: 500, identifiers: [], oneToMany: false },
  rules: [{ kind: 'missing' }, { kind: 'unlisted' }, { kind: 'possible-match' }],
};

describe('a comparison', () => {
  it('of two sides that agree finds nothing wrong, and has every pair', () => {
    const { findings, verdicts, kinds, warnings, compared } = compare(
      rules,
      snapshot('official', stations('official')),
      snapshot('community', stations('community')),
    );
    expect(findings).toHaveLength(40);
    expect(verdicts).toEqual({ match: 40, possible: 0, none: 0 });
    expect(kinds).toEqual({});
    expect(warnings).toEqual([]);
    expect(compared).toMatchObject({ official: 40, community: 40, cutOfficial: 0, cutCommunity: 0 });
  });

  it('calls missing what is missing inside the region, at its edge too', () => {
    const map = stations('community').filter((_, i) => ![0, 13, 39].includes(i));
    const { findings, kinds } = compare(
      rules,
      snapshot('official', stations('official')),
      snapshot('community', map),
    );
    expect(kinds).toEqual({ missing: 3 });
    const missing = findings.filter(({ discrepancies }) => discrepancies.length > 0);
    expect(missing.map(({ official }) => official!.id)).toEqual(['S0', 'S13', 'S39']);
  });

  it('never calls missing what lies outside, and says how much it cut', () => {
    const abroad = stations('official').map(f => ({
      ...f,
      id: `abroad ${f.id}`,
      at: [f.at[0] + 10, f.at[1]] as const,
    }));
    const { kinds, warnings, compared, verdicts } = compare(
      rules,
      snapshot('official', [...stations('official'), ...abroad]),
      snapshot('community', stations('community')),
    );
    expect(kinds).toEqual({});
    expect(verdicts.none).toBe(0);
    expect(compared).toMatchObject({ official: 40, cutOfficial: 40, community: 40, cutCommunity: 0 });
    expect(warnings).toEqual([{ kind: 'far-beyond-the-other-side', side: 'official', kept: 40, cut: 40 }]);
  });

  it('says which way a list lies off as a whole', () => {
    const off = stations('official').map(f => ({ ...f, at: [f.at[0] + 0.001, f.at[1] - 0.0006] as const }));
    const { warnings, verdicts, kinds } = compare(
      rules,
      snapshot('official', off),
      snapshot('community', stations('community')),
    );
    expect(warnings).toEqual([{ kind: 'shifted-as-a-whole', metres: expect.any(Number), wind: 'se' }]);
    expect(verdicts).toMatchObject({ match: 40, none: 0 });
    expect(kinds).toEqual({});
  });

  it('counts those without a partner on each side, where several features are one place too', () => {
    const twin = (n: number) => ({ ...stations('community')[n]!, id: `node/${100 + n}` });
    const { verdicts, alone, result } = compare(
      { ...rules, match: { ...rules.match, oneToMany: true } },
      snapshot('official', stations('official', 0, 38)),
      snapshot('community', [...stations('community', 3), twin(5), twin(6)]),
    );
    expect(result.matches).toHaveLength(37);
    expect(alone).toEqual({ official: 3, community: 2 });
    expect(verdicts).toEqual({ match: 37, possible: 0, none: 5 });
  });

  it('takes an area that was drawn at its word, without a warning', () => {
    const west = { kind: 'box', box: [3.9, 49, 4.3, 51] } as const;
    const { compared, warnings, kinds } = compare(
      rules,
      snapshot('official', stations('official')),
      snapshot('community', []),
      west,
    );
    expect(compared).toMatchObject({ official: 15, cutOfficial: 25 });
    expect(kinds).toEqual({ missing: 15 });
    expect(warnings).toEqual([]);
  });

  it('compares nothing where the map is empty and says nothing about its extent', () => {
    const { findings, compared } = compare(
      rules,
      snapshot('official', stations('official')),
      snapshot('community', []),
    );
    expect(findings).toEqual([]);
    expect(compared).toMatchObject({ official: 0, cutOfficial: 40, box: [0, 0, 0, 0] });
  });

  it('says the same for any order of the rows', () => {
    const turned = (side: Side) => snapshot(side, [...stations(side, side === 'official' ? 0 : 3)].reverse());
    const straight = (side: Side) => snapshot(side, stations(side, side === 'official' ? 0 : 3));
    const a = compare(rules, turned('official'), turned('community'));
    const b = compare(rules, straight('official'), straight('community'));
    expect(a.findings).toEqual(b.findings);
    expect(a.coverage).toEqual(b.coverage);
  });
});
