import { describe, expect, it } from 'vitest';
import type { LonLat } from '../../../frontend/src/map/place.ts';
import { spots } from '../../../frontend/src/map/spots.ts';

/** A world of 3600 pixels: ten a degree of longitude. */
const WORLD = 3600;
const at = (...places: LonLat[]) => spots(places.map(at => ({ at })));

describe('spots', () => {
  it('lie in the window by longitude and by Mercator latitude', () => {
    const two = at([0, 0], [10, 0]);
    two.layOut({ left: 1750, top: 1700, width: 200, world: WORLD });
    expect([two.x(0), two.y(0), two.x(1)]).toEqual([50, 100, 150].map(pixels => expect.closeTo(pixels)));
  });

  it('are seen across the antimeridian, whichever side the window is on', () => {
    const two = at([179, 0], [-179, 0]);
    for (const left of [3500, -100]) {
      two.layOut({ left, top: 1700, width: 200, world: WORLD });
      expect([two.x(0), two.x(1)]).toEqual([expect.closeTo(90), expect.closeTo(110)]);
    }
  });

  it('are met where they reach, the nearest of several, and nowhere else', () => {
    const three = at([0, 0], [0.5, 0], [9, 0]);
    three.layOut({ left: 1800, top: 1800, width: 0, world: WORLD });
    const met = (x: number, y: number) => three.nearest(x, y, i => (i === 2 ? 20 : 5));
    expect([met(1, 0), met(4, 1), met(30, 0), met(75, 10), met(50, 0)]).toEqual([0, 1, -1, 2, -1]);
  });
});
