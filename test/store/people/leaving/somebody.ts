import { sql } from 'kysely';
import type { Store } from '../../../../backend/store/connect.ts';
import {
  movedFinding,
  NOW,
  seedAccount,
  seedChallenge,
  seedPerson,
  seedRun,
  seedTask,
  seedUpload,
  startOver,
  testChallenge,
} from '../../seed.ts';

/**
 * Ann, of whom every table that can hold something of a person holds something, beside Bob, of whom there is as much. The
 * values are what tells her rows from others in an export: by column, where it stands and what it is.
 */
export const OF_ANN: Readonly<Record<string, Readonly<{ section: string; value: string }>>> = {
  'persons.merged_into': { section: 'guests', value: 'gus' },
  'sessions.person_id': { section: 'sessions', value: 'session of ann' },
  'sessions.agent': { section: 'sessions', value: 'browser of ann' },
  'accounts.person_id': { section: 'account', value: 'name of ann' },
  'accounts.subject': { section: 'account', value: 'subject of ann' },
  'grants.person_id': { section: 'roles', value: 'admin of ann' },
  'grants.granted_by': { section: 'rolesGiven', value: 'given by ann' },
  'team_members.person_id': { section: 'teams', value: 'team of ann' },
  'invitations.made_by': { section: 'invitationsMade', value: 'invitation of ann' },
  'api_keys.person_id': { section: 'keys', value: 'key of ann' },
  'saved_challenges.person_id': { section: 'saved', value: 'saved by ann' },
  'claims.person_id': { section: 'claims', value: 'held by ann' },
  'answers.person_id': { section: 'answers', value: 'answer of ann' },
  'comments.person_id': { section: 'comments', value: 'comment of ann' },
  'mentions.person_id': { section: 'mentions', value: 'answered by ann' },
  'task_events.person_id': { section: 'taskEvents', value: 'event of ann' },
  'runs.requested_by': { section: 'runsAskedFor', value: 'run of ann' },
  'upload_accounts.person_id': { section: 'uploadAccounts', value: 'mapper ann' },
  'uploads.person_id': { section: 'uploads', value: 'upload of ann' },
  'audit.about_person': { section: 'audit', value: 'roles/of/ann' },
  'audit.person_id': { section: 'audit', value: 'done by ann' },
};

/** What no export may hold: hashes and what is sealed. */
export const SECRETS = ['hash of', 'sealed token'];

export async function seedSomebody(store: Store): Promise<void> {
  await startOver(store, ['ann', 'bob', 'gus', 'hal']);
  for (const table of ['organisations', 'teams'] as const) await store.deleteFrom(table).execute();
  await seedPerson(store, 'operator');
  for (const person of ['ann', 'bob']) await seedAccount(store, person);
  await seedChallenge(store, testChallenge('wells', { needed: 3 }));
  await store
    .insertInto('organisations')
    .values({ id: 'water', name: 'Water board', website: null })
    .execute();
  for (const [person, guest] of [
    ['ann', 'gus'],
    ['bob', 'hal'],
  ] as const)
    await seedAllOf(store, person, guest);
  await sql`
    insert into audit (actor, person_id, about_person, action, scope, target) values
      ('person', 'bob', 'ann', 'deleteRole', 'everything', 'roles/of/ann'),
      ('person', 'bob', null, 'startRun', 'everything', 'wells')`.execute(store);
}

async function seedAllOf(store: Store, person: string, guest: string): Promise<void> {
  const of = (what: string) => `${what} of ${person}`;
  await seedTask(store, 'wells', `held by ${person}`, movedFinding('1', [4, 50]));
  await seedTask(store, 'wells', `answered by ${person}`, movedFinding('2', [4, 50]), { digest: 'd' });
  await seedRun(store, 'wells', of('run'));
  await sql`update runs set requested_by = ${person} where id = ${of('run')}`.execute(store);
  await sql`update accounts set token = 'sealed token', scopes = '{read_prefs}' where person_id = ${person}`.execute(
    store,
  );
  await sql`update persons set merged_into = ${person} where id = ${guest}`.execute(store);
  await sql`
    insert into sessions (id, token_hash, person_id, agent, expires_at)
    values (${of('session')}, ${of('hash of session')}, ${person}, ${of('browser')}, ${NOW}::timestamptz + interval '1 day')`.execute(
    store,
  );
  await sql`
    insert into api_keys (id, person_id, name, token_hash, start, scopes)
    values (${of('key')}, ${person}, 'Nightly', ${of('hash of key')}, 'jalon_ab', '{read}')`.execute(store);
  await sql`
    insert into grants (id, person_id, role, organisation_id, granted_by) values
      (${of('admin')}, ${person}, 'admin', 'water', null),
      (${`given by ${person}`}, 'operator', ${person === 'ann' ? 'reviewer' : 'maintainer'}, 'water', ${person})`.execute(
    store,
  );
  await sql`insert into teams (id, name) values (${of('team')}, ${of('well seekers')})`.execute(store);
  await sql`insert into team_members (team_id, person_id, lead) values (${of('team')}, ${person}, true)`.execute(
    store,
  );
  await sql`
    insert into invitations (id, token_hash, role, organisation_id, made_by, expires_at, uses_left)
    values (${of('invitation')}, ${of('hash of invitation')}, 'staff', 'water', ${person}, ${NOW}::timestamptz + interval '7 days', 1)`.execute(
    store,
  );
  await seedChallenge(store, { ...testChallenge('wells'), id: `saved by ${person}` });
  await sql`insert into saved_challenges (person_id, challenge_id) values (${person}, ${`saved by ${person}`})`.execute(
    store,
  );
  await sql`
    insert into claims (task_id, person_id, until)
    values (${`held by ${person}`}, ${person}, ${NOW}::timestamptz + interval '5 minutes')`.execute(store);
  await sql`
    insert into answers (id, task_id, person_id, request_id, answer, facts_digest, imagery, state, pending_until)
    values (${of('answer')}, ${`answered by ${person}`}, ${person}, 'r', ${`{"say": "not-an-issue", "comment": "by ${person}"}`},
      'd', '["osm"]', 'counted', ${NOW})`.execute(store);
  const other = person === 'ann' ? 'bob' : 'ann';
  await sql`
    insert into comments (id, task_id, person_id, request_id, text)
    values (${of('comment')}, ${`answered by ${person}`}, ${person}, 'r', ${`<@person:${other}> said by ${person}`}),
      (${`said to ${person}`}, ${`answered by ${person}`}, 'operator', ${`to ${person}`}, 'come and look')`.execute(
    store,
  );
  await sql`
    insert into mentions (task_id, comment_id, person_id)
    values (${`answered by ${person}`}, ${`said to ${person}`}, ${person})`.execute(store);
  await sql`
    insert into task_events (task_id, event, to_state, person_id, data)
    values (${`answered by ${person}`}, 'answer', 'pending', ${person}, ${`{"words": "event of ${person}"}`})`.execute(
    store,
  );
  await sql`
    insert into upload_accounts (person_id, server, osm_id, name, scopes, token)
    values (${person}, 'https://map.example', 7, ${`mapper ${person}`}, '{write_api}', 'sealed token')`.execute(
    store,
  );
  await seedUpload(store, {
    challenge: 'wells',
    id: of('upload'),
    changeset: of('changeset'),
    tasks: [`answered by ${person}`],
    person,
  });
  await sql`
    insert into audit (actor, person_id, action, scope, target)
    values ('person', ${person}, 'startRun', 'organisation:water', ${`done by ${person}`})`.execute(store);
}
