import { defineChallenge } from '../../backend/core/challenge/define-challenge.ts';

/** Bus stops of an operator or a national register against OpenStreetMap; README.md has the reasons and the sources. */
export const busStops = defineChallenge({
  id: 'bus-stops',
  title: { en: 'Bus stops', fr: 'Arrêts de bus', nl: 'Bushaltes', de: 'Bushaltestellen' },
  noun: { en: 'bus stop', fr: 'arrêt de bus', nl: 'bushalte', de: 'Bushaltestelle' },
  topic: 'transport',
  difficulty: 'easy',
  description: {
    en: 'Who waits on the wrong side of the road misses the bus. Put every pole where people wait.',
    fr: 'Qui attend du mauvais côté de la route rate son bus. Placez chaque poteau là où l’on attend.',
    nl: 'Wie aan de verkeerde kant van de weg wacht, mist de bus. Zet elke paal waar mensen wachten.',
    de: 'Wer auf der falschen Straßenseite wartet, verpasst den Bus. Setzen Sie jeden Mast dorthin, wo man wartet.',
  },
  instructions: {
    en: 'The stop is where people wait: a pole, a shelter, a raised kerb, beside the road and not on it.\nTwo directions are two stops, mostly of one name.\nA stop that buses no longer use may still have its pole: say that you cannot tell.',
    fr: 'L’arrêt est là où l’on attend : poteau, abri, quai surélevé, au bord de la route et non dessus.\nDeux directions font deux arrêts, souvent du même nom.\nUn arrêt abandonné garde parfois son poteau : dites que vous ne savez pas.',
    nl: 'De halte is waar mensen wachten: een paal, een hokje, een verhoogde stoeprand, naast de weg en niet erop.\nTwee richtingen zijn twee haltes, meestal met één naam.\nEen verlaten halte heeft soms nog haar paal: zeg dan dat u het niet weet.',
    de: 'Die Haltestelle ist, wo man wartet: Mast, Wartehäuschen, hoher Bordstein, neben der Straße und nicht darauf.\nZwei Richtungen sind zwei Haltestellen, meist mit einem Namen.\nEine aufgegebene hat manchmal noch ihren Mast: Sagen Sie, dass Sie es nicht wissen.',
  },
  sample: false,
  official: { licence: 'unknown', attribution: 'the operator', tags: { highway: 'bus_stop' } },
  community: {
    licence: 'OSM',
    attribution: '© OpenStreetMap contributors',
    filter: [
      'highway=bus_stop',
      'public_transport=platform&bus=yes|designated&highway!=platform&railway!=platform',
      'public_transport=platform&trolleybus=yes|designated&highway!=platform&railway!=platform',
    ],
  },
  match: {
    radius: 150,
    identifiers: ['naptan:AtcoCode', 'gtfs:stop_code'],
    oneToMany: false,
  },
  rules: [
    { kind: 'possible-match' },
    { kind: 'missing' },
    { kind: 'unlisted' },
    { kind: 'moved', tolerance: 30 },
    { kind: 'identifier-conflict', keys: ['ref:IFOPT', 'naptan:AtcoCode'] },
    { kind: 'tags-differ', keys: ['name', 'ref:IFOPT', 'naptan:AtcoCode'], fillOnly: true },
  ],
  create: {
    tags: { highway: 'bus_stop', public_transport: 'platform', bus: 'yes' },
    keys: [
      'name',
      'ref',
      'local_ref',
      'ref:IFOPT',
      'naptan:AtcoCode',
      'operator',
      'network',
      'shelter',
      'wheelchair',
    ],
  },
  answers: { needed: 2, tolerance: 10 },
  changeset: {
    comment: 'Bus stops checked one by one against the list of the operator',
    source: 'official list of the operator; volunteers',
    hashtags: ['#jalon', '#bus_stops'],
  },
  statements: [],
});
