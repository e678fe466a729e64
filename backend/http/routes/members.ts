import { ofOrganisation } from '../../core/policy/may.ts';
import { type Membership, membersOf, type RoleOf, takeRole } from '../../store/people/roles/members.ts';
import { organisations } from '../../store/people/roles/organisations.ts';
import { type MemberView, memberList } from '../contract/organisation.ts';
import { type Call, operation } from '../frame/operation.ts';
import { personOf, signedIn } from '../people/who.ts';
import { ofOrganisationIn } from '../permission/scopes.ts';
import { notFound, Refusal } from '../refusal.ts';

const LAST_ADMIN = 'last-admin: nobody would be left who could give the role back';

export const listMembers = operation({
  id: 'listMembers',
  may: 'see-organisation',
  of: ofOrganisationIn('id'),
  method: 'get',
  path: '/api/v1/organisations/:id/members',
  summary: 'Who has which role in an organisation',
  answers: { 200: { words: 'By name, then role', schema: memberList } },
  async handle(call) {
    const id = call.param('id');
    if ((await organisations(call.deps.store, id)).length === 0) throw notFound('The organisation');
    call.ctx.body = await views(call, await membersOf(call.deps.store, id));
  },
});

export const deleteMember = operation({
  id: 'deleteMember',
  may: 'manage-organisation',
  of: ofOrganisationIn('id'),
  method: 'delete',
  path: '/api/v1/organisations/:id/members/:grant',
  summary: 'Takes a role in an organisation away',
  answers: { 204: { words: 'It ends at once, everywhere' } },
  refusals: { 409: LAST_ADMIN },
  handle: call => take(call, { organisation: call.param('id') }),
});

export const listRoles = operation({
  id: 'listRoles',
  may: 'appoint',
  looks: true,
  method: 'get',
  path: '/api/v1/roles',
  summary: 'Who has which role for the whole installation',
  answers: { 200: { words: 'By name, then role', schema: memberList } },
  async handle(call) {
    call.ctx.body = await views(call, await membersOf(call.deps.store, null));
  },
});

export const deleteRole = operation({
  id: 'deleteRole',
  may: 'appoint',
  method: 'delete',
  path: '/api/v1/roles/:grant',
  summary: 'Takes a role for the whole installation away',
  answers: { 204: { words: 'It ends at once, everywhere' } },
  refusals: { 409: LAST_ADMIN },
  handle: call => take(call, { organisation: null }),
});

export const leaveRole = operation({
  id: 'leaveRole',
  may: 'join',
  method: 'delete',
  path: '/api/v1/me/roles/:grant',
  summary: 'Gives one’s own role back',
  answers: { 204: { words: 'It has ended' } },
  refusals: { 409: LAST_ADMIN },
  async handle(call) {
    await take(call, { person: (await signedIn(call)).id });
  },
});

async function take(call: Call, of: RoleOf): Promise<void> {
  const { ctx, deps, param } = call;
  await deps.store.transaction().execute(async transaction => {
    const taken = await takeRole(transaction, param('grant'), of, deps.showSignInLink !== undefined);
    if (taken === null) throw notFound('The role');
    if (taken === 'last-admin') throw lastAdmin();
    const { person, role, organisation } = taken;
    await call.audit(transaction, {
      target: `persons/${person}`,
      about: person,
      scope: ofOrganisation(organisation),
      data: { role },
    });
  });
  ctx.status = 204;
}

async function views(call: Call, members: readonly Membership[]): Promise<MemberView[]> {
  const asking = await personOf(call);
  return members.map(({ id, person, name, role, since }) => ({
    id,
    person: { id: person, name },
    role,
    since: since.toISOString(),
    self: person === asking?.id,
  }));
}

const lastAdmin = () =>
  new Refusal(
    409,
    'last-admin',
    'Nobody else is admin here',
    'Make somebody else admin first; an organisation that nobody needs can be dissolved.',
  );
