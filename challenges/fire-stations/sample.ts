import { defineChallenge } from '../../backend/core/challenge/define-challenge.ts';
import { fireStations } from './challenge.ts';

/** The same comparison over a small fictional region of our own making. */
export const fireStationsSample = defineChallenge({
  ...fireStations,
  id: 'fire-stations-sample',
  title: {
    en: 'Fire stations, sample',
    fr: 'Casernes de pompiers, exemple',
    nl: 'Brandweerkazernes, voorbeeld',
    de: 'Feuerwachen, Beispiel',
  },
  sample: true,
  official: {
    at: 'challenges/fire-stations/sample/official.csv',
    licence: 'fictional',
    attribution: 'Fictional rescue service of the sample, made for Jalon',
    id: 'CODE',
    map: {
      ref: 'CODE',
      name: 'NOM',
      phone: 'TEL',
      website: 'SITE',
      'addr:street': 'RUE',
      'addr:housenumber': 'NUMERO',
      'addr:postcode': 'CP',
      'addr:city': 'COMMUNE',
    },
    tags: { amenity: 'fire_station' },
  },
  community: {
    ...fireStations.community,
    at: 'challenges/fire-stations/sample/community.osm',
    licence: 'fictional',
    attribution: 'Fictional map elements of the sample, made for Jalon',
  },
  answers: { needed: 1, tolerance: 25, guestWeight: 1 },
});
