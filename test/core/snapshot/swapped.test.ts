import { describe, expect, it } from 'vitest';
import type { Feature, LonLat } from '../../../backend/core/feature.ts';
import { lookSwapped } from '../../../backend/core/snapshot/swapped.ts';

const side = (...positions: LonLat[]) => ({
  features: positions.map((at, i): Feature => ({ side: 'official', id: `${i}`, at, tags: {} })),
  warnings: [],
});
const map = side([4.3, 50.8], [4.5, 50.9]);

describe('coordinates look swapped', () => {
  const exchanged = side([50.8, 4.3], [50.85, 4.4], [50.9, 4.5]);

  it('where the exchanged positions lie with the other side and the stated ones do not', () => {
    expect(lookSwapped(exchanged, map)).toEqual([{ kind: 'coordinates-look-swapped', rows: 3 }]);
  });

  it('never where they lie with it, or nothing is there to compare with', () => {
    expect(lookSwapped(side([4.3, 50.8]), map)).toEqual([]);
    expect(lookSwapped(side([10, 10]), map)).toEqual([]);
    expect(lookSwapped(side([50.8, 4.3]), side())).toEqual([]);
  });

  it('only once, where the rows alone showed it', () => {
    const told = { ...exchanged, warnings: [{ kind: 'coordinates-look-swapped' as const, rows: 3 }] };
    expect(lookSwapped(told, map)).toEqual([]);
  });
});
