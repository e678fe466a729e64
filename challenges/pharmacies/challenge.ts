import { defineChallenge } from '../../backend/core/challenge/define-challenge.ts';

/** Pharmacies of a national register against OpenStreetMap; README.md has the reasons and the sources. */
export const pharmacies = defineChallenge({
  id: 'pharmacies',
  title: { en: 'Pharmacies', fr: 'Pharmacies', nl: 'Apotheken', de: 'Apotheken' },
  noun: { en: 'pharmacy', fr: 'pharmacie', nl: 'apotheek', de: 'Apotheke' },
  topic: 'health',
  difficulty: 'easy',
  description: {
    en: 'At night one pharmacy in town is open. The map must lead to its door.',
    fr: 'La nuit, une seule pharmacie de la ville est ouverte. La carte doit mener à sa porte.',
    nl: '’s Nachts is er één apotheek in de stad open. De kaart moet naar haar deur leiden.',
    de: 'Nachts hat in der Stadt eine Apotheke Dienst. Die Karte muss zu ihrer Tür führen.',
  },
  instructions: {
    en: 'Look for the cross or the sign on photos from the street.\nA drugstore that sells no medicines on prescription is another thing.\nNames change with the owner: what hangs over the door counts.',
    fr: 'Cherchez la croix ou l’enseigne sur les photos de rue.\nUne parapharmacie, qui ne délivre pas de médicaments sur ordonnance, est autre chose.\nLes noms changent avec le titulaire : l’enseigne fait foi.',
    nl: 'Zoek het kruis of het uithangbord op straatfoto’s.\nEen drogisterij die geen geneesmiddelen op voorschrift verkoopt, is iets anders.\nNamen wisselen met de eigenaar: wat boven de deur hangt, telt.',
    de: 'Suchen Sie das Kreuz oder das rote A auf Straßenfotos.\nEine Drogerie, die keine Rezepte einlöst, ist etwas anderes.\nNamen wechseln mit dem Inhaber: Was über der Tür steht, gilt.',
  },
  sample: false,
  official: { licence: 'unknown', attribution: 'the agency', tags: { amenity: 'pharmacy' } },
  community: {
    licence: 'OSM',
    attribution: '© OpenStreetMap contributors',
    filter: ['amenity=pharmacy', 'healthcare=pharmacy'],
  },
  match: { radius: 250, identifiers: [], oneToMany: false },
  rules: [
    { kind: 'possible-match' },
    { kind: 'missing' },
    { kind: 'unlisted' },
    { kind: 'moved', tolerance: 50 },
    { kind: 'identifier-conflict', keys: ['ref:FR:FINESS'] },
    { kind: 'duplicate', within: 30 },
    {
      kind: 'tags-differ',
      keys: ['phone', 'website', 'opening_hours', 'dispensing', 'ref:FR:FINESS'],
      fillOnly: true,
    },
  ],
  create: {
    tags: { amenity: 'pharmacy' },
    keys: [
      'name',
      'dispensing',
      'opening_hours',
      'phone',
      'website',
      'ref:FR:FINESS',
      'addr:street',
      'addr:housenumber',
      'addr:postcode',
      'addr:city',
    ],
  },
  answers: { needed: 2, tolerance: 15 },
  changeset: {
    comment: 'Pharmacies checked one by one against the official register',
    source: 'official register of the agency; volunteers',
    hashtags: ['#jalon', '#pharmacies'],
  },
  statements: [],
});
