import { defineChallenge } from '../../backend/core/challenge/define-challenge.ts';

/** Fire hydrants of a water utility or fire service against OpenStreetMap; README.md has the reasons and the sources. */
export const hydrants = defineChallenge({
  id: 'hydrants',
  title: { en: 'Fire hydrants', fr: 'Bornes d’incendie', nl: 'Brandkranen', de: 'Hydranten' },
  noun: { en: 'hydrant', fr: 'borne d’incendie', nl: 'brandkraan', de: 'Hydrant' },
  topic: 'emergency',
  difficulty: 'hard',
  description: {
    en: 'Under snow or parked cars a crew finds water only where the map is right to the metre.',
    fr: 'Sous la neige ou entre les voitures, on ne trouve l’eau que si la carte est juste au mètre près.',
    nl: 'Onder sneeuw of tussen auto’s vindt een ploeg alleen water als de kaart op de meter klopt.',
    de: 'Unter Schnee oder zwischen Autos findet die Feuerwehr nur Wasser, wenn die Karte auf den Meter stimmt.',
  },
  instructions: {
    en: 'A pillar shows on imagery by its shadow, an underground hydrant hardly ever: look for photos from the street, or go there.\nSigns on walls and poles point to the hydrant; the sign is not the hydrant.\nIf you see nothing, say that you cannot tell.',
    fr: 'Un poteau se voit à son ombre, une bouche enterrée presque jamais : cherchez des photos de rue, ou allez sur place.\nLes plaques aux murs indiquent la borne ; la plaque n’est pas la borne.\nSi vous ne voyez rien, dites que vous ne savez pas.',
    nl: 'Een bovengrondse brandkraan ziet u aan haar schaduw, een ondergrondse bijna nooit: zoek straatfoto’s of ga ter plaatse.\nBordjes wijzen naar de brandkraan; het bordje is niet de brandkraan.\nZiet u niets, zeg dan dat u het niet weet.',
    de: 'Einen Überflurhydranten verrät sein Schatten, einen Unterflurhydranten fast nie etwas: Suchen Sie Straßenfotos oder gehen Sie hin.\nSchilder weisen auf den Hydranten; das Schild ist nicht der Hydrant.\nSehen Sie nichts, sagen Sie, dass Sie es nicht wissen.',
  },
  sample: false,
  official: {
    licence: 'unknown',
    attribution: 'the agency',
    tags: { emergency: 'fire_hydrant' },
    values: {
      // The French schema for points d’eau incendie.
      type_pei: { PI: { 'fire_hydrant:type': 'pillar' }, BI: { 'fire_hydrant:type': 'underground' } },
      source_pei: { reseau_aep: { water_source: 'main' }, citerne: { water_source: 'water_tank' } },
      // The words of German utilities; ogr2ogr writes a column's type behind its name.
      BAUART: {
        Unterflurhydrant: { 'fire_hydrant:type': 'underground' },
        Überflurhydrant: { 'fire_hydrant:type': 'pillar' },
      },
      'BAUART (string)': {
        Unterflurhydrant: { 'fire_hydrant:type': 'underground' },
        Überflurhydrant: { 'fire_hydrant:type': 'pillar' },
      },
    },
  },
  community: {
    licence: 'OSM',
    attribution: '© OpenStreetMap contributors',
    filter: ['emergency=fire_hydrant'],
  },
  match: { radius: 50, identifiers: [], oneToMany: false },
  rules: [
    { kind: 'possible-match' },
    { kind: 'missing' },
    { kind: 'unlisted' },
    { kind: 'moved', tolerance: 15 },
    { kind: 'duplicate', within: 5 },
    { kind: 'tags-differ', keys: ['fire_hydrant:type'] },
  ],
  create: {
    tags: { emergency: 'fire_hydrant' },
    keys: [
      'fire_hydrant:type',
      'fire_hydrant:diameter',
      'fire_hydrant:position',
      'fire_hydrant:pressure',
      'water_source',
      'ref',
      'operator',
      'colour',
    ],
  },
  answers: { needed: 2, tolerance: 5 },
  changeset: {
    comment: 'Fire hydrants checked one by one against the official list',
    source: 'official list of the agency; volunteers',
    hashtags: ['#jalon', '#hydrants'],
  },
  statements: [],
});
