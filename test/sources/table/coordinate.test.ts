import { describe, expect, it } from 'vitest';
import { coordinateOf, pairOf } from '../../../backend/sources/table/coordinate.ts';

describe('a coordinate', () => {
  it.each([
    ['4.35', 4.35],
    [' -4,35 ', -4.35],
    ['148 850,12', 148850.12],
    ['148.850,12', 148850.12],
    ["148'850.12", 148850.12],
    ['1,234,567.8', 1234567.8],
    ['4.35E', 4.35],
    ['4.35° W', -4.35],
    ['S 4,5', -4.5],
    ['1.2e1', 12],
    [12, 12],
    ['', 'missing'],
    ['NULL', 'missing'],
    [null, 'missing'],
    ['4.35.2', 'unreadable'],
    ['Brussels', 'unreadable'],
    [Number.NaN, 'unreadable'],
  ])('%s is %s', (text, expected) => {
    expect(coordinateOf(text)).toBe(expected);
  });

  it.each([
    ['50°50\'48"N', 50.84666667],
    ["4° 21,15' E", 4.3525],
    ['4°21′9″W', -4.3525],
  ])('%s has minutes', (text, expected) => {
    expect(coordinateOf(text)).toBeCloseTo(expected, 7);
  });
});

describe('both coordinates in one column', () => {
  it.each([
    ['50.84, 4.35'],
    ['POINT (4.35 50.84)'],
    ['SRID=4326;POINT Z (4.35 50.84 12)'],
    [[50.84, 4.35]],
    [{ lon: 4.35, lat: 50.84 }],
    ['(50.84; 4.35)'],
  ])('%o', value => {
    expect(pairOf(value)).toEqual([4.35, 50.84]);
  });
  it('that cannot be read says so', () => {
    expect(pairOf('Rue Neuve')).toEqual(['unreadable', 'unreadable']);
    expect(pairOf('')).toEqual(['missing', 'missing']);
  });
});
