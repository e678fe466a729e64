import { defineChallenge } from '../../backend/core/challenge/define-challenge.ts';

/** Fire stations of any agency against OpenStreetMap; the sources are named when it is run. */
export const fireStations = defineChallenge({
  id: 'fire-stations',
  title: { en: 'Fire stations', fr: 'Casernes de pompiers', nl: 'Brandweerkazernes', de: 'Feuerwachen' },
  noun: { en: 'fire station', fr: 'caserne', nl: 'brandweerkazerne', de: 'Feuerwache' },
  topic: 'emergency',
  difficulty: 'medium',
  description: {
    en: 'Crews leave from the place the map shows. Make it the place where the engines really stand.',
    fr: 'Les équipes partent du lieu que montre la carte. Faites-en le lieu où se trouvent vraiment les engins.',
    nl: 'Ploegen vertrekken van de plek op de kaart. Zorg dat de wagens daar ook echt staan.',
    de: 'Einsatzkräfte rücken von dort aus, wo die Karte sie zeigt. Sorgen Sie dafür, dass die Fahrzeuge dort stehen.',
  },
  instructions: {
    en: 'Look for large garage doors, a forecourt and a training tower.\nA station that has closed is not wrong on the map alone: say so.\nWhere imagery and both sources leave you unsure, say that you cannot tell.',
    fr: 'Cherchez de grandes portes de garage, une avant-cour et une tour d’exercice.\nUne caserne fermée n’est pas qu’une erreur de la carte : dites-le.\nSi l’imagerie et les deux sources vous laissent dans le doute, dites que vous ne savez pas.',
    nl: 'Zoek grote garagepoorten, een voorplein en een oefentoren.\nEen gesloten kazerne is niet alleen op de kaart fout: zeg het.\nLaten de luchtfoto en beide bronnen u twijfelen, zeg dan dat u het niet weet.',
    de: 'Suchen Sie große Tore, einen Vorplatz und einen Übungsturm.\nEine geschlossene Wache ist nicht nur auf der Karte falsch: Sagen Sie es.\nLassen Luftbild und beide Quellen Sie im Zweifel, sagen Sie, dass Sie es nicht wissen.',
  },
  sample: false,
  official: { licence: 'unknown', attribution: 'the agency', tags: { amenity: 'fire_station' } },
  community: {
    licence: 'OSM',
    attribution: '© OpenStreetMap contributors',
    filter: ['amenity=fire_station'],
  },
  match: { radius: 1000, identifiers: ['ref'], oneToMany: false },
  rules: [
    { kind: 'possible-match' },
    { kind: 'missing' },
    { kind: 'unlisted' },
    { kind: 'moved', tolerance: 100 },
    { kind: 'identifier-conflict', keys: ['ref'] },
    { kind: 'duplicate', within: 150 },
    { kind: 'tags-differ', keys: ['name', 'ref', 'phone', 'website'] },
  ],
  create: {
    tags: { amenity: 'fire_station' },
    keys: [
      'name',
      'ref',
      'phone',
      'website',
      'addr:street',
      'addr:housenumber',
      'addr:postcode',
      'addr:city',
    ],
  },
  answers: { needed: 2, tolerance: 25 },
  changeset: {
    comment: 'Fire stations checked one by one against the official list',
    source: 'official list of the agency; volunteers',
    hashtags: ['#jalon', '#fire_stations'],
  },
  statements: [],
});
