import { randomUUID } from 'node:crypto';
import type { Store } from '../../store/connect.ts';
import {
  dissolveTeam,
  foundTeam as found,
  leaveTeam,
  renameTeam,
  setLead,
  TEAMS,
  type Team,
  type TeamChange,
  teamsOf,
} from '../../store/people/roles/teams.ts';
import { leadRequest, type TeamView, team, teamList, teamRequest } from '../contract/team.ts';
import { type Call, operation } from '../frame/operation.ts';
import { auditOfTeam } from '../people/audit-of-team.ts';
import { signedIn } from '../people/who.ts';
import { ofTeamIn } from '../permission/scopes.ts';
import { notFound, Refusal } from '../refusal.ts';

const LAST_LEAD = 'last-lead: nobody would be left who leads the team';

export const listTeams = operation({
  id: 'listTeams',
  may: 'join',
  method: 'get',
  path: '/api/v1/me/teams',
  summary: 'The teams of the person who asks, and who is in them',
  answers: { 200: { words: 'By name', schema: teamList } },
  async handle(call) {
    const { id } = await signedIn(call);
    call.ctx.body = (await teamsOf(call.deps.store, id)).map(one => present(one, id));
  },
});

export const foundTeam = operation({
  id: 'foundTeam',
  may: 'join',
  method: 'post',
  path: '/api/v1/teams',
  summary: 'Founds a team, which the person who asks leads',
  body: teamRequest,
  answers: { 201: { words: 'The team', schema: team } },
  refusals: { 409: `too-many: ${TEAMS.each} teams are enough for anybody` },
  async handle(call) {
    const { ctx, deps, now, body } = call;
    const person = await signedIn(call);
    const id = randomUUID();
    const founded = await deps.store
      .transaction()
      .execute(transaction => found(transaction, { id, ...body }, person.id, now));
    if (!founded) throw tooManyTeams();
    const own = (await teamsOf(deps.store, person.id)).find(one => one.id === id);
    ctx.status = 201;
    ctx.body = present(own!, person.id);
  },
});

export const putTeam = operation({
  id: 'putTeam',
  may: 'lead-team',
  of: ofTeamIn('id'),
  method: 'put',
  path: '/api/v1/teams/:id',
  summary: 'Gives a team another name',
  body: teamRequest,
  answers: { 204: { words: 'It has it' } },
  handle: call =>
    changeTeam(call, {}, async (transaction, team) => {
      if (!(await renameTeam(transaction, team, call.body.name))) throw notFound('The team');
    }),
});

export const deleteTeam = operation({
  id: 'deleteTeam',
  may: 'lead-team',
  of: ofTeamIn('id'),
  method: 'delete',
  path: '/api/v1/teams/:id',
  summary: 'Dissolves a team; what its members answered stays',
  answers: { 204: { words: 'Dissolved' } },
  handle: call =>
    changeTeam(call, {}, async (transaction, team) => {
      if (!(await dissolveTeam(transaction, team))) throw notFound('The team');
    }),
});

export const putTeamMember = operation({
  id: 'putTeamMember',
  may: 'lead-team',
  of: ofTeamIn('id'),
  method: 'put',
  path: '/api/v1/teams/:id/members/:person',
  summary: 'Makes a member of a team lead, or lead no more',
  body: leadRequest,
  answers: { 204: { words: 'Done' } },
  refusals: { 409: LAST_LEAD },
  handle(call) {
    const [person, { lead }] = [call.param('person'), call.body];
    return changeTeam(call, { person, lead }, async (transaction, team) =>
      refuseUnlessDone(await setLead(transaction, team, person, lead)),
    );
  },
});

export const deleteTeamMember = operation({
  id: 'deleteTeamMember',
  may: 'lead-team',
  of: ofTeamIn('id'),
  method: 'delete',
  path: '/api/v1/teams/:id/members/:person',
  summary: 'Takes a person out of a team',
  answers: { 204: { words: 'They are in it no more' } },
  refusals: { 409: LAST_LEAD },
  handle(call) {
    const person = call.param('person');
    return changeTeam(call, { person }, async (transaction, team) =>
      refuseUnlessDone(await leaveTeam(transaction, team, person)),
    );
  },
});

export const leaveOwnTeam = operation({
  id: 'leaveTeam',
  may: 'join',
  method: 'delete',
  path: '/api/v1/me/teams/:id',
  summary: 'Leaves a team',
  answers: { 204: { words: 'The person is in it no more' } },
  refusals: { 409: LAST_LEAD },
  async handle(call) {
    const { id } = await signedIn(call);
    refuseUnlessDone(
      await call.deps.store
        .transaction()
        .execute(transaction => leaveTeam(transaction, call.param('id'), id)),
    );
    call.ctx.status = 204;
  },
});

/** What is done to a team, with its row in the log where it leaves one, in one transaction. */
async function changeTeam(
  call: Call,
  told: Readonly<{ person?: string; lead?: boolean }>,
  change: (transaction: Store, team: string) => Promise<void>,
): Promise<void> {
  await call.deps.store.transaction().execute(async transaction => {
    await change(transaction, call.param('id'));
    await auditOfTeam(call, transaction, told);
  });
  call.ctx.status = 204;
}

function present({ id, name, members }: Team, asking: string): TeamView {
  return {
    id,
    name,
    members: members.map(({ since, ...member }) => ({
      ...member,
      since: since.toISOString(),
      self: member.id === asking,
    })),
    lead: members.some(member => member.id === asking && member.lead),
  };
}

function refuseUnlessDone(done: TeamChange): void {
  if (done === 'gone') throw notFound('The member');
  if (done === 'last-lead')
    throw new Refusal(
      409,
      'last-lead',
      'Nobody else leads this team',
      'Make somebody else lead first, or dissolve the team.',
    );
}

export const tooManyTeams = () =>
  new Refusal(409, 'too-many', 'That is one team too many', `One can be in ${TEAMS.each}: leave one first.`);

export const teamFull = () =>
  new Refusal(409, 'team-full', 'The team is full', `${TEAMS.members} people can be in it.`);
