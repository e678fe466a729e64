import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Actor, may, ofOrganisation, ofTeam, type Scope } from '../../backend/core/policy/may.ts';
import {
  ACTIONS,
  type Action,
  GRANTED,
  type GrantedRole,
  KEY_SCOPES,
  type KeyScope,
  lineOf,
  type Role,
} from '../../backend/core/policy/policy.ts';
import { BUDGETS, type Budget, type Line } from '../../backend/http/doors/limits/budgets.ts';
import { memoryCounters } from '../../backend/http/doors/limits/counters.ts';
import { makeLimits } from '../../backend/http/doors/limits/limits.ts';
import type { Operation } from '../../backend/http/frame/operation.ts';
import { OPERATIONS } from '../../backend/http/operations.ts';
import { hashOf } from '../../backend/http/people/token.ts';
import type { Store } from '../../backend/store/connect.ts';
import { addKey } from '../../backend/store/people/api-keys.ts';
import { openSession } from '../../backend/store/people/sessions.ts';
import { type EmptyStore, emptyStore } from '../store/empty-store.ts';
import {
  movedFinding,
  seedChallenge,
  seedPerson,
  seedTask,
  seedUpload,
  testChallenge,
} from '../store/seed.ts';
import { type Serving, serve, testConfig } from './serve.ts';

const OPERATOR = 'a-secret-of-the-operator-9';
/** What is asked about belongs to the organisation and to the team `own`; there are another of each. */
const PLACES = ['own', 'another'] as const;

type Given = Readonly<{ role: GrantedRole | 'lead'; of: 'own' | 'another' | null }>;
/** Somebody who asks. `key`: by a key of these scopes. */
type Asker = Readonly<{
  name: string;
  is: 'visitor' | 'guest' | 'volunteer' | 'operator';
  given: readonly Given[];
  key?: readonly KeyScope[];
}>;

const everyRole: readonly Given[] = [
  { role: 'admin', of: null },
  { role: 'reviewer', of: null },
  { role: 'maintainer', of: null },
  { role: 'staff', of: 'own' },
  { role: 'lead', of: 'own' },
];
const with1 = (role: Given['role'], of: Given['of']): Asker => ({
  name: `${role} of ${of ?? 'everything'}`,
  is: 'volunteer',
  given: [{ role, of }],
});
/** Everybody who can ask: each role where it counts, elsewhere, and everywhere. */
const ASKERS: readonly Asker[] = [
  { name: 'visitor', is: 'visitor', given: [] },
  { name: 'guest', is: 'guest', given: [] },
  { name: 'volunteer', is: 'volunteer', given: [] },
  ...GRANTED.flatMap(role => PLACES.map(of => with1(role, of))),
  // Staff is of an organisation: the database keeps no other.
  ...GRANTED.filter(role => role !== 'staff').map(role => with1(role, null)),
  ...PLACES.map(of => with1('lead', of)),
  ...KEY_SCOPES.map(scope => ({
    name: `key for ${scope}`,
    is: 'volunteer' as const,
    given: everyRole,
    key: [scope],
  })),
  { name: 'key for all of a volunteer', is: 'volunteer', given: [], key: KEY_SCOPES },
  { name: 'operator', is: 'operator', given: [] },
];

const idOf = ({ name }: Asker): string => name.replaceAll(' ', '-');
const tokenOf = (asker: Asker): string => `token-of-${idOf(asker)}`;
const keyOf = (asker: Asker): string => `jalon_${idOf(asker).padEnd(43, '_')}`;

/** What the policy makes of them: the database is not asked. */
function actorOf({ is, given, key }: Asker): Actor {
  const roles = given.map(({ role, of }) => ({
    role: role as Role,
    scope: role === 'lead' ? ofTeam(of!) : ofOrganisation(of),
  }));
  const self = is === 'operator' ? 'visitor' : is;
  return { grants: [{ role: self, scope: 'everything' }, ...roles], ...(key && { key }) };
}

/** Whose the things are that the addresses below name. */
const scopeOf = ({ path }: Operation, action: Action): Scope => {
  const { on } = lineOf(action);
  if (on === 'everything' || !path.includes(':id')) return 'everything';
  return on === 'team' ? ofTeam('own') : ofOrganisation('own');
};
const ID_IN: Readonly<Record<string, string>> = {
  challenges: 'wells',
  tasks: 'task',
  uploads: 'upload',
  changesets: 'changeset',
  organisations: 'own',
  teams: 'own',
};
const addressOf = ({ path }: Operation): string =>
  path
    .replace(/\/(\w+)\/:id/, (_, noun: string) => `/${noun}/${ID_IN[noun] ?? 'none'}`)
    .replace(/:\w+/g, 'none');

/** Which operation asks for which action, written once more: that one asks for less is seen, and so is a new one. */
const ASKED_BY: Readonly<Record<Action, readonly string[]>> = {
  look: [
    'alive',
    'ready',
    'openapi',
    'me',
    'listOrganisations',
    'readOrganisation',
    'readOffer',
    'listChallenges',
    'readChallenge',
    'listTasks',
    'readWindow',
    'readWindowOfAll',
    'readTask',
    'listChanges',
    'exportChanges',
    'listRuns',
    'readRun',
    'listUploads',
    'readUpload',
    'readChangeset',
  ],
  'take-part': [
    'nextTask',
    'putClaim',
    'deleteClaim',
    'postAnswer',
    'deleteAnswer',
    'putSaved',
    'deleteSaved',
  ],
  talk: [
    'listMentions',
    'putMention',
    'putMentions',
    'listComments',
    'postComment',
    'deleteComment',
    'listMentionable',
  ],
  'sign-in': ['startSignIn', 'finishSignIn', 'signInByLink', 'printLink', 'signOut'],
  'keep-account': ['exportMe', 'deleteMe', 'listSessions', 'deleteSession', 'deleteSessions'],
  'connect-account': ['readUploadAccount', 'connectUploadAccount', 'deleteUploadAccount'],
  'make-keys': ['listKeys', 'makeKey', 'revokeKey'],
  join: ['leaveRole', 'listTeams', 'leaveTeam', 'foundTeam', 'acceptInvitation'],
  'lead-team': [
    'putTeam',
    'deleteTeam',
    'putTeamMember',
    'deleteTeamMember',
    'listTeamInvitations',
    'inviteToTeam',
    'revokeTeamInvitation',
  ],
  review: ['listReviews', 'listAnswers', 'reviewTask'],
  feature: ['putFeatured', 'deleteFeatured'],
  run: ['startRun'],
  'take-changes': ['exportChanges'],
  'take-corrections': ['exportChanges'],
  upload: [
    'readUploadPlan',
    'startUpload',
    'resumeUpload',
    'cancelUpload',
    'readRevertPlan',
    'revertChangeset',
  ],
  'upload-own': ['readOwnUpload', 'startOwnUpload', 'resumeOwnUpload', 'cancelOwnUpload', 'listOwnToSend'],
  'see-organisation': ['listMembers'],
  'manage-organisation': [
    'putOrganisation',
    'deleteOrganisation',
    'deleteMember',
    'listOrganisationInvitations',
    'inviteToOrganisation',
    'revokeOrganisationInvitation',
  ],
  'found-organisation': ['foundOrganisation'],
  'assign-challenge': ['putOwner'],
  appoint: [
    'listRoles',
    'deleteRole',
    'listInstallationInvitations',
    'inviteToInstallation',
    'revokeInstallationInvitation',
  ],
  'read-audit': ['readOrganisationAudit', 'readAudit'],
  operate: ['metrics'],
  'keep-house': [],
};

/** Operations whose action depends on what is asked for. */
const QUERIES: Readonly<Record<string, readonly string[]>> = {
  exportChanges: [
    'format=osc',
    'format=josm',
    'format=maproulette',
    'format=quickstatements',
    'format=corrections',
    'format=geojson',
    'format=csv',
  ],
  readWindow: ['box=4,50,5,51'],
  readWindowOfAll: ['box=4,50,5,51'],
};

const actionOf = ({ may: asks }: Operation, query: string): Action =>
  typeof asks === 'function' ? asks(Object.fromEntries(new URLSearchParams(query))) : asks;

const DENIALS = ['sign-in-needed', 'not-allowed', 'key-scope', 'not-permitted', 'no-operator'];
/** How somebody is refused who may not. */
function denial({ is, key }: Asker, action: Action): string {
  const { key: needed, roles } = lineOf(action);
  if (key && (needed === null || !key.includes(needed)) && !roles.includes('operator'))
    return '403 key-scope';
  if (is === 'volunteer') return '403 not-allowed';
  return roles.includes('operator') ? '401 not-permitted' : '401 sign-in-needed';
}

let opened: EmptyStore;
let store: Store;
let app: Serving;
beforeAll(async () => {
  opened = await emptyStore();
  store = opened.store;
  const plenty = Object.fromEntries(
    Object.entries(BUDGETS).map(([name, { seconds, shared }]) => [
      name,
      { seconds, shared, together: 1_000_000 },
    ]),
  ) as Record<Budget, Line>;
  app = await serve({
    store,
    limits: makeLimits(memoryCounters, plenty),
    config: { ...testConfig(), operatorToken: OPERATOR },
  });
  await seed();
});
afterAll(async () => {
  await app?.close();
  await opened?.close();
});

/** Everything as it is before a request: what one of them takes away is there for the next. */
async function seed(): Promise<void> {
  await store.deleteFrom('challenges').execute();
  await store.deleteFrom('organisations').execute();
  await store.deleteFrom('teams').execute();
  await store.deleteFrom('persons').execute();
  for (const id of PLACES) {
    await store.insertInto('organisations').values({ id, name: id, website: null }).execute();
    await store.insertInto('teams').values({ id, name: id }).execute();
  }
  await seedChallenge(store, testChallenge('wells'));
  await store.updateTable('challenges').set({ organisation_id: 'own' }).execute();
  await seedTask(store, 'wells', 'task', movedFinding('1', [4.1, 50]));
  await seedUpload(store, { challenge: 'wells', id: 'upload', changeset: 'changeset', tasks: ['task'] });
  const people = ASKERS.filter(({ is }) => is === 'guest' || is === 'volunteer');
  for (const asker of people) await seedPerson(store, idOf(asker));
  const signedIn = people.filter(({ is }) => is === 'volunteer');
  await store
    .insertInto('accounts')
    .values(
      signedIn.map(asker => ({
        person_id: idOf(asker),
        server: 'https://osm.example',
        subject: idOf(asker),
        name: asker.name,
        token: null,
      })),
    )
    .execute();
  const given = signedIn.flatMap(asker => asker.given.map(one => ({ ...one, person: idOf(asker) })));
  await store
    .insertInto('grants')
    .values(
      given
        .filter(({ role }) => role !== 'lead')
        .map(({ role, of, person }) => ({
          id: `${role}-${of}-${person}`,
          person_id: person,
          role: role as GrantedRole,
          organisation_id: of,
          granted_by: null,
        })),
    )
    .execute();
  await store
    .insertInto('team_members')
    .values(
      given
        .filter(({ role }) => role === 'lead')
        .map(({ of, person }) => ({ team_id: of!, person_id: person, lead: true })),
    )
    .execute();
  const now = new Date();
  for (const asker of people)
    if (asker.key)
      await addKey(store, idOf(asker), {
        id: idOf(asker),
        name: asker.name,
        tokenHash: hashOf(keyOf(asker)),
        start: 'jalon_',
        scopes: asker.key,
        now,
        expiresAt: null,
      });
    else
      await openSession(store, {
        id: idOf(asker),
        tokenHash: hashOf(tokenOf(asker)),
        person: idOf(asker),
        agent: null,
        now,
        expiresAt: new Date(now.getTime() + 86_400_000),
      });
}

function headersOf(asker: Asker): Record<string, string> {
  if (asker.key) return { authorization: `Bearer ${keyOf(asker)}` };
  if (asker.is === 'operator') return { authorization: `Bearer ${OPERATOR}` };
  return asker.is === 'visitor' ? {} : { cookie: `jalon=${tokenOf(asker)}` };
}

/** `refusal`: that somebody may not, as `403 not-allowed`; null: they were let in, whatever came of it. `done`: it came to something. */
async function askAs(
  asker: Asker,
  method: string,
  address: string,
): Promise<{ refusal: string | null; done: boolean }> {
  const writes = method !== 'get';
  const response = await fetch(app.url + address, {
    method: method.toUpperCase(),
    redirect: 'manual',
    headers: { ...headersOf(asker), ...(writes && { 'content-type': 'application/json' }) },
    ...(writes && { body: '{}' }),
  });
  const text = await response.text();
  if (response.status >= 500 && response.status !== 503)
    throw new Error(`${method} ${address} by ${asker.name}: ${text}`);
  const done = writes && response.status < 400;
  if (response.status !== 401 && response.status !== 403) return { refusal: null, done };
  const { code } = JSON.parse(text) as { code: string };
  return { refusal: DENIALS.includes(code) ? `${response.status} ${code}` : null, done };
}

describe('every operation lets in whom the policy lets, and refuses all others', () => {
  const cases = OPERATIONS.flatMap(one =>
    (QUERIES[one.id] ?? ['']).map(
      query => [`${one.method} ${one.path} ${query}`.trim(), one, query] as const,
    ),
  );

  it.each(cases)('%s', async (_, one, query) => {
    // One whose action depends on the query is tried with every kind of it.
    if (typeof one.may === 'function') expect(query).not.toBe('');
    const action = actionOf(one, query);
    const address = addressOf(one) + (query && `?${query}`);
    const scope = scopeOf(one, action);
    for (const asker of ASKERS) {
      const { roles } = lineOf(action);
      const lets =
        may(actorOf(asker), action, scope) || (asker.is === 'operator' && roles.includes('operator'));
      const { refusal, done } = await askAs(asker, one.method, address);
      expect([asker.name, refusal]).toEqual([asker.name, lets ? null : denial(asker, action)]);
      if (done) await seed();
    }
  });

  it('asks for the action that was meant', () => {
    const asked = (action: Action) =>
      OPERATIONS.filter(one => (QUERIES[one.id] ?? ['']).some(query => actionOf(one, query) === action)).map(
        ({ id }) => id,
      );
    expect(Object.fromEntries(ACTIONS.map(action => [action, asked(action).sort()]))).toEqual(
      Object.fromEntries(ACTIONS.map(action => [action, [...ASKED_BY[action]].sort()])),
    );
  });

  it('asks by everybody whom the policy knows and who can ask', () => {
    const roles = ASKERS.flatMap(({ is, given }) => [is, ...given.map(({ role }) => role)]);
    expect([...new Set(roles)].sort()).toEqual([
      'admin',
      'guest',
      'lead',
      'maintainer',
      'operator',
      'reviewer',
      'staff',
      'visitor',
      'volunteer',
    ]);
  });
});
