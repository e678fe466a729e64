import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { ClassTable } from '../../backend/core/challenge/challenge.ts';
import {
  anyHolds,
  classOf,
  compareClasses,
  conditionsOf,
  holds,
  sameValue,
} from '../../backend/core/tags.ts';

describe('a tag filter', () => {
  it.each([
    ['amenity=fire_station', { amenity: 'fire_station' }, true],
    ['amenity=fire_station', { amenity: 'police' }, false],
    ['aeroway=aerodrome|heliport', { aeroway: 'heliport' }, true],
    ['aeroway=*', { aeroway: 'windsock' }, true],
    ['aeroway=*', { name: 'x' }, false],
    ['aeroway', { aeroway: 'windsock' }, true],
    ['!disused', { disused: 'yes' }, false],
    ['!disused', {}, true],
    ['building!=yes', { building: 'yes' }, false],
    ['building!=yes', {}, true],
    ['building!=*', {}, true],
    ['amenity=fire_station & !disused', { amenity: 'fire_station', disused: 'yes' }, false],
    ['amenity=fire_station&name=*', { amenity: 'fire_station', name: 'A' }, true],
    ['amenity=police', { amenity: 'townhall;police' }, true],
    ['aerodrome:type=military/public', { 'aerodrome:type': 'military/public' }, true],
  ] as const)('%s on %o is %s', (filter, tags, expected) => {
    expect(holds(filter, tags)).toBe(expected);
  });

  it('that has no key is refused with its own words', () => {
    expect(() => conditionsOf('=x')).toThrow('"=x" is not a tag filter');
  });

  it('lets everything pass when there is none', () => {
    expect(anyHolds([], {})).toBe(true);
    expect(anyHolds(['a=1', 'b=2'], { b: '2' })).toBe(true);
    expect(anyHolds(['a=1', 'b=2'], { b: '3' })).toBe(false);
  });
});

describe('classes', () => {
  const table: ClassTable = {
    classes: [
      { id: 'closed', when: ['disused:aeroway=*', 'type=closed'] },
      { id: 'heliport', when: ['aeroway=heliport'] },
      { id: 'aerodrome', when: ['aeroway=aerodrome'] },
    ],
    pairs: [{ a: 'heliport', b: 'aerodrome', verdict: 'contradicts' }],
  } as unknown as ClassTable;

  it('are decided by the first that holds', () => {
    expect(classOf({ 'disused:aeroway': 'aerodrome', aeroway: 'heliport' }, table)).toBe('closed');
    expect(classOf({ aeroway: 'heliport' }, table)).toBe('heliport');
    expect(classOf({ amenity: 'bench' }, table)).toBeNull();
  });

  it('are compared in either order, and only where the table speaks of them', () => {
    expect(compareClasses(table, 'aerodrome', 'heliport')).toBe('contradicts');
    expect(compareClasses(table, 'heliport', 'aerodrome')).toBe('contradicts');
    expect(compareClasses(table, 'closed', 'heliport')).toBe('not-comparable');
    expect(compareClasses(table, 'closed', 'closed')).toBe('agrees');
    expect(compareClasses(table, null, 'closed')).toBe('not-comparable');
  });
});

describe('values', () => {
  it.each([
    ['phone', '+33 2 40 55 36 55', '02.40.55.36.55', true],
    ['phone', '+32 (0)2 123 45 67', '0032 2 1234567', true],
    ['phone', '+32 2 123 45 67', '+33 2 123 45 67', false],
    ['contact:phone', '(514) 555-0199', '+1 514 555 0199', true],
    ['phone', '112', '+32112', false],
    ['phone', '+32 2 1; +32 2 2', '+32 2 2;+32 2 1', true],
    ['website', 'https://www.Example.org/', 'http://example.org', true],
    ['website', 'https://example.org/A', 'https://example.org/a', false],
    ['contact:website', 'example.org/x/', 'https://example.org/x', true],
    ['name', 'CIS Guémené-Penfao', 'cis guemene  penfao', true],
    ['name', "Caserne de l'Île", 'Caserne de l’Ile', true],
    ['name', 'Gare du Nord', 'Gare du Midi', false],
    ['name:de', 'Straße', 'STRASSE', true],
    ['ref', ' 12 ', '12', true],
    ['ref', 'A12', 'a12', false],
    ['icao', 'ebbr', 'EBBR', true],
    ['email', 'A@example.org', 'a@example.org', true],
    ['cuisine', 'a;b', 'b; a', true],
    ['cuisine', 'a;b', 'a', false],
  ])('of %s: %s and %s agree: %s', (key, a, b, expected) => {
    expect(sameValue(key, a, b)).toBe(expected);
    expect(sameValue(key, b, a)).toBe(expected);
  });

  it('agree with themselves, whatever the key', () => {
    const keys = fc.constantFrom('name', 'phone', 'website', 'ref', 'email', 'addr:street');
    fc.assert(fc.property(keys, fc.string(), (key, value) => sameValue(key, value, value)));
  });

  it('agree in both directions or in none', () => {
    const keys = fc.constantFrom('name', 'phone', 'website', 'ref');
    const value = fc.stringMatching(/^[+0-9a-c ;./-]{0,12}$/);
    fc.assert(fc.property(keys, value, value, (key, a, b) => sameValue(key, a, b) === sameValue(key, b, a)));
  });
});
