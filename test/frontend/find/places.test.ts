import { describe, expect, it } from 'vitest';
import { readBox } from '../../../backend/core/read-box.ts';
import { WINDS } from '../../../backend/core/wind.ts';
import { askedBox } from '../../../frontend/src/find/asked-box.ts';
import { compass } from '../../../frontend/src/find/compass.ts';

describe('the box that a map asks about', () => {
  it.each([
    [
      [4.123456789, 50, 5, 51],
      [4.12346, 50, 5, 51],
    ],
    [
      [-400, -95, 400, 95],
      [-180, -90, 180, 90],
    ],
    // The map has been dragged around the world.
    [
      [364, 50, 365, 51],
      [4, 50, 5, 51],
    ],
    [
      [170, -10, 190, 10],
      [170, -10, -170, 10],
    ],
    [
      [-190, -10, -170, 10],
      [170, -10, -170, 10],
    ],
  ] as const)('%j is %j, which the server takes', (seen, asked) => {
    expect(askedBox(seen)).toEqual(asked);
    expect(readBox(askedBox(seen).join())).toEqual(asked);
  });
});

describe('the way from the middle of a map', () => {
  it('is told by the winds, clockwise from the north', () => {
    const around = [0, 45, 90, 135, 180, 225, 270, 315].map(degrees => {
      const angle = (degrees * Math.PI) / 180;
      return compass([0, 0], [Math.sin(angle) / 10, Math.cos(angle) / 10]).wind;
    });
    expect(around).toEqual(WINDS);
  });

  it('goes the short way across the antimeridian, and shrinks with the latitude', () => {
    expect(compass([179.9, 0], [-179.9, 0])).toMatchObject({ wind: 'e' });
    // A degree of longitude is half as wide there.
    expect(compass([0, 60], [1, 60.5]).wind).toBe('ne');
  });
});
