import { defineChallenge } from '../../backend/core/challenge/define-challenge.ts';
import { airportClasses } from './classes.ts';

/** Airports and airfields after OurAirports against OpenStreetMap; the sources are named when it is run. */
export const airports = defineChallenge({
  id: 'airports',
  title: { en: 'Airports', fr: 'Aéroports', nl: 'Luchthavens', de: 'Flughäfen' },
  noun: { en: 'airfield', fr: 'aérodrome', nl: 'vliegveld', de: 'Flugplatz' },
  topic: 'transport',
  difficulty: 'medium',
  description: {
    en: 'In a crisis a runway for large aircraft and a meadow for gliders are not the same. Tell them apart.',
    fr: 'En cas de crise, une piste pour gros avions et un pré pour planeurs ne se valent pas. Distinguez-les.',
    nl: 'In een crisis is een baan voor grote toestellen iets anders dan een zweefvliegweide. Houd ze uit elkaar.',
    de: 'In einer Krise ist eine Piste für große Maschinen keine Segelflugwiese. Halten Sie beide auseinander.',
  },
  instructions: {
    en: 'Judge by the runway: its length, its surface, the apron and the buildings.\nA cross on the runway means that it is closed.\nA circle with an H and no runway is a heliport.',
    fr: 'Jugez d’après la piste : sa longueur, son revêtement, l’aire de stationnement, les bâtiments.\nUne croix sur la piste signifie qu’elle est fermée.\nUn cercle avec un H et pas de piste : une hélistation.',
    nl: 'Oordeel naar de baan: lengte, verharding, platform en gebouwen.\nEen kruis op de baan betekent dat ze gesloten is.\nEen cirkel met een H en geen baan is een helihaven.',
    de: 'Urteilen Sie nach der Piste: Länge, Belag, Vorfeld und Gebäude.\nEin Kreuz auf der Piste heißt: geschlossen.\nEin Kreis mit H ohne Piste ist ein Hubschrauberlandeplatz.',
  },
  sample: false,
  official: {
    licence: 'public-domain',
    attribution: 'OurAirports',
    id: 'ident',
    map: { name: 'name', icao: 'icao_code', iata: 'iata_code', 'ourairports:type': 'type' },
  },
  community: {
    licence: 'OSM',
    attribution: '© OpenStreetMap contributors',
    filter: [
      'aeroway=aerodrome|heliport|airstrip',
      'military=airfield',
      'disused:aeroway=aerodrome|heliport|airstrip',
      'abandoned:aeroway=aerodrome|heliport|airstrip',
    ],
  },
  match: { radius: 3000, identifiers: ['icao', 'iata'], oneToMany: false },
  classes: airportClasses,
  rules: [{ kind: 'possible-match' }, { kind: 'misclassified' }],
  create: { tags: { aeroway: 'aerodrome' }, keys: ['name', 'icao', 'iata'] },
  answers: { needed: 2, tolerance: 300 },
  changeset: {
    comment: 'Kind of airfield checked one by one against OurAirports',
    source: 'OurAirports; volunteers',
    hashtags: ['#jalon', '#airports'],
  },
  statements: [],
});
