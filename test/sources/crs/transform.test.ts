import { describe, expect, it } from 'vitest';
import { metres } from '../../../backend/core/geo.ts';
import { transformOf } from '../../../backend/sources/crs/transform.ts';

describe('positions in a national system', () => {
  // Expected: PROJ 9 (cs2cs EPSG:… OGC:CRS84); its grids are better than seven parameters by the metres allowed.
  it.each([
    ['Belgian Lambert 72, Brussels', 'EPSG:31370', 148850, 170700, 4.352423, 50.8467029, 0.2],
    ['Belgian Lambert 2008, its origin', 'EPSG:3812', 649328, 665262, 4.3592158, 50.797815, 0.2],
    ['RD New, Amersfoort', 'EPSG:28992', 155000, 463000, 5.3872035, 52.1551723, 0.2],
    ['Lambert-93', 'EPSG:2154', 539416.13, 6225601.11, 1.028392, 43.111637, 0.2],
    ['British National Grid, Caister', 'EPSG:27700', 651409.903, 313177.27, 1.716052, 52.6579786, 0.2],
    ['UTM 32N, its meridian', 'EPSG:25832', 500000, 5600000, 9, 50.5519324, 0.2],
    ['Gauss-Krüger zone 3, Frankfurt', 'EPSG:31467', 3477734.6, 5553080, 8.6876632, 50.1135121, 1],
    ['LUREF, Luxembourg', 'EPSG:2169', 77000, 75000, 6.1266147, 49.6096224, 0.2],
    ['Lambert II étendu', 'EPSG:27572', 600000, 2200000, 2.3365336, 46.7999488, 0.2],
    ['Krovak, Prague', 'EPSG:5514', -743000, -1043000, 14.4185939, 50.0873466, 0.2],
    ['RT90, Stockholm', 'EPSG:3021', 1628294, 6580994, 18.0591971, 59.3302298, 0.2],
    ['Web Mercator', 'EPSG:3857', 484000, 6592000, 4.347846, 50.8340987, 0.2],
  ])('%s', async (_, crs, x, y, lon, lat, within) => {
    const transform = await transformOf(crs);
    expect(metres(transform!.toDegrees(x, y), [lon, lat])).toBeLessThan(within);
  });

  it('in degrees of WGS 84 need none', async () => {
    for (const name of ['EPSG:4326', 'urn:ogc:def:crs:OGC:1.3:CRS84', '4326', 'urn:ogc:def:crs:EPSG::4326']) {
      expect(await transformOf(name)).toBeNull();
    }
  });

  it('are named in every usual way', async () => {
    const names = [
      '31370',
      'epsg:31370',
      'urn:ogc:def:crs:EPSG::31370',
      'http://www.opengis.net/def/crs/EPSG/0/31370',
    ];
    for (const name of names) expect((await transformOf(name))?.crs).toBe('EPSG:31370');
  });

  it.each([
    ['EPSG:99999', 'EPSG:99999 is not a known coordinate system'],
    ['Lambert', '"Lambert" is not an EPSG code such as EPSG:31370'],
    ['EPSG:5773', 'is not a system for positions on a map'],
  ])('%s is refused', async (crs, words) => {
    await expect(transformOf(crs)).rejects.toThrow(words);
  });
});
