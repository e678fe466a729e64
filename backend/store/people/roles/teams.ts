import type { Kysely } from 'kysely';
import type { Database } from '../../tables.ts';
import { lockPerson } from '../lock-person.ts';

export type TeamMember = Readonly<{ id: string; name: string; lead: boolean; since: Date }>;
export type Team = Readonly<{ id: string; name: string; members: readonly TeamMember[] }>;

export const TEAMS = {
  /** teams that one person is in */
  each: 20,
  /** people in one team */
  members: 500,
};

/** The teams of a person, by name; their members by name. */
export async function teamsOf(store: Kysely<Database>, person: string): Promise<Team[]> {
  const rows = await store
    .selectFrom('team_members as own')
    .innerJoin('teams', 'teams.id', 'own.team_id')
    .innerJoin('team_members as member', 'member.team_id', 'teams.id')
    .innerJoin('accounts', 'accounts.person_id', 'member.person_id')
    .select(['teams.id as team', 'teams.name as teamName'])
    .select(['member.person_id as id', 'accounts.name', 'member.lead', 'member.joined_at as since'])
    .where('own.person_id', '=', person)
    .orderBy('teams.name')
    .orderBy('teams.id')
    .orderBy('accounts.name')
    .orderBy('member.person_id')
    .execute();
  const teams = new Map<string, { id: string; name: string; members: TeamMember[] }>();
  for (const { team, teamName, ...member } of rows) {
    const known = teams.get(team) ?? { id: team, name: teamName, members: [] };
    teams.set(team, known);
    known.members.push(member);
  }
  return [...teams.values()];
}

/** Founds a team that the person leads. For a transaction. @returns whether they are in few enough */
export async function foundTeam(
  transaction: Kysely<Database>,
  { id, name }: Pick<Team, 'id' | 'name'>,
  person: string,
  now: Date,
): Promise<boolean> {
  if (!(await hasRoomFor(transaction, person))) return false;
  await transaction.insertInto('teams').values({ id, name, created_at: now }).execute();
  await transaction
    .insertInto('team_members')
    .values({ team_id: id, person_id: person, lead: true, joined_at: now })
    .execute();
  return true;
}

/** @returns whether there is one */
export async function renameTeam(store: Kysely<Database>, id: string, name: string): Promise<boolean> {
  const row = await store
    .updateTable('teams')
    .set({ name })
    .where('id', '=', id)
    .returning('id')
    .executeTakeFirst();
  return row !== undefined;
}

/** Everybody leaves, and invitations into it lead nowhere. @returns whether there was one */
export async function dissolveTeam(store: Kysely<Database>, id: string): Promise<boolean> {
  const row = await store.deleteFrom('teams').where('id', '=', id).returning('id').executeTakeFirst();
  return row !== undefined;
}

/** Nobody else changes who is in the team, or leads it, until the transaction ends. @returns whether there is one */
export async function lockTeam(transaction: Kysely<Database>, id: string): Promise<boolean> {
  const row = await transaction
    .selectFrom('teams')
    .select('id')
    .where('id', '=', id)
    .forNoKeyUpdate()
    .executeTakeFirst();
  return row !== undefined;
}

/** Under `lockTeam`. */
export async function joinTeam(
  transaction: Kysely<Database>,
  team: string,
  person: string,
  now: Date,
): Promise<'given' | 'had' | 'team-full' | 'too-many-teams'> {
  const members = await transaction
    .selectFrom('team_members')
    .select('person_id')
    .where('team_id', '=', team)
    .execute();
  if (members.some(({ person_id }) => person_id === person)) return 'had';
  if (members.length >= TEAMS.members) return 'team-full';
  if (!(await hasRoomFor(transaction, person))) return 'too-many-teams';
  await transaction
    .insertInto('team_members')
    .values({ team_id: team, person_id: person, lead: false, joined_at: now })
    .execute();
  return 'given';
}

/** Whether a person may be in one more team. Who joins several at once is counted one by one. */
async function hasRoomFor(transaction: Kysely<Database>, person: string): Promise<boolean> {
  await lockPerson(transaction, person);
  const teams = await transaction
    .selectFrom('team_members')
    .select('team_id')
    .where('person_id', '=', person)
    .execute();
  return teams.length < TEAMS.each;
}

export type TeamChange = 'done' | 'last-lead' | 'gone';

/** Makes a member lead, or lead no more. For a transaction. */
export async function setLead(
  transaction: Kysely<Database>,
  team: string,
  person: string,
  lead: boolean,
): Promise<TeamChange> {
  await lockTeam(transaction, team);
  if (!lead && !(await hasOtherLead(transaction, team, person))) {
    const own = await memberOf(transaction, team, person);
    if (own) return own.lead ? 'last-lead' : 'done';
  }
  const changed = await transaction
    .updateTable('team_members')
    .set({ lead })
    .where('team_id', '=', team)
    .where('person_id', '=', person)
    .returning('person_id')
    .executeTakeFirst();
  return changed ? 'done' : 'gone';
}

/** Takes a person out of a team. For a transaction. */
export async function leaveTeam(
  transaction: Kysely<Database>,
  team: string,
  person: string,
): Promise<TeamChange> {
  await lockTeam(transaction, team);
  const member = await memberOf(transaction, team, person);
  if (!member) return 'gone';
  if (member.lead && !(await hasOtherLead(transaction, team, person))) return 'last-lead';
  await transaction
    .deleteFrom('team_members')
    .where('team_id', '=', team)
    .where('person_id', '=', person)
    .execute();
  return 'done';
}

const memberOf = (store: Kysely<Database>, team: string, person: string) =>
  store
    .selectFrom('team_members')
    .select('lead')
    .where('team_id', '=', team)
    .where('person_id', '=', person)
    .executeTakeFirst();

/** Whether somebody else leads the team who can still sign in. Under `lockTeam`. */
async function hasOtherLead(transaction: Kysely<Database>, team: string, person: string): Promise<boolean> {
  const other = await transaction
    .selectFrom('team_members')
    .innerJoin('accounts', 'accounts.person_id', 'team_members.person_id')
    .select('team_members.person_id')
    .where('team_id', '=', team)
    .where('lead', '=', true)
    .where('team_members.person_id', '<>', person)
    .limit(1)
    .executeTakeFirst();
  return other !== undefined;
}
