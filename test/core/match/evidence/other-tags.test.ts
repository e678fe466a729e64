import { describe, expect, it } from 'vitest';
import type { Tags } from '../../../../backend/core/feature.ts';
import {
  AGREES,
  CLOSE,
  DIFFERS,
  levelOfKey,
  otherKeys,
  otherTags,
} from '../../../../backend/core/match/evidence/other-tags.ts';

const side = (tags: readonly Tags[]) => ({ length: tags.length, at: (i: number) => tags[i]! });
const docks = (capacities: readonly string[], more: Tags = {}): readonly Tags[] =>
  capacities.map((capacity, n) => ({
    name: `Dock ${n}`,
    ref: String(n),
    operator: 'Rad',
    capacity,
    ...more,
  }));

describe('other tags', () => {
  it('are those that both sides have, that vary, and that nothing else compares', () => {
    const capacities = ['12', '15', '19', '23', '27', '31'];
    expect(otherKeys([side(docks(capacities)), side(docks(capacities, { source: 'survey' }))])).toEqual([
      'capacity',
    ]);
  });
  it('count once what most places say under two keys: as their name, or as another tag', () => {
    const chargers = (names: readonly string[]): readonly Tags[] =>
      names.map((operator, n) => ({
        name: n % 6 === 0 ? `Charger ${n}` : operator.toUpperCase(),
        operator,
        network: `Net ${n % 3}`,
        brand: `net ${n % 3}`,
      }));
    const names = Array.from({ length: 24 }, (_, n) => ['Volt', 'Ampère', 'Watt', 'Ohm', 'Joule'][n % 5]!);
    const both = [side(chargers(names)), side(chargers(names))] as const;
    expect(otherKeys(both)).toEqual(['brand']);
    const named = names.map((operator, n) => ({ name: `Place ${n}`, operator }));
    expect(otherKeys([both[0], side(named)])).toEqual(['operator']);
  });
  it('agree whichever way they are written, and numbers may be close', () => {
    const compare = otherTags(
      [side(docks(['19', '019', 'x'])), side(docks(['19', '23', '31', 'X']))],
      ['capacity'],
    );
    const levels = (i: number): readonly number[] => [0, 1, 2, 3].map(j => levelOfKey(compare(i, j), 0));
    expect(levels(0)).toEqual([AGREES, CLOSE, DIFFERS, DIFFERS]);
    expect(levels(1)).toEqual(levels(0));
    expect(levels(2)).toEqual([DIFFERS, DIFFERS, DIFFERS, AGREES]);
  });
  it.each([
    ['1,000', '1000', AGREES],
    ['12 500', '12500', AGREES],
    ['1,000', '1', DIFFERS],
    ['2,5', '2.5', AGREES],
    ['0,500', '0.5', AGREES],
  ])('take %s beside %s for the number that people mean', (a, b, level) => {
    const compare = otherTags([side(docks([a])), side(docks([b]))], ['capacity']);
    expect(levelOfKey(compare(0, 0), 0)).toBe(level);
  });
  it('say nothing where a side has none', () => {
    expect(otherTags([side([{}]), side(docks(['19']))], ['capacity'])(0, 0)).toBe(0);
  });
  it('are not read from what every object has', () => {
    const tags = Array.from(
      { length: 6 },
      (_, n): Tags => JSON.parse(`{"__proto__": "${n}", "constructor": "${n % 2}"}`),
    );
    const keys = otherKeys([side(tags), side(tags)]);
    expect(keys).toEqual(['__proto__', 'constructor']);
    expect(levelOfKey(otherTags([side([{}]), side(tags)], keys)(0, 0), 1)).toBe(0);
  });
});
