import { defineChallenge } from '../../backend/core/challenge/define-challenge.ts';

/** Public defibrillators of a register against OpenStreetMap; README.md has the reasons and the sources. */
export const defibrillators = defineChallenge({
  id: 'defibrillators',
  title: { en: 'Defibrillators', fr: 'Défibrillateurs', nl: 'AED’s', de: 'Defibrillatoren' },
  noun: { en: 'defibrillator', fr: 'défibrillateur', nl: 'AED', de: 'Defibrillator' },
  topic: 'emergency',
  difficulty: 'hard',
  description: {
    en: 'Each minute without a defibrillator costs a tenth of the chance to live. It must hang where the map says.',
    fr: 'Chaque minute sans défibrillateur coûte un dixième des chances de survie. Il doit être là où la carte le dit.',
    nl: 'Elke minuut zonder AED kost een tiende van de overlevingskans. Hij moet hangen waar de kaart het zegt.',
    de: 'Jede Minute ohne Defibrillator kostet ein Zehntel der Überlebenschance. Er muss hängen, wo die Karte es sagt.',
  },
  instructions: {
    en: 'Imagery shows the building, never the device: photos from the street or a visit settle it.\nPut one that hangs inside at the door by which one reaches it, if you know no better.\nTwo in one building can both be right.',
    fr: 'L’imagerie montre le bâtiment, jamais l’appareil : une photo de rue ou une visite tranche.\nS’il est à l’intérieur, placez-le à la porte par où l’on y accède, à défaut de mieux.\nDeux dans un même bâtiment peuvent être justes.',
    nl: 'De luchtfoto toont het gebouw, nooit het toestel: een straatfoto of een bezoek geeft uitsluitsel.\nHangt hij binnen, zet hem dan bij de deur die ernaartoe leidt, als u het niet preciezer weet.\nTwee in één gebouw kunnen allebei juist zijn.',
    de: 'Das Luftbild zeigt das Gebäude, nie das Gerät: Ein Straßenfoto oder ein Besuch entscheidet.\nHängt er drinnen, setzen Sie ihn an die Tür, die zu ihm führt, wenn Sie es nicht genauer wissen.\nZwei in einem Gebäude können beide stimmen.',
  },
  sample: false,
  official: {
    licence: 'unknown',
    attribution: 'the agency',
    tags: { emergency: 'defibrillator' },
    values: {
      // The French schema for DAE, as published and as the national register exports it.
      acc: { Intérieur: { indoor: 'yes' }, Extérieur: { indoor: 'no' } },
      c_acc: { Intérieur: { indoor: 'yes' }, Extérieur: { indoor: 'no' } },
    },
  },
  community: {
    licence: 'OSM',
    attribution: '© OpenStreetMap contributors',
    filter: ['emergency=defibrillator'],
  },
  match: { radius: 150, identifiers: [], oneToMany: false },
  rules: [
    { kind: 'possible-match' },
    { kind: 'missing' },
    { kind: 'unlisted' },
    { kind: 'moved', tolerance: 40 },
    { kind: 'duplicate', within: 10 },
    { kind: 'identifier-conflict', keys: ['ref:FR:GeoDAE'] },
    {
      kind: 'tags-differ',
      keys: ['indoor', 'access', 'opening_hours', 'defibrillator:location', 'level', 'phone'],
      fillOnly: true,
    },
  ],
  create: {
    tags: { emergency: 'defibrillator' },
    keys: [
      'indoor',
      'access',
      'opening_hours',
      'defibrillator:location',
      'level',
      'phone',
      'operator',
      'manufacturer',
      'model',
      'ref',
      'ref:FR:GeoDAE',
    ],
  },
  answers: { needed: 2, tolerance: 20 },
  changeset: {
    comment: 'Defibrillators checked one by one against the official register',
    source: 'official register of the agency; volunteers',
    hashtags: ['#jalon', '#defibrillators'],
  },
  statements: [],
});
