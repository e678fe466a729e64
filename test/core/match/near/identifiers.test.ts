import { describe, expect, it } from 'vitest';
import type { Feature, Side } from '../../../../backend/core/feature.ts';
import {
  isIdentifier,
  sameIdentifier,
  sharedIdentifiers,
} from '../../../../backend/core/match/near/identifiers.ts';

const bearing = (side: Side, key: string, values: readonly string[]): Feature[] =>
  values.map((value, n) => ({ side, id: `${side}${n}`, at: [4, 50], tags: { [key]: value } }));
const shared = (
  ours: readonly string[],
  theirs: readonly string[],
  key = 'ref',
  named: readonly string[] = [],
) => sharedIdentifiers(bearing('official', key, ours), bearing('community', key, theirs), named);

describe('keys that identify', () => {
  it('are the well-known ones and those of a register', () => {
    expect(['ref', 'icao', 'uic_ref', 'ref:FR:SDIS'].every(isIdentifier)).toBe(true);
    expect(['name', 'ref:', 'reference', 'phone'].some(isIdentifier)).toBe(false);
  });

  it('stay such where one of a few rows bears another’s value', () => {
    expect(shared(['R1', 'R2', 'R3'], ['R1', 'R2', 'R3', 'R1']).keys).toEqual(['ref']);
  });

  it('do not where most values are borne by many, as the lines of a stop', () => {
    const lines = Array.from({ length: 40 }, (_, n) => String(n % 8));
    const own = Array.from({ length: 40 }, (_, n) => String(n));
    expect(shared(own, lines).keys).toEqual([]);
    expect(shared(lines, own).keys).toEqual([]);
  });

  it('do all the same where the challenge names them', () => {
    const lines = Array.from({ length: 40 }, (_, n) => String(n % 20));
    expect(shared(lines, lines, 'line').keys).toEqual([]);
    const { keys, shared: pairs } = shared(lines, lines, 'line', ['line']);
    expect(keys).toEqual(['line']);
    expect(pairs).toHaveLength(80);
  });
});

describe('values of an identifier', () => {
  it('are compared without case and spaces, each of a list', () => {
    expect(sameIdentifier('be 12', 'BE12')).toBe(true);
    expect(sameIdentifier('A1;B2', 'b2')).toBe(true);
    expect(sameIdentifier('A1', 'A2')).toBe(false);
    expect(sameIdentifier('', '')).toBe(false);
  });

  it('are never cut: the rest of a list is no other value', () => {
    const list = Array.from({ length: 90 }, (_, n) => `QX${1000 + n}`).join(';');
    expect(sameIdentifier(list, 'QX')).toBe(false);
    expect(sameIdentifier(list, 'QX1089')).toBe(true);
    expect(sameIdentifier('Q'.repeat(300), 'Q'.repeat(200))).toBe(false);
  });
});
