import type { Challenge } from '../../backend/core/challenge/challenge.ts';
import { defineChallenge } from '../../backend/core/challenge/define-challenge.ts';
import {
  type Discrepancy,
  type Finding,
  KINDS,
  type Kind,
} from '../../backend/core/discrepancy/discrepancy.ts';
import type { Feature, LonLat, Tags } from '../../backend/core/feature.ts';
import type { Licence } from '../../backend/core/licence/licence.ts';
import { factsDigest } from '../../backend/core/task/digest.ts';
import { saveChallenge } from '../../backend/store/challenges.ts';
import type { Store } from '../../backend/store/connect.ts';
import { seedTask } from '../store/seed.ts';

/** Tasks of each kind. */
const TASKS = 3;
const words = (text: string) => ({ en: text, fr: text, nl: text, de: text });

/** A challenge about one kind alone, so that the next task asks the same. */
export const stationsAbout = (kind: string, licence: Licence = 'CC0-1.0'): Challenge =>
  defineChallenge({
    id: `stations-${kind}`,
    title: words(`Stations: ${kind}`),
    description: words('Made up for a test.'),
    instructions: words('Look for large doors.'),
    noun: words('fire station'),
    sample: false,
    official: { licence, attribution: 'Agency of Nowhere' },
    community: {
      licence: 'OSM',
      attribution: '© OpenStreetMap contributors',
      filter: ['amenity=fire_station', 'emergency=ambulance_station'],
    },
    match: { radius: 500, identifiers: ['ref'], oneToMany: false },
    classes: {
      classes: [
        {
          id: 'fire',
          when: ['amenity=fire_station'],
          label: words('fire station'),
          tags: { amenity: 'fire_station', emergency: null },
        },
        {
          id: 'ambulance',
          when: ['emergency=ambulance_station'],
          label: words('ambulance station'),
          tags: { emergency: 'ambulance_station', amenity: null },
        },
      ],
      pairs: [{ a: 'fire', b: 'ambulance', verdict: 'contradicts' }],
    },
    rules: [
      { kind: 'possible-match' },
      { kind: 'missing' },
      { kind: 'unlisted' },
      { kind: 'moved', tolerance: 50 },
      { kind: 'identifier-conflict', keys: ['ref'] },
      { kind: 'duplicate', within: 150 },
      { kind: 'misclassified' },
      { kind: 'tags-differ', keys: ['name', 'phone', 'website'] },
    ],
    create: { tags: { amenity: 'fire_station' }, keys: ['name', 'ref', 'phone'] },
    answers: { needed: 1, tolerance: 25, guestWeight: 1 },
    changeset: { comment: 'Stations checked one by one', source: 'Agency of Nowhere', hashtags: ['#jalon'] },
    statements: [],
  });

const NAMES = ['Valbrune', 'Hautmarais', 'Sourcieux'];

/** The facts of one task of a kind; `n`: 0 to 2. */
export function findingOf(kind: Kind, n: number): Finding {
  const at: LonLat = [4.35 + n / 100, 49.83 + KINDS.indexOf(kind) / 100];
  const name = NAMES[n] ?? '';
  const id = 1000 + KINDS.indexOf(kind) * 100 + n * 10;
  const near = (lon: number, lat: number): LonLat => [at[0] + lon, at[1] + lat];
  const node = (number: number, where: LonLat, tags: Tags): Feature => ({
    side: 'community',
    id: `node/${number}`,
    at: where,
    tags,
    element: { type: 'node', id: number, version: 2, tags, at: where },
  });
  const tags = { amenity: 'fire_station', name: `Caserne de ${name}` };
  /** Where the two sides disagree on where it is, 132 m; else at one spot. */
  const isApart = kind === 'moved' || kind === 'possible-match';
  const phone = { phone: `+32 455 55 ${id}` };
  const official: Feature = {
    side: 'official',
    id: `Z-${id}`,
    at: isApart ? near(0.0012, 0.0009) : near(0.0001, 0.0001),
    tags: { ...tags, ref: `Z${id}`, ...(kind === 'missing' || kind === 'tags-differ' ? phone : {}) },
  };
  const community = node(id, at, tags);
  const match = {
    probability: 0.97,
    distance: isApart ? 132 : 13,
    evidence: [{ kind: 'name' as const, weight: 6, measure: 1, official: tags.name, community: tags.name }],
  };
  const pair = (discrepancy: Discrepancy, more: Partial<Finding> = {}): Finding => ({
    official,
    community,
    others: [],
    match,
    discrepancies: [discrepancy],
    ...more,
  });
  switch (kind) {
    case 'moved':
      return pair({ kind, metres: 132, tolerance: 50 });
    case 'missing':
      return pair({ kind }, { community: null, match: null });
    case 'unlisted':
      return pair({ kind }, { official: null, match: null });
    case 'possible-match':
      return pair(
        { kind, candidate: community.id, probability: 0.6, metres: 132 },
        { community: null, others: [community] },
      );
    case 'misclassified':
      return pair(
        { kind, official: 'fire', community: 'ambulance' },
        { community: node(id, at, { name: tags.name, emergency: 'ambulance_station' }) },
      );
    case 'tags-differ': {
      const differences = [
        { key: 'name', official: `${tags.name} (Zone Est)`, community: tags.name },
        { key: 'phone', official: phone.phone, community: null },
      ];
      const theirs = { ...official, tags: { ...official.tags, name: `${tags.name} (Zone Est)` } };
      return pair({ kind, differences }, { official: theirs });
    }
    case 'duplicate': {
      const twin = node(id + 1, near(0.0004, 0), { ...tags, name: `Pompiers ${name}` });
      return pair({ kind, side: 'community', others: [twin.id], metres: 29 }, { others: [twin] });
    }
    case 'identifier-conflict': {
      const bearer = node(id + 1, near(0.02, 0.01), { ...tags, name: 'Montfroid', ref: `Z${id}` });
      return pair(
        { kind, key: 'ref', value: `Z${id}`, other: bearer.id, metres: 1800 },
        { others: [bearer] },
      );
    }
  }
}

/** A challenge for each kind of discrepancy, `stations-KIND`, with three tasks `KIND-0` and so on. */
export async function seedEveryKind(store: Store, licence: Licence = 'CC0-1.0'): Promise<void> {
  for (const kind of KINDS) {
    const challenge = stationsAbout(kind, licence);
    await saveChallenge(store, challenge, {});
    for (let n = 0; n < TASKS; n++) {
      const facts = findingOf(kind, n);
      await seedTask(store, challenge.id, `${kind}-${n}`, facts, { digest: factsDigest(facts) });
    }
  }
}
