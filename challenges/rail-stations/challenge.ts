import { defineChallenge } from '../../backend/core/challenge/define-challenge.ts';

/** Stations and halts of a railway against OpenStreetMap; README.md has the reasons and the sources. */
export const railStations = defineChallenge({
  id: 'rail-stations',
  title: { en: 'Railway stations', fr: 'Gares ferroviaires', nl: 'Treinstations', de: 'Bahnhöfe' },
  noun: { en: 'station', fr: 'gare', nl: 'station', de: 'Bahnhof' },
  topic: 'transport',
  difficulty: 'medium',
  description: {
    en: 'Trains, timetables and responders mean one station by one code. Give it the right place and the right code.',
    fr: 'Trains, horaires et secours désignent une gare par un code. Donnez-lui le bon lieu et le bon code.',
    nl: 'Treinen, dienstregelingen en hulpdiensten kennen een station aan één code. Geef het de juiste plek en code.',
    de: 'Züge, Fahrpläne und Rettungskräfte meinen einen Bahnhof mit einem Code. Geben Sie ihm Ort und Code.',
  },
  instructions: {
    en: 'The point belongs in the middle of the platforms, not on the building beside them.\nA place where trams or metros stop is another thing.\nA station without trains may be closed: say so.',
    fr: 'Le point se place au milieu des quais, non sur le bâtiment voisin.\nUn arrêt de tram ou de métro est autre chose.\nUne gare sans trains est peut-être fermée : dites-le.',
    nl: 'Het punt hoort midden tussen de perrons, niet op het gebouw ernaast.\nEen tram- of metrohalte is iets anders.\nEen station zonder treinen kan gesloten zijn: zeg het.',
    de: 'Der Punkt gehört in die Mitte der Bahnsteige, nicht auf das Gebäude daneben.\nEine Haltestelle von Tram oder U-Bahn ist etwas anderes.\nEin Bahnhof ohne Züge kann stillgelegt sein: Sagen Sie es.',
  },
  sample: false,
  official: {
    licence: 'unknown',
    attribution: 'the railway',
    values: {
      // Infrabel's classes of operational points.
      class_en: { Station: { railway: 'station' }, 'Stop in open track': { railway: 'halt' } },
    },
  },
  community: {
    licence: 'OSM',
    attribution: '© OpenStreetMap contributors',
    filter: [
      'railway=station|halt&train=yes',
      'railway=station|halt&station!=subway|light_rail|monorail|funicular|miniature&subway!=yes&light_rail!=yes&tram!=yes&monorail!=yes&funicular!=yes',
    ],
  },
  match: { radius: 1000, identifiers: ['railway:ref', 'gtfs:stop_code'], oneToMany: true },
  classes: {
    classes: [
      {
        id: 'station',
        when: ['railway=station'],
        label: { en: 'station', fr: 'gare', nl: 'station', de: 'Bahnhof' },
        tags: { railway: 'station' },
      },
      {
        id: 'halt',
        when: ['railway=halt'],
        label: { en: 'halt', fr: 'halte', nl: 'stopplaats', de: 'Haltepunkt' },
        tags: { railway: 'halt' },
      },
    ],
    // What a halt is differs from country to country: nobody is asked.
    pairs: [{ a: 'station', b: 'halt', verdict: 'agrees' }],
  },
  rules: [
    { kind: 'possible-match' },
    { kind: 'missing' },
    { kind: 'unlisted' },
    { kind: 'moved', tolerance: 250 },
    { kind: 'identifier-conflict', keys: ['uic_ref', 'ref:EU:PLC'] },
    { kind: 'tags-differ', keys: ['uic_ref', 'ref:EU:PLC', 'railway:ref', 'ref:IFOPT'] },
  ],
  create: {
    tags: { railway: 'station', public_transport: 'station', train: 'yes' },
    keys: [
      'name',
      'name:fr',
      'name:nl',
      'name:de',
      'name:en',
      'uic_ref',
      'ref:EU:PLC',
      'railway:ref',
      'operator',
    ],
  },
  answers: { needed: 2, tolerance: 100 },
  changeset: {
    comment: 'Railway stations checked one by one against the list of the railway',
    source: 'official list of the railway; volunteers',
    hashtags: ['#jalon', '#rail_stations'],
  },
  statements: [],
});
