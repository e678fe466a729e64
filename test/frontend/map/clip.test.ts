import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { clipRing, stretchesIn } from '../../../frontend/src/map/clip.ts';

const BOX = [0, 0, 10, 10] as const;

describe('clipRing', () => {
  it('keeps a ring that lies within', () => {
    expect(clipRing([1, 1, 2, 1, 2, 2], BOX)).toEqual([1, 1, 2, 1, 2, 2]);
  });

  it('leaves nothing of a ring that lies outside', () => {
    expect(clipRing([11, 11, 12, 11, 12, 12], BOX)).toEqual([]);
  });

  it('fills the box where the ring surrounds it', () => {
    const corners = clipRing([-5, -5, 15, -5, 15, 15, -5, 15], BOX);
    const area = corners.reduce((sum, _, i) => {
      if (i % 2) return sum;
      const next = (i + 2) % corners.length;
      return sum + corners[i]! * corners[next + 1]! - corners[next]! * corners[i + 1]!;
    }, 0);
    expect(Math.abs(area) / 2).toBeCloseTo(100);
  });

  it('never leaves a corner outside of the box', () => {
    const point = fc.tuple(fc.integer({ min: -30, max: 30 }), fc.integer({ min: -30, max: 30 }));
    fc.assert(
      fc.property(fc.array(point, { minLength: 3, maxLength: 12 }), ring => {
        const clipped = clipRing(ring.flat(), BOX);
        return clipped.every(value => value >= -1e-9 && value <= 10 + 1e-9);
      }),
    );
  });
});

describe('stretchesIn', () => {
  it('keeps what comes near the box in one piece, and cuts where the line leaves it', () => {
    expect(stretchesIn([-20, 5, -5, 5, 5, 5, 15, 5, 20, 30, 5, 30, 5, 9, 5, 1], BOX)).toEqual([
      [-5, 5, 5, 5, 15, 5],
      [5, 30, 5, 9, 5, 1],
    ]);
  });
});
