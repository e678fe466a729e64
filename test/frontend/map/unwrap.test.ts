import { describe, expect, it } from 'vitest';
import { unwrap } from '../../../frontend/src/map/unwrap.ts';

/** Degrees of the widest step between two points of a ring, the closing one included. */
const widest = (ring: readonly (readonly number[])[]) =>
  Math.max(...ring.map(([lon = 0], i) => Math.abs(lon - (ring.at(i - 1)![0] ?? 0))));

describe('a coast across the antimeridian', () => {
  const chukotka = [
    [170, 65],
    [179, 66],
    [-179, 66],
    [-170, 65],
    [-179, 64],
    [179, 64],
    [170, 65],
  ];

  it('does not leap across the whole world', () => {
    for (const ring of unwrap(chukotka)) expect(widest(ring)).toBeLessThan(20);
  });

  it('is drawn at both edges', () => {
    const rings = unwrap(chukotka);
    expect(rings).toHaveLength(2);
    expect(rings[0]).toContainEqual([190, 65]);
    expect(rings[1]).toContainEqual([-170, 65]);
  });
});

describe('a coast around a pole', () => {
  it('is closed along the pole', () => {
    const antarctica = [-180, -90, 0, 90, 179].map(lon => [lon, -70]);
    const [ring] = unwrap(antarctica);
    expect(ring!.slice(-2)).toEqual([
      [179, -90],
      [-180, -90],
    ]);
  });
});

describe('a coast anywhere else', () => {
  it('stays as it is', () => {
    const ring = [
      [0, 50],
      [1, 50],
      [1, 51],
      [0, 50],
    ];
    expect(unwrap(ring)).toEqual([ring]);
  });
});
