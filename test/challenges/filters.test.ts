import { describe, expect, it } from 'vitest';
import type { Tags } from '../../backend/core/feature.ts';
import { anyHolds, classOf } from '../../backend/core/tags.ts';
import { bundled } from '../../challenges/bundled.ts';

const of = (id: string) => bundled.find(challenge => challenge.id === id)!;

/** What a mapper wrote, and whether the challenge asks about it. */
const CASES: Readonly<Record<string, readonly (readonly [Tags, boolean])[]>> = {
  hydrants: [
    [{ emergency: 'fire_hydrant', 'fire_hydrant:type': 'underground' }, true],
    [{ emergency: 'suction_point' }, false],
    [{ emergency: 'water_tank' }, false],
    [{ 'disused:emergency': 'fire_hydrant' }, false],
  ],
  defibrillators: [
    [{ emergency: 'defibrillator', indoor: 'yes' }, true],
    [{ emergency: 'phone' }, false],
  ],
  'rail-stations': [
    [{ railway: 'station', name: 'Nord' }, true],
    [{ railway: 'halt', public_transport: 'stop_position', train: 'yes' }, true],
    [{ railway: 'station', station: 'subway' }, false],
    [{ railway: 'station', subway: 'yes' }, false],
    [{ railway: 'station', subway: 'yes', train: 'yes' }, true],
    [{ railway: 'station', station: 'light_rail' }, false],
    [{ railway: 'halt', tram: 'yes' }, false],
    [{ railway: 'tram_stop' }, false],
    [{ public_transport: 'platform', train: 'yes' }, false],
    [{ 'disused:railway': 'station' }, false],
  ],
  'bus-stops': [
    [{ highway: 'bus_stop' }, true],
    [{ highway: 'bus_stop', public_transport: 'stop_position' }, true],
    [{ public_transport: 'platform', bus: 'yes' }, true],
    [{ public_transport: 'platform', trolleybus: 'yes' }, true],
    [{ public_transport: 'platform', highway: 'platform', bus: 'yes' }, false],
    [{ public_transport: 'platform', railway: 'platform', bus: 'yes' }, false],
    [{ public_transport: 'platform', tram: 'yes' }, false],
    [{ public_transport: 'stop_position', bus: 'yes' }, false],
  ],
  'bike-docks': [
    [{ amenity: 'bicycle_rental' }, true],
    [{ amenity: 'bicycle_rental', bicycle_rental: 'docking_station' }, true],
    [{ amenity: 'bicycle_rental', bicycle_rental: 'shop' }, false],
    [{ amenity: 'bicycle_rental', shop: 'bicycle' }, false],
    [{ amenity: 'bicycle_rental', bicycle_rental: 'dropoff_point' }, false],
    [{ amenity: 'bicycle_parking' }, false],
  ],
  hospitals: [
    [{ amenity: 'hospital' }, true],
    [{ amenity: 'clinic' }, true],
    [{ healthcare: 'hospital', building: 'yes' }, true],
    [{ building: 'hospital' }, false],
    [{ amenity: 'doctors', healthcare: 'doctor' }, false],
    [{ amenity: 'nursing_home' }, false],
  ],
  pharmacies: [
    [{ amenity: 'pharmacy', dispensing: 'yes' }, true],
    [{ healthcare: 'pharmacy' }, true],
    [{ shop: 'chemist' }, false],
    [{ amenity: 'veterinary' }, false],
  ],
};

describe.each(Object.entries(CASES))('%s', (id, cases) => {
  it.each(cases.map(([tags, asked]) => [JSON.stringify(tags), asked, tags] as const))(
    '%s: %s',
    (_, asked, tags) => {
      expect(anyHolds(of(id).community.filter, tags)).toBe(asked);
    },
  );
});

describe('classes', () => {
  it('tell a hospital from a clinic, by either schema', () => {
    const table = of('hospitals').classes!;
    expect(classOf({ amenity: 'hospital', healthcare: 'clinic' }, table)).toBe('hospital');
    expect(classOf({ healthcare: 'clinic' }, table)).toBe('clinic');
  });

  it('tell a station from a halt, and leave alone who says neither', () => {
    const table = of('rail-stations').classes!;
    expect(classOf({ railway: 'station' }, table)).toBe('station');
    expect(classOf({ railway: 'halt' }, table)).toBe('halt');
    expect(classOf({ name: 'Nord' }, table)).toBeNull();
  });
});
