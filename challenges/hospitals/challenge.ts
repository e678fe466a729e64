import { defineChallenge } from '../../backend/core/challenge/define-challenge.ts';

/** Hospital sites of a health ministry or agency against OpenStreetMap; README.md has the reasons and the sources. */
export const hospitals = defineChallenge({
  id: 'hospitals',
  title: { en: 'Hospitals', fr: 'Hôpitaux', nl: 'Ziekenhuizen', de: 'Krankenhäuser' },
  noun: { en: 'hospital', fr: 'hôpital', nl: 'ziekenhuis', de: 'Krankenhaus' },
  topic: 'health',
  difficulty: 'medium',
  description: {
    en: 'An ambulance needs the site with an emergency department, not a day clinic of the same name.',
    fr: 'Une ambulance cherche le site qui a des urgences, non une clinique de jour du même nom.',
    nl: 'Een ambulance moet naar de campus met spoedgevallen, niet naar een dagkliniek met dezelfde naam.',
    de: 'Ein Rettungswagen braucht den Standort mit Notaufnahme, nicht eine Tagesklinik gleichen Namens.',
  },
  instructions: {
    en: 'A hospital has beds for the night; a place for visits by day only is a clinic.\nThe site counts, not the head office: one hospital may have several sites.\nAn emergency department shows by its signs, its ambulance bay or the hospital’s own website.',
    fr: 'Un hôpital a des lits pour la nuit ; un lieu de consultations de jour est un centre médical.\nC’est le site qui compte, non le siège : un hôpital peut en avoir plusieurs.\nDes urgences se reconnaissent aux panneaux, au quai des ambulances ou au site web de l’hôpital.',
    nl: 'Een ziekenhuis heeft bedden voor de nacht; alleen raadplegingen overdag is een polikliniek.\nDe campus telt, niet de zetel: één ziekenhuis kan er meer hebben.\nSpoedgevallen herkent u aan borden, de ambulance-ingang of de website van het ziekenhuis.',
    de: 'Ein Krankenhaus hat Betten für die Nacht; wo nur tags behandelt wird, ist ein Ärztehaus.\nDer Standort zählt, nicht der Sitz: Ein Krankenhaus kann mehrere haben.\nEine Notaufnahme erkennen Sie an Schildern, der Rettungswagenzufahrt oder der Website des Hauses.',
  },
  sample: false,
  official: { licence: 'unknown', attribution: 'the agency', tags: { amenity: 'hospital' } },
  community: {
    licence: 'OSM',
    attribution: '© OpenStreetMap contributors',
    filter: ['amenity=hospital|clinic', 'healthcare=hospital|clinic'],
  },
  match: { radius: 750, identifiers: [], oneToMany: false },
  classes: {
    classes: [
      {
        id: 'hospital',
        when: ['amenity=hospital', 'healthcare=hospital'],
        label: { en: 'hospital', fr: 'hôpital', nl: 'ziekenhuis', de: 'Krankenhaus' },
        tags: { amenity: 'hospital', healthcare: 'hospital' },
      },
      {
        id: 'clinic',
        when: ['amenity=clinic', 'healthcare=clinic'],
        radius: 300,
        label: { en: 'clinic', fr: 'centre médical', nl: 'polikliniek', de: 'Ärztehaus' },
        tags: { amenity: 'clinic', healthcare: 'clinic' },
      },
    ],
    pairs: [{ a: 'hospital', b: 'clinic', verdict: 'contradicts' }],
  },
  rules: [
    { kind: 'possible-match' },
    { kind: 'missing' },
    { kind: 'moved', tolerance: 200 },
    { kind: 'misclassified' },
    { kind: 'identifier-conflict', keys: ['ref:FR:FINESS'] },
    { kind: 'duplicate', within: 100 },
    { kind: 'tags-differ', keys: ['emergency', 'phone', 'website'] },
  ],
  create: {
    tags: { amenity: 'hospital', healthcare: 'hospital' },
    keys: [
      'name',
      'emergency',
      'beds',
      'operator',
      'phone',
      'website',
      'ref:FR:FINESS',
      'addr:street',
      'addr:housenumber',
      'addr:postcode',
      'addr:city',
    ],
  },
  answers: { needed: 2, tolerance: 50 },
  changeset: {
    comment: 'Hospitals checked one by one against the official list',
    source: 'official list of the agency; volunteers',
    hashtags: ['#jalon', '#hospitals'],
  },
  statements: [],
});
