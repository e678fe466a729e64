import { defineChallenge } from '../../backend/core/challenge/define-challenge.ts';
import { airports } from './challenge.ts';

/** The same comparison over fictional airfields of our own making. */
export const airportsSample = defineChallenge({
  ...airports,
  id: 'airports-sample',
  title: {
    en: 'Airports, sample',
    fr: 'Aéroports, exemple',
    nl: 'Luchthavens, voorbeeld',
    de: 'Flughäfen, Beispiel',
  },
  sample: true,
  official: {
    ...airports.official,
    at: 'challenges/airports/sample/official.csv',
    licence: 'fictional',
    attribution: 'Fictional list of airfields of the sample, made for Jalon',
  },
  community: {
    ...airports.community,
    at: 'challenges/airports/sample/community.osm',
    licence: 'fictional',
    attribution: 'Fictional map elements of the sample, made for Jalon',
  },
  answers: { needed: 1, tolerance: 300, guestWeight: 1 },
});
