import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { Feature, LonLat, Side } from '../../../backend/core/feature.ts';
import { commonExtent } from '../../../backend/core/snapshot/common-extent.ts';
import { covers } from '../../../backend/core/snapshot/coverage.ts';
import { standFor } from '../../../backend/core/stand-for.ts';
import { sharedData } from '../../shared-data.ts';
import { feature, snapshot } from './make-snapshot.ts';

/** A place every 0.1 degrees between two corners. */
const country = (
  side: Side,
  west: number,
  south: number,
  east: number,
  north: number,
): readonly Feature[] => {
  const found: Feature[] = [];
  for (let lat = south; lat < north - 1e-9; lat += 0.1)
    for (let lon = west; lon < east - 1e-9; lon += 0.1)
      found.push(feature(side, `${side} ${lon.toFixed(1)} ${lat.toFixed(1)}`, [lon, lat]));
  return found;
};
const inside = (extent: ReturnType<typeof commonExtent>, features: readonly Feature[]): readonly Feature[] =>
  features.filter(({ at }) => covers(extent.coverage, at));

describe('the common extent of two snapshots', () => {
  const whole = country('official', 0, 45, 5, 50);
  const region = country('community', 1, 46, 2, 47);

  it('is the region, when one side is the whole country', () => {
    const extent = commonExtent(snapshot('official', whole), snapshot('community', region), 1000);
    expect(inside(extent, whole)).toHaveLength(region.length);
    expect(extent.official).toHaveLength(region.length);
    expect(extent.community).toHaveLength(region.length);
  });

  it('is the region, whichever side the country is on', () => {
    const town = country('official', 1, 46, 2, 47);
    const map = country('community', 0, 45, 5, 50);
    const extent = commonExtent(snapshot('official', town), snapshot('community', map), 1000);
    expect(inside(extent, map)).toHaveLength(town.length);
  });

  it('leaves nothing out when both sides are about the same region, though one is sparse', () => {
    const sparse = region.filter((_, i) => i % 5 === 0);
    const full = country('official', 1, 46, 2, 47);
    const extent = commonExtent(snapshot('official', full), snapshot('community', sparse), 1000);
    expect(inside(extent, full)).toHaveLength(full.length);
  });

  it('leaves out single features far away, but lets them be matched', () => {
    const near = country('official', 1, 46, 2, 47);
    const astray = feature('official', 'astray', [46, 1.5]);
    const extent = commonExtent(snapshot('official', [...near, astray]), snapshot('community', region), 1000);
    expect(covers(extent.coverage, astray.at)).toBe(false);
    expect(extent.official).toContain(astray);
    expect(inside(extent, near)).toHaveLength(near.length);
  });

  it('keeps a partner just across the edge', () => {
    const across = feature('official', 'across', [1.9 + 0.006, 46.5]);
    const lone = feature('official', 'lone', [2.6, 46.55]);
    const extent = commonExtent(
      snapshot('official', [...whole, across, lone]),
      snapshot('community', region, { coverage: { kind: 'box', box: [1, 46, 1.905, 47] } }),
      1000,
    );
    expect(covers(extent.coverage, across.at)).toBe(false);
    expect(extent.official).toContain(across);
    expect(extent.official).not.toContain(lone);
  });

  it('is what was stated, where something was', () => {
    const stated = snapshot('community', region, { coverage: { kind: 'box', box: [1, 46, 3.05, 47.05] } });
    const extent = commonExtent(snapshot('official', whole), stated, 1000);
    expect(covers(extent.coverage, [2.9, 46.5])).toBe(true);
    expect(covers(extent.coverage, [3.1, 46.5])).toBe(false);
  });

  it('is within the area that a person drew, and within what was stated', () => {
    const area = { kind: 'box', box: [1.15, 46.15, 4, 49] } as const;
    const silent = commonExtent(snapshot('official', whole), snapshot('community', region), 1000, area);
    expect(covers(silent.coverage, [3.5, 48.5])).toBe(true);
    expect(covers(silent.coverage, [1.1, 46.5])).toBe(false);
    const stated = snapshot('community', region, { coverage: { kind: 'box', box: [1, 46, 2, 47] } });
    expect(covers(commonExtent(snapshot('official', whole), stated, 1000, area).coverage, [3.5, 48.5])).toBe(
      false,
    );
  });

  it('still holds what a silent source spoke about before', () => {
    const left = region.filter(({ at: [lon] }) => lon < 1.45);
    const full = snapshot('official', country('official', 1, 46, 2, 47));
    const edge: LonLat = [1.85, 46.5];
    expect(covers(commonExtent(full, snapshot('community', left), 1000).coverage, edge)).toBe(false);
    const before = { community: region.map(({ at }) => at) };
    expect(
      covers(commonExtent(full, snapshot('community', left), 1000, undefined, before).coverage, edge),
    ).toBe(true);
  });

  it('is the same when the source says again what it said before', () => {
    const [a, b] = [snapshot('official', whole), snapshot('community', region)];
    const before = { official: whole.map(({ at }) => at), community: region.map(({ at }) => at) };
    expect(commonExtent(a, b, 1000, undefined, before).coverage).toEqual(commonExtent(a, b, 1000).coverage);
  });

  it('is empty where one side is empty and silent', () => {
    const extent = commonExtent(snapshot('official', whole), snapshot('community', []), 1000);
    expect(inside(extent, whole)).toEqual([]);
  });
});

describe.skipIf(!sharedData)('the fire stations of France against those of one region on the map', () => {
  const read = (file: string, side: Side): readonly Feature[] => {
    const collection = JSON.parse(readFileSync(join(sharedData!, 'fire-stations-fr', file), 'utf8'));
    return collection.features
      .filter((row: { geometry: unknown }) => row.geometry)
      .map(({ geometry }: { geometry: { type: string; coordinates: LonLat } }, i: number) =>
        feature(
          side,
          String(i),
          geometry.type === 'Point' ? geometry.coordinates : standFor(geometry as never),
        ),
      );
  };

  it('keep the 420 stations of the region, and hardly any beyond its box', () => {
    const official = read('official.geojson', 'official');
    const community = read('osm-brittany.geojson', 'community');
    const extent = commonExtent(snapshot('official', official), snapshot('community', community), 1000);
    const kept = inside(extent, official);
    const beyond = kept.filter(
      ({ at: [lon, lat] }) => lon < -4.63 || lon > -0.92 || lat < 46.94 || lat > 49.2,
    );
    expect(official).toHaveLength(4461);
    expect(kept.length).toBeGreaterThanOrEqual(415);
    expect(kept.length).toBeLessThanOrEqual(425);
    expect(beyond.length).toBeLessThanOrEqual(3);
    expect(inside(extent, community).length).toBeGreaterThanOrEqual(310);
  });
});
