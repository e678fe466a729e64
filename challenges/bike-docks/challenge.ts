import { defineChallenge } from '../../backend/core/challenge/define-challenge.ts';

/** Docking stations of a bike-share system against OpenStreetMap; README.md has the reasons and the sources. */
export const bikeDocks = defineChallenge({
  id: 'bike-docks',
  title: { en: 'Bike docks', fr: 'Stations de vélos', nl: 'Deelfietsstations', de: 'Leihradstationen' },
  noun: { en: 'docking station', fr: 'station de vélos', nl: 'deelfietsstation', de: 'Leihradstation' },
  topic: 'transport',
  difficulty: 'easy',
  description: {
    en: 'Docks move with every building site and every season. Keep the map as quick as the operator.',
    fr: 'Les stations bougent à chaque chantier, à chaque saison. Que la carte aille aussi vite que l’exploitant.',
    nl: 'Stations verhuizen bij elke werf en elk seizoen. Houd de kaart even snel als de uitbater.',
    de: 'Stationen ziehen mit jeder Baustelle und jeder Saison um. Die Karte soll so schnell sein wie der Betreiber.',
  },
  instructions: {
    en: 'Look for the row of docks and the terminal, mostly at the kerb.\nImagery is older than the dock more often than not: look at its date.\nA number that is now used at another corner is a new station.',
    fr: 'Cherchez la rangée de bornes et le terminal, en général au bord de la chaussée.\nL’imagerie est souvent plus ancienne que la station : regardez sa date.\nUn numéro repris à un autre coin de rue est une nouvelle station.',
    nl: 'Zoek de rij met fietsstandaards en de zuil, meestal langs de stoeprand.\nDe luchtfoto is vaak ouder dan het station: kijk naar de datum.\nEen nummer dat nu op een andere hoek staat, is een nieuw station.',
    de: 'Suchen Sie die Reihe der Fahrradständer und das Terminal, meist am Bordstein.\nDas Luftbild ist oft älter als die Station: Achten Sie auf sein Datum.\nEine Nummer, die jetzt an einer anderen Ecke steht, ist eine neue Station.',
  },
  sample: false,
  official: {
    licence: 'unknown',
    attribution: 'the operator',
    tags: { amenity: 'bicycle_rental', bicycle_rental: 'docking_station' },
  },
  community: {
    licence: 'OSM',
    attribution: '© OpenStreetMap contributors',
    filter: ['amenity=bicycle_rental&bicycle_rental!=shop|dropoff_point&!shop'],
  },
  match: { radius: 300, identifiers: [], oneToMany: false },
  rules: [
    { kind: 'possible-match' },
    { kind: 'missing' },
    { kind: 'unlisted' },
    { kind: 'moved', tolerance: 25 },
    { kind: 'duplicate', within: 20 },
    { kind: 'identifier-conflict', keys: ['ref', 'ref:gbfs'] },
    { kind: 'tags-differ', keys: ['name', 'ref', 'ref:gbfs'] },
  ],
  create: {
    tags: { amenity: 'bicycle_rental', bicycle_rental: 'docking_station' },
    keys: ['name', 'ref', 'ref:gbfs', 'capacity', 'network', 'operator', 'brand'],
  },
  answers: { needed: 2, tolerance: 10 },
  changeset: {
    comment: 'Bike docks checked one by one against the list of the operator',
    source: 'official list of the operator; volunteers',
    hashtags: ['#jalon', '#bike_docks'],
  },
  statements: [],
});
