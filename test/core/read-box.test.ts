import { describe, expect, it } from 'vitest';
import { hasArea, readBox } from '../../backend/core/read-box.ts';

describe('a box in words', () => {
  it.each([
    ['4.2,50.7,4.5,50.9', [4.2, 50.7, 4.5, 50.9], true],
    [' 170, -20.5 ,-170 ,+3.', [170, -20.5, -170, 3], true],
    ['-180,-90,180,90', [-180, -90, 180, 90], true],
    ['1,2,1,2', [1, 2, 1, 2], false],
    ['1,2,3,2', [1, 2, 3, 2], false],
    ['1,2,1,3', [1, 2, 1, 3], false],
  ] as const)('%s', (text, box, area) => {
    expect(readBox(text)).toEqual(box);
    expect(hasArea(box)).toBe(area);
  });

  it.each([
    '',
    '1,2,3',
    '1,2,3,4,5',
    '1,2,,4',
    '1,4,3,2',
    '181,2,3,4',
    '1,2,-180.1,4',
    '1,-91,3,4',
    '1,2,3,90.5',
    'a,b,c,d',
    '0x1,2,3,4',
    '1e1,2,3,4',
    '1,2,.,4',
    '1,2,Infinity,4',
  ])('"%s" is none', text => {
    expect(readBox(text)).toBeNull();
  });
});
