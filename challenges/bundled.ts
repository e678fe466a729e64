import type { Challenge } from '../backend/core/challenge/challenge.ts';
import { airports } from './airports/challenge.ts';
import { airportsSample } from './airports/sample.ts';
import { fireStations } from './fire-stations/challenge.ts';
import { fireStationsSample } from './fire-stations/sample.ts';

/** Every challenge that comes with Jalon, templates and samples. */
export const bundled: readonly Challenge[] = [fireStations, fireStationsSample, airports, airportsSample];
