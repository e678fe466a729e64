import { describe, expect, it } from 'vitest';
import { matchLines } from '../../../backend/cli/match/lines.ts';
import { compare } from '../../../backend/core/discrepancy/compare.ts';
import type { Feature, Side } from '../../../backend/core/feature.ts';
import { snapshot } from '../../core/snapshot/make-snapshot.ts';

/** In no order, and of every kind that an order by code units may stumble on. */
const IDS = [
  '9',
  '10',
  'a',
  'Z',
  'é',
  '\uffff',
  '\u{1f600}',
  '\ue000',
  'aa',
  'A',
  '10 ',
  '090',
  'z',
  'ß',
  '#7',
  'node/2',
];
const NAMES = ['Nord', 'Sud', 'Ostrand', 'Westend', 'Hafen', 'Markt', 'Bergwerk', 'Seeufer'];

const station = (side: Side, n: number, id: string, north = 0): Feature => ({
  side,
  id,
  at: [4 + (n % 4) * 0.14, 50 + Math.floor(n / 4) * 0.09 + north / 111_000],
  tags: { name: `${NAMES[n % 8]} ${NAMES[Math.floor(n / 8)]}` },
});

describe('the lines of a comparison', () => {
  const official = IDS.slice(0, 14).map((id, n) => station('official', n, id));
  // Two are missing, two are only here, three lie elsewhere, one is there twice.
  const community = [
    ...IDS.slice(2).map((id, k) => station('community', k + 2, `of ${id}`, k % 4 === 1 ? 200 : 0)),
    station('community', 6, 'of \u{1f600} again', 1),
  ];
  const { findings, ...comparison } = compare(
    {
      match: { radius: 500, identifiers: [], oneToMany: false },
      rules: [
        { kind: 'missing' },
        { kind: 'unlisted' },
        { kind: 'moved', tolerance: 100 },
        { kind: 'duplicate', within: 50 },
        { kind: 'possible-match' },
      ],
    },
    snapshot('official', official),
    snapshot('community', community),
  );
  const lines = [...matchLines({ findings, ...comparison })];

  it('have every feature once, whatever its id is made of', () => {
    const ids = (side: Side) => lines.flatMap(line => line[side] ?? []).sort();
    expect(ids('official')).toEqual(official.map(({ id }) => id).sort());
    expect(ids('community')).toEqual(community.map(({ id }) => id).sort());
  });

  it('say of each what its finding says', () => {
    const said = new Map(lines.map(line => [line.official ?? `community ${line.community}`, line]));
    for (const { official, community, discrepancies } of findings)
      expect(said.get(official?.id ?? `community ${community!.id}`)?.discrepancies).toEqual(discrepancies);
    const kinds = new Set(findings.flatMap(({ discrepancies }) => discrepancies.map(({ kind }) => kind)));
    expect(kinds).toEqual(new Set(['missing', 'unlisted', 'moved', 'duplicate']));
  });

  it('are pairs first, then those of the official side alone, each in the order of their ids', () => {
    const parts = [
      lines.filter(line => line.official !== null && line.community !== null).map(line => line.official!),
      lines.filter(line => line.community === null).map(line => line.official!),
      lines.filter(line => line.official === null).map(line => line.community!),
    ];
    expect(parts.flat()).toEqual(lines.map(line => line.official ?? line.community));
    for (const ids of parts) expect(ids).toEqual([...ids].sort());
  });
});
