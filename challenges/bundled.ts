import type { Challenge } from '../backend/core/challenge/challenge.ts';
import { airports } from './airports/challenge.ts';
import { airportsSample } from './airports/sample.ts';
import { bikeDocks } from './bike-docks/challenge.ts';
import { busStops } from './bus-stops/challenge.ts';
import { defibrillators } from './defibrillators/challenge.ts';
import { fireStations } from './fire-stations/challenge.ts';
import { fireStationsSample } from './fire-stations/sample.ts';
import { hospitals } from './hospitals/challenge.ts';
import { hydrants } from './hydrants/challenge.ts';
import { pharmacies } from './pharmacies/challenge.ts';
import { railStations } from './rail-stations/challenge.ts';

/** Every challenge that comes with Jalon, templates and samples. */
export const bundled: readonly Challenge[] = [
  fireStations,
  fireStationsSample,
  airports,
  airportsSample,
  hydrants,
  defibrillators,
  hospitals,
  pharmacies,
  railStations,
  busStops,
  bikeDocks,
];
