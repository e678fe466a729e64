import { clipRing, stretchesIn } from './clip.ts';
import { type Box, type Outlines, pathOf } from './path.ts';

/** Part of a tile that is cut around it, too: a coast along the cut would be seen. */
const MARGIN = 0.02;
/** Zoom steps between a tile and the larger one that it is cut out of. */
const STEP = 3;
/** Larger tiles whose outlines are kept. */
const KEPT = 400;

/** What of the outlines lies in a tile of the map: a whole coast is gone along once, not for every tile. */
export type Pieces = (z: number, x: number, y: number) => Outlines;

const meets = (a: Box, b: Box) => a[0] <= b[2] && a[2] >= b[0] && a[1] <= b[3] && a[3] >= b[1];

export function piecesOf(whole: Outlines): Pieces {
  const kept = new Map<string, Outlines>();

  function cut(z: number, x: number, y: number): Outlines {
    const side = 1 / 2 ** z;
    const box: Box = [
      (x - MARGIN) * side,
      (y - MARGIN) * side,
      (x + 1 + MARGIN) * side,
      (y + 1 + MARGIN) * side,
    ];
    const up = Math.floor((z - 1) / STEP) * STEP;
    const from = up > 0 ? large(up, x >> (z - up), y >> (z - up)) : whole;
    return {
      land: from.land.filter(one => meets(one.box, box)).map(({ points }) => pathOf(clipRing(points, box))),
      borders: from.borders
        .filter(one => meets(one.box, box))
        .flatMap(({ points }) => stretchesIn(points, box).map(pathOf)),
    };
  }

  function large(z: number, x: number, y: number): Outlines {
    const key = `${z}/${x}/${y}`;
    let piece = kept.get(key);
    if (!piece) {
      if (kept.size >= KEPT) kept.clear();
      piece = cut(z, x, y);
      kept.set(key, piece);
    }
    return piece;
  }

  return cut;
}
