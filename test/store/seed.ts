import { sql } from 'kysely';
import type { Challenge } from '../../backend/core/challenge/challenge.ts';
import { defineChallenge } from '../../backend/core/challenge/define-challenge.ts';
import type { Change } from '../../backend/core/change/change.ts';
import type { ChangesetState } from '../../backend/core/changeset/machine.ts';
import type { Discrepancy, Finding } from '../../backend/core/discrepancy/discrepancy.ts';
import type { Feature, LonLat, Tags } from '../../backend/core/feature.ts';
import type { Licence } from '../../backend/core/licence/licence.ts';
import type { GrantedRole } from '../../backend/core/policy/policy.ts';
import type { TaskState } from '../../backend/core/task/task.ts';
import { saveChallenge } from '../../backend/store/challenges.ts';
import type { Store } from '../../backend/store/connect.ts';
import { jsonb } from '../../backend/store/jsonb.ts';
import { point } from '../../backend/store/point.ts';
import type { RunSummary } from '../../backend/store/tables.ts';
import { insertChangeset } from '../../backend/store/uploads/changesets.ts';

/** When the tests of claims and answers play, and so many seconds later. */
export const NOW = new Date('2026-05-01T12:00:00Z');
export const later = (seconds: number): Date => new Date(NOW.getTime() + seconds * 1000);

const words = (text: string) => ({ en: text, fr: text, nl: text, de: text });

export function testChallenge(
  id: string,
  { licence = 'CC0-1.0' as Licence, needed = 1, sample = false, guestWeight = 1 } = {},
): Challenge {
  return defineChallenge({
    id,
    title: words(`Wells of ${id}`),
    description: words('Wells, made up for a test.'),
    instructions: words('Look for a round wall.'),
    noun: words('well'),
    sample,
    official: { licence, attribution: 'Water board of Nowhere', id: 'code' },
    community: {
      licence: 'OSM',
      attribution: '© OpenStreetMap contributors',
      filter: ['man_made=water_well'],
    },
    match: { radius: 200, identifiers: [], oneToMany: false },
    rules: [
      { kind: 'missing' },
      { kind: 'moved', tolerance: 20 },
      { kind: 'tags-differ', keys: ['name', 'phone'] },
    ],
    create: { tags: { man_made: 'water_well' }, keys: ['name'] },
    answers: { needed, tolerance: 20, guestWeight },
    changeset: { comment: 'Wells', source: 'Water board of Nowhere', hashtags: ['#jalon'] },
    statements: [],
  });
}

export async function seedChallenge(store: Store, challenge: Challenge): Promise<Challenge> {
  await saveChallenge(store, challenge, {});
  return challenge;
}

export const official = (id: string, at: LonLat, tags: Tags): Feature => ({ side: 'official', id, at, tags });
/** A node whose whole state the source carried. */
export const node = (number: number, at: LonLat, tags: Tags): Feature => ({
  side: 'community',
  id: `node/${number}`,
  at,
  tags,
  element: { type: 'node', id: number, version: 3, tags, at },
});

export function finding(
  officialSide: Feature | null,
  communitySide: Feature | null,
  discrepancies: readonly Discrepancy[],
): Finding {
  const match =
    officialSide && communitySide
      ? {
          probability: 0.97,
          distance: 120,
          evidence: [
            {
              kind: 'name' as const,
              weight: 6,
              measure: 0.9,
              official: officialSide.tags.name,
              community: communitySide.tags.name,
            },
          ],
        }
      : null;
  return { official: officialSide, community: communitySide, others: [], match, discrepancies };
}

/** A well that the map has 120 m from where the agency says it is. */
export function movedFinding(key: string, at: LonLat): Finding {
  return finding(
    official(`W-${key}`, [at[0] + 0.001234, at[1] + 0.000987], {
      name: `Official well ${key}`,
      ref: `R${key}`,
    }),
    node(5000 + Number(key), at, { man_made: 'water_well', name: `Well ${key}` }),
    [{ kind: 'moved', metres: 120, tolerance: 20 }],
  );
}

/** A well that only the agency knows. */
export function missingFinding(key: string, at: LonLat): Finding {
  return finding(official(`W-${key}`, at, { name: `Official well ${key}` }), null, [{ kind: 'missing' }]);
}

export async function seedTask(
  store: Store,
  challenge: string,
  id: string,
  facts: Finding,
  { state = 'open' as TaskState, digest = `digest-${id}` } = {},
): Promise<string> {
  const at = (facts.community ?? facts.official)!.at;
  await store
    .insertInto('places')
    .values({
      id: `place-${id}`,
      challenge_id: challenge,
      official_id: facts.official?.id ?? null,
      community_id: facts.community?.id ?? null,
      geom: point(at),
      name: null,
    })
    .execute();
  await store
    .insertInto('tasks')
    .values({
      id,
      challenge_id: challenge,
      place_id: `place-${id}`,
      state,
      facts: jsonb(facts),
      facts_digest: digest,
      kinds: facts.discrepancies.map(one => one.kind),
      geom: point(at),
      name: facts.community?.tags.name ?? facts.official?.tags.name ?? null,
      settlement: sql`null`,
      reason: sql`null`,
    })
    .execute();
  return id;
}

/** An upload of nobody with one changeset that was closed, as number 700 of the sandbox, and read back. */
export async function seedUpload(
  store: Store,
  one: Readonly<{
    challenge: string;
    id: string;
    changeset: string;
    tasks: readonly string[];
    person?: string;
    server?: string;
    state?: ChangesetState;
    changes?: readonly Change[];
  }>,
): Promise<void> {
  const { state = 'closed', changes = [], server = 'https://master.apis.dev.openstreetmap.org' } = one;
  await store
    .insertInto('uploads')
    .values({
      id: one.id,
      challenge_id: one.challenge,
      person_id: one.person ?? null,
      request_id: `request of ${one.id}`,
      server,
    })
    .execute();
  await insertChangeset(store, {
    id: one.changeset,
    upload: one.id,
    place: 0,
    kind: 'tags',
    tasks: one.tasks,
    changes,
    box: [4, 50, 4.1, 50.1],
    tags: { comment: 'Wells', created_by: 'Jalon test', source: 'Water board of Nowhere' },
    dueAt: NOW,
  });
  if (state === 'prepared') return;
  const ended = state === 'closed' ? NOW : null;
  await store
    .updateTable('changesets')
    .set({ state, osm_id: 700, opened_at: NOW, sent_at: NOW, ended_at: ended, checked_at: ended })
    .where('id', '=', one.changeset)
    .execute();
}

/** A run that ended well. */
export async function seedRun(
  store: Store,
  challenge: string,
  id: string,
  summary: RunSummary = {},
): Promise<string> {
  await store
    .insertInto('runs')
    .values({
      id,
      challenge_id: challenge,
      state: 'done',
      step: 'done',
      progress: 1,
      inputs: jsonb({ official: 'official.csv', community: 'map.osm' }),
      summary: jsonb(summary),
      error: null,
      definition_digest: null,
      beat_at: null,
      started_at: null,
      ended_at: null,
    })
    .execute();
  return id;
}

/** Takes everything out, and puts these people in. */
export async function startOver(store: Store, people: readonly string[]): Promise<void> {
  await store.deleteFrom('challenges').execute();
  await store.deleteFrom('persons').execute();
  for (const person of people) await seedPerson(store, person);
}

/** A person, known by a token that nobody holds. */
export async function seedPerson(store: Store, id: string): Promise<string> {
  await store
    .insertInto('persons')
    .values({ id, token_hash: `hash of ${id}`, terms_accepted_at: null })
    .execute();
  return id;
}

/** Gives somebody an account, since a role counts with one only, and a role for everything. */
export async function seedRole(store: Store, person: string, role: GrantedRole): Promise<void> {
  await store
    .insertInto('accounts')
    .values({ person_id: person, server: 'https://osm.example', subject: person, name: person })
    .onConflict(conflict => conflict.doNothing())
    .execute();
  await store
    .insertInto('grants')
    .values({ id: `${role} ${person}`, person_id: person, role, organisation_id: null, granted_by: null })
    .onConflict(conflict => conflict.column('id').doNothing())
    .execute();
}

/** Signs somebody in, with the account `name of ID`. @returns whether they were a guest before */
export async function seedAccount(store: Store, person: string): Promise<boolean> {
  const made = await store
    .insertInto('accounts')
    .values({
      person_id: person,
      server: 'https://sign-in.example',
      subject: `subject of ${person}`,
      name: `name of ${person}`,
      token: null,
    })
    .onConflict(conflict => conflict.doNothing())
    .returning('person_id')
    .executeTakeFirst();
  return made !== undefined;
}
