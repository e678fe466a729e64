type Point = Readonly<{ x: number; y: number }>;
export type WordSide = 'left' | 'right' | 'above' | 'below';

/** Pixels; words of pins that are closer would lie on each other. */
const WIDE = 120;
const TALL = 56;
/** Of the longest word, as it stands above or below its pin. */
const LONG = 180;
/** Pixels between two pins, below which a length in the middle covers them. */
const SHORT = 84;
/** From the middle of a pin to that of a word which leaves it alone. */
const CLEAR = 28;
/** What a word needs beside its pin, the longest of ours. */
export const EDGE = 124;

/** Pixels; on a narrower map the words stand above and below their pins. */
const NARROW = 560;
export const isNarrow = (width: number): boolean => width < NARROW;

/**
 * Where the length of a line stands: pixels right of and below its middle. In its middle, unless the pins and their words
 * leave no room there: then where those do not stand.
 * @param width of the map
 */
export function lengthAside(ends: readonly [Point, Point], width: number): Point {
  const [a, b] = ends;
  const [right, down] = [Math.abs(a.x - b.x), Math.abs(a.y - b.y)];
  if (Math.hypot(right, down) >= SHORT) return { x: 0, y: 0 };
  if (!isNarrow(width)) return { x: 0, y: down / 2 + CLEAR };
  const aside = right / 2 + 2 * CLEAR;
  return { x: (a.x + b.x) / 2 + 2 * aside < width ? aside : -aside, y: 0 };
}

/**
 * Where the word of a pin stands, away from the pin that is nearest to it. Pixels, y down. On a narrow map there is no room
 * beside the pins.
 * @param width of the map
 */
export function wordSide(own: number, pins: readonly Point[], isNarrow: boolean, width: number): WordSide {
  const here = pins[own];
  if (!here) return isNarrow ? 'below' : 'right';
  const hasRoom = { left: here.x >= EDGE, right: width - here.x >= EDGE };
  const others = pins
    .map(({ x, y }, i) => ({ i, dx: x - here.x, dy: y - here.y }))
    .filter(({ i }) => i !== own)
    .sort((a, b) => Math.hypot(a.dx, a.dy) - Math.hypot(b.dx, b.dy));
  const [near] = others;
  if (!near && isNarrow) return 'below';
  if (!near) return hasRoom.right || !hasRoom.left ? 'right' : 'left';
  if (!isNarrow) {
    const [away, towards] =
      near.dx > 0 || (near.dx === 0 && near.i > own)
        ? (['left', 'right'] as const)
        : (['right', 'left'] as const);
    // At the edge of the map, towards the other one where that leaves room for it.
    return hasRoom[away] || Math.abs(near.dx) < WIDE ? away : towards;
  }
  const isUpper = near.dy > 0 || (near.dy === 0 && near.i > own);
  return isUpper && near.dy < TALL && Math.abs(near.dx) < LONG ? 'above' : 'below';
}
