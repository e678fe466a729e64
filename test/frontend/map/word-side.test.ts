import { describe, expect, it } from 'vitest';
import { lengthAside, wordSide } from '../../../frontend/src/map/word-side.ts';

const sides = (isNarrow: boolean, ...pins: readonly (readonly [number, number])[]) =>
  pins.map((_, i) =>
    wordSide(
      i,
      pins.map(([x, y]) => ({ x, y })),
      isNarrow,
      800,
    ),
  );

describe('the words of pins', () => {
  it('stand away from each other, beside their pins', () => {
    expect(sides(false, [150, 100], [300, 100])).toEqual(['left', 'right']);
    expect(sides(false, [300, 100], [150, 100])).toEqual(['right', 'left']);
  });

  it('stand above and below where there is no room beside', () => {
    expect(sides(true, [100, 100], [104, 130])).toEqual(['above', 'below']);
    expect(sides(true, [100, 100], [100, 300])).toEqual(['below', 'below']);
    expect(sides(true, [50, 100], [300, 110])).toEqual(['below', 'below']);
  });

  it('stay on the map where there is room between the pins', () => {
    expect(sides(false, [300, 100], [60, 100])).toEqual(['right', 'right']);
    expect(sides(false, [140, 100], [60, 100])).toEqual(['right', 'left']);
  });
  it('do not hide each other where two pins stand at one point', () => {
    for (const isNarrow of [true, false])
      expect(new Set(sides(isNarrow, [100, 100], [100, 100])).size).toBe(2);
  });

  it('mind the nearest of three', () => {
    expect(sides(true, [100, 100], [200, 300], [205, 290])).toEqual(['below', 'below', 'above']);
  });

  it('stand anywhere where there is one pin, and on the map', () => {
    expect(sides(false, [100, 100])).toEqual(['right']);
    expect(sides(false, [760, 100])).toEqual(['left']);
    expect(sides(false, [760, 100], [500, 100])).toEqual(['left', 'left']);
    expect(sides(false, [760, 100], [700, 100])).toEqual(['right', 'left']);
  });
});

describe('the length of a line', () => {
  const [NARROW_MAP, WIDE_MAP] = [390, 900];
  it('stands in the middle of a line that has room for it', () => {
    const ends = [
      { x: 100, y: 100 },
      { x: 200, y: 100 },
    ] as const;
    for (const width of [NARROW_MAP, WIDE_MAP]) expect(lengthAside(ends, width)).toEqual({ x: 0, y: 0 });
  });

  it('leaves alone two pins that nearly meet, and their words', () => {
    for (const [x, y] of [
      [0, 0],
      [30, 4],
      [-4, 40],
      [50, 50],
    ] as const) {
      const ends = [
        { x: 200, y: 200 },
        { x: 200 + x, y: 200 + y },
      ] as const;
      const below = lengthAside(ends, WIDE_MAP);
      expect(below.x).toBe(0);
      expect(below.y - Math.abs(y) / 2).toBeGreaterThanOrEqual(28);
      const beside = lengthAside(ends, NARROW_MAP);
      expect(beside.y).toBe(0);
      expect(Math.abs(beside.x) - Math.abs(x) / 2).toBeGreaterThanOrEqual(56);
    }
  });

  it('stays on a narrow map', () => {
    const ends = [
      { x: 340, y: 100 },
      { x: 350, y: 100 },
    ] as const;
    expect(lengthAside(ends, NARROW_MAP).x).toBeLessThan(0);
  });
});
