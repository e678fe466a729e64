import type { ClassTable } from '../../backend/core/challenge/challenge.ts';

/**
 * OurAirports' `type` (https://ourairports.com/help/data-dictionary.html) and OSM's tagging
 * (https://wiki.openstreetmap.org/wiki/Key:aeroway, Key:aerodrome:type, Lifecycle_prefix) in one table. The first class
 * that holds counts, so the lifecycle comes first, then what is told by more than `aeroway` alone.
 */
export const airportClasses: ClassTable = {
  classes: [
    {
      id: 'closed',
      when: [
        'ourairports:type=closed',
        'disused:aeroway=*',
        'abandoned:aeroway=*',
        'was:aeroway=*',
        'disused=yes',
        'abandoned=yes',
      ],
      radius: 3000,
      label: {
        en: 'closed airfield',
        fr: 'aérodrome fermé',
        nl: 'gesloten vliegveld',
        de: 'geschlossener Flugplatz',
      },
      tags: { 'disused:aeroway': 'aerodrome', aeroway: null },
    },
    {
      id: 'heliport',
      when: ['ourairports:type=heliport', 'aeroway=heliport'],
      radius: 500,
      label: { en: 'heliport', fr: 'hélistation', nl: 'helihaven', de: 'Hubschrauberlandeplatz' },
      tags: { aeroway: 'heliport', 'aerodrome:type': null, aerodrome: null },
    },
    {
      id: 'seaplane-base',
      when: ['ourairports:type=seaplane_base', 'seaplane=yes', 'seaplane=designated'],
      label: { en: 'seaplane base', fr: 'hydrobase', nl: 'watervliegtuigbasis', de: 'Wasserflugplatz' },
    },
    {
      id: 'military',
      when: [
        'military=airfield',
        'landuse=military',
        'aerodrome:type=military',
        'aerodrome:type=military/public',
      ],
      label: {
        en: 'military airfield',
        fr: 'aérodrome militaire',
        nl: 'militair vliegveld',
        de: 'Militärflugplatz',
      },
    },
    {
      id: 'airstrip',
      when: [
        'aeroway=airstrip',
        'aerodrome:type=airstrip',
        'aerodrome:type=gliding',
        'aerodrome:type=airfield',
      ],
      radius: 1500,
      label: { en: 'airstrip', fr: 'piste d’aviation légère', nl: 'landingsstrook', de: 'Landefeld' },
      tags: { aeroway: 'airstrip', 'aerodrome:type': null },
    },
    {
      id: 'large-airport',
      when: ['ourairports:type=large_airport', 'aerodrome:type=international', 'aerodrome=international'],
      radius: 4000,
      label: { en: 'large airport', fr: 'grand aéroport', nl: 'grote luchthaven', de: 'großer Flughafen' },
      tags: { aeroway: 'aerodrome', 'aerodrome:type': 'international' },
    },
    {
      id: 'medium-airport',
      when: ['ourairports:type=medium_airport', 'aerodrome:type=regional', 'aerodrome=regional'],
      label: {
        en: 'regional airport',
        fr: 'aéroport régional',
        nl: 'regionale luchthaven',
        de: 'Regionalflughafen',
      },
      tags: { aeroway: 'aerodrome', 'aerodrome:type': 'regional' },
    },
    {
      id: 'small-airport',
      when: ['ourairports:type=small_airport'],
      label: { en: 'small airfield', fr: 'petit aérodrome', nl: 'klein vliegveld', de: 'kleiner Flugplatz' },
      tags: { aeroway: 'aerodrome' },
    },
    {
      id: 'balloonport',
      when: ['ourairports:type=balloonport'],
      label: { en: 'balloon port', fr: 'aire de montgolfières', nl: 'ballonhaven', de: 'Ballonplatz' },
    },
    {
      id: 'aerodrome',
      when: ['aeroway=aerodrome'],
      label: { en: 'aerodrome', fr: 'aérodrome', nl: 'vliegveld', de: 'Flugplatz' },
      tags: { aeroway: 'aerodrome' },
    },
  ],
  pairs: [
    { a: 'closed', b: 'closed', verdict: 'agrees' },
    { a: 'heliport', b: 'heliport', verdict: 'agrees' },
    { a: 'seaplane-base', b: 'seaplane-base', verdict: 'agrees' },
    { a: 'large-airport', b: 'large-airport', verdict: 'agrees' },
    { a: 'medium-airport', b: 'medium-airport', verdict: 'agrees' },
    { a: 'large-airport', b: 'aerodrome', verdict: 'agrees' },
    { a: 'medium-airport', b: 'aerodrome', verdict: 'agrees' },
    { a: 'small-airport', b: 'aerodrome', verdict: 'agrees' },
    { a: 'small-airport', b: 'airstrip', verdict: 'agrees' },
    // A heliport has no runway; whatever has one is something else.
    { a: 'heliport', b: 'aerodrome', verdict: 'contradicts' },
    { a: 'heliport', b: 'airstrip', verdict: 'contradicts' },
    { a: 'heliport', b: 'small-airport', verdict: 'contradicts' },
    { a: 'heliport', b: 'medium-airport', verdict: 'contradicts' },
    { a: 'heliport', b: 'large-airport', verdict: 'contradicts' },
    // Nothing is closed and in use at once.
    { a: 'closed', b: 'heliport', verdict: 'contradicts' },
    { a: 'closed', b: 'seaplane-base', verdict: 'contradicts' },
    { a: 'closed', b: 'military', verdict: 'contradicts' },
    { a: 'closed', b: 'airstrip', verdict: 'contradicts' },
    { a: 'closed', b: 'small-airport', verdict: 'contradicts' },
    { a: 'closed', b: 'medium-airport', verdict: 'contradicts' },
    { a: 'closed', b: 'large-airport', verdict: 'contradicts' },
    { a: 'closed', b: 'aerodrome', verdict: 'contradicts' },
    { a: 'closed', b: 'balloonport', verdict: 'contradicts' },
    // Responders send large aircraft to the one and never to the other.
    { a: 'large-airport', b: 'airstrip', verdict: 'contradicts' },
    { a: 'medium-airport', b: 'airstrip', verdict: 'contradicts' },
  ],
};
