import { type Kysely, sql } from 'kysely';
import type { GrantedRole, KeyScope } from '../../../core/policy/policy.ts';
import type { Database } from '../../tables.ts';

type Named = Readonly<{ id: string; name: string }> | null;

/** All that is kept of a person but for what adds up for years, which `pagesOfPerson` gives. Of tokens nothing. */
export type KeptOfPerson = Readonly<{
  person: Readonly<{ id: string; createdAt: Date; termsAcceptedAt: Date | null }>;
  /** Guests whose answers became theirs. */
  guests: readonly Readonly<{ id: string; createdAt: Date; termsAcceptedAt: Date | null }>[];
  account: Readonly<{
    server: string;
    subject: string;
    name: string;
    tokenKept: boolean;
    scopes: readonly string[];
    createdAt: Date;
    signedInAt: Date;
  }> | null;
  sessions: readonly Readonly<{
    id: string;
    agent: string | null;
    createdAt: Date;
    seenAt: Date;
    expiresAt: Date;
  }>[];
  keys: readonly Readonly<{
    id: string;
    name: string;
    start: string;
    scopes: readonly KeyScope[];
    createdAt: Date;
    expiresAt: Date | null;
    lastUsedAt: Date | null;
  }>[];
  roles: readonly Readonly<{ id: string; role: GrantedRole; organisation: Named; createdAt: Date }>[];
  /** To others: which role, not whose. */
  rolesGiven: readonly Readonly<{ id: string; role: GrantedRole; organisation: Named; createdAt: Date }>[];
  teams: readonly Readonly<{ id: string; name: string; lead: boolean; joinedAt: Date }>[];
  invitationsMade: readonly Readonly<{
    id: string;
    role: GrantedRole | null;
    organisation: Named;
    team: Named;
    createdAt: Date;
    expiresAt: Date;
    usesLeft: number;
  }>[];
  claims: readonly Readonly<{ task: string; challenge: string; since: Date | null; until: Date }>[];
  /** Accounts under which they upload. */
  uploadAccounts: readonly Readonly<{
    server: string;
    osmId: number;
    name: string;
    scopes: readonly string[];
    at: Date;
  }>[];
  /** Challenges. */
  saved: readonly Readonly<{ challenge: string; at: Date }>[];
}>;

/** Null: there is nobody of that id. */
export async function keptOfPerson(store: Kysely<Database>, id: string): Promise<KeptOfPerson | null> {
  const person = await personRows(store).where('id', '=', id).executeTakeFirst();
  if (!person) return null;
  return {
    person,
    guests: await personRows(store).where('merged_into', '=', id).orderBy('id').execute(),
    account: (await accountOf(store, id)) ?? null,
    sessions: await store
      .selectFrom('sessions')
      .select(['id', 'agent', 'created_at as createdAt', 'seen_at as seenAt', 'expires_at as expiresAt'])
      .where('person_id', '=', id)
      .orderBy('created_at')
      .execute(),
    keys: await store
      .selectFrom('api_keys')
      .select(['id', 'name', 'start', 'scopes'])
      .select(['created_at as createdAt', 'expires_at as expiresAt', 'last_used_at as lastUsedAt'])
      .where('person_id', '=', id)
      .orderBy('created_at')
      .execute(),
    roles: await grantsWhere(store, 'person_id', id),
    rolesGiven: await grantsWhere(store, 'granted_by', id),
    teams: await store
      .selectFrom('team_members')
      .innerJoin('teams', 'teams.id', 'team_members.team_id')
      .select(['teams.id', 'teams.name', 'team_members.lead', 'team_members.joined_at as joinedAt'])
      .where('team_members.person_id', '=', id)
      .orderBy('team_members.joined_at')
      .execute(),
    invitationsMade: await invitationsOf(store, id),
    claims: await store
      .selectFrom('claims')
      .innerJoin('tasks', 'tasks.id', 'claims.task_id')
      .select(['claims.task_id as task', 'tasks.challenge_id as challenge', 'claims.since', 'claims.until'])
      .where('claims.person_id', '=', id)
      .orderBy('claims.task_id')
      .execute(),
    uploadAccounts: await uploadAccountsOf(store, id),
    saved: await store
      .selectFrom('saved_challenges')
      .select(['challenge_id as challenge', 'at'])
      .where('person_id', '=', id)
      .orderBy('challenge_id')
      .execute(),
  };
}

const personRows = (store: Kysely<Database>) =>
  store
    .selectFrom('persons')
    .select(['id', 'created_at as createdAt', 'terms_accepted_at as termsAcceptedAt']);

const accountOf = (store: Kysely<Database>, id: string) =>
  store
    .selectFrom('accounts')
    .select(['server', 'subject', 'name', 'scopes', 'created_at as createdAt', 'signed_in_at as signedInAt'])
    .select(sql<boolean>`token is not null`.as('tokenKept'))
    .where('person_id', '=', id)
    .executeTakeFirst();

async function uploadAccountsOf(store: Kysely<Database>, id: string) {
  const rows = await store
    .selectFrom('upload_accounts')
    .select(['server', 'osm_id', 'name', 'scopes', 'at'])
    .where('person_id', '=', id)
    .orderBy('server')
    .execute();
  // A bigint comes as text.
  return rows.map(({ osm_id, ...row }) => ({ ...row, osmId: Number(osm_id) }));
}

const named = (id: string | null, name: string | null): Named =>
  id !== null && name !== null ? { id, name } : null;

async function grantsWhere(store: Kysely<Database>, column: 'person_id' | 'granted_by', person: string) {
  const rows = await store
    .selectFrom('grants')
    .leftJoin('organisations', 'organisations.id', 'grants.organisation_id')
    .select(['grants.id', 'grants.role', 'grants.created_at'])
    .select(['organisations.id as organisation', 'organisations.name'])
    .where(`grants.${column}`, '=', person)
    .orderBy('grants.created_at')
    .execute();
  return rows.map(row => ({
    id: row.id,
    role: row.role,
    organisation: named(row.organisation, row.name),
    createdAt: row.created_at,
  }));
}

async function invitationsOf(store: Kysely<Database>, person: string) {
  const rows = await store
    .selectFrom('invitations')
    .leftJoin('organisations', 'organisations.id', 'invitations.organisation_id')
    .leftJoin('teams', 'teams.id', 'invitations.team_id')
    .select(['invitations.id', 'invitations.role', 'invitations.created_at', 'invitations.expires_at'])
    .select(['invitations.uses_left', 'organisations.id as organisation', 'organisations.name'])
    .select(['teams.id as team', 'teams.name as team_name'])
    .where('invitations.made_by', '=', person)
    .orderBy('invitations.created_at')
    .execute();
  return rows.map(row => ({
    id: row.id,
    role: row.role,
    organisation: named(row.organisation, row.name),
    team: named(row.team, row.team_name),
    createdAt: row.created_at,
    expiresAt: row.expires_at,
    usesLeft: row.uses_left,
  }));
}
