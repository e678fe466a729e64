import { describe, expect, it } from 'vitest';
import type { Tags } from '../../../../backend/core/feature.ts';
import { addressOf } from '../../../../backend/core/match/evidence/address.ts';
import { addressComparer, readAddresses } from '../../../../backend/core/match/evidence/compare-addresses.ts';
import { bookOf } from '../../../../backend/core/match/names/name-book.ts';
import { tallyOf } from '../../../../backend/core/match/names/tally.ts';

const compare = (a: Tags, b: Tags): number => {
  const addresses = readAddresses([
    { length: 1, at: () => a },
    { length: 1, at: () => b },
  ]);
  return addressComparer(addresses, bookOf(addresses.streets, tallyOf(addresses.streets)))(0, 0);
};
const [ELSEWHERE, OTHER_NUMBER, SAME_STREET, SAME_DOOR] = [1, 2, 4, 5];

describe('a house number written into the street', () => {
  it.each([
    ['Ferry Road 28', ['28']],
    ['Ferry Road, 28b', ['28b']],
    ['28 Ferry Road', ['28']],
    ['10-14 Ferry Road', ['10', '14']],
    ['Bd. 17', ['17']],
    ['Place du 8 Mai 1945', []],
    ['Rue du 11 Novembre', []],
    ['5th Avenue', []],
    ['Ferry Road', []],
  ])('is read from %s', (street, numbers) => {
    expect(addressOf({ 'addr:street': street })?.numbers).toEqual(numbers);
  });

  it('is none where the list has one beside', () => {
    const highway = { 'addr:street': 'Highway 7', 'addr:housenumber': '28' };
    expect(addressOf(highway)?.numbers).toEqual(['28']);
    expect(compare({ 'addr:street': 'Highway 7' }, highway)).toBe(SAME_STREET);
  });

  it('is found quickly, or not, in a street of nothing else', () => {
    for (const street of [' '.repeat(1e5), '1'.repeat(1e5), '1 '.repeat(5e4), `a${' '.repeat(1e5)}b`])
      expect(() => addressOf({ 'addr:street': `ab ${street}` })).not.toThrow();
  });
});

describe('two addresses are compared however they are written', () => {
  const osm = { 'addr:street': 'Spittal Street', 'addr:housenumber': '2' };

  it.each<[Tags, number]>([
    [{ 'addr:street': 'Spittal Street 2' }, SAME_DOOR],
    [{ 'addr:street': 'Spittal Street 7' }, OTHER_NUMBER],
    [{ 'addr:full': '2 Spittal Street' }, SAME_DOOR],
    [{ street: 'SPITTAL STREET 2' }, SAME_DOOR],
    [{ street: 'SPITTAL STREET', house_number: '2' }, SAME_DOOR],
    [{ street: 'SPITTAL STREET', house_number: '' }, SAME_STREET],
    [{ 'addr:street': 'Ferry Road 2' }, ELSEWHERE],
  ])('%o', (agency, level) => {
    expect(compare(agency, osm)).toBe(level);
    expect(compare(osm, agency)).toBe(level);
  });
});
