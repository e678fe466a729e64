import { randomUUID } from 'node:crypto';
import { type Actor, allowed, ofOrganisation } from '../../core/policy/may.ts';
import { OWNED_ACTIONS } from '../../core/policy/policy.ts';
import {
  addOrganisation,
  assignChallenge,
  dissolveOrganisation,
  type Organisation,
  organisations,
  renameOrganisation,
} from '../../store/people/roles/organisations.ts';
import {
  type OrganisationView,
  organisation,
  organisationList,
  organisationRequest,
  ownerRequest,
} from '../contract/organisation.ts';
import { type Call, operation } from '../frame/operation.ts';
import { whoAsks } from '../people/who.ts';
import { ofOrganisationIn } from '../permission/scopes.ts';
import { notFound, Refusal } from '../refusal.ts';

export const listOrganisations = operation({
  id: 'listOrganisations',
  may: 'look',
  method: 'get',
  path: '/api/v1/organisations',
  summary: 'Every organisation, with its challenges',
  answers: { 200: { words: 'By name', schema: organisationList } },
  async handle(call) {
    const { actor } = await whoAsks(call);
    const all = await organisations(call.deps.store);
    call.ctx.body = all.map(one => present(one, actor));
  },
});

export const readOrganisation = operation({
  id: 'readOrganisation',
  may: 'look',
  method: 'get',
  path: '/api/v1/organisations/:id',
  summary: 'One organisation, with its challenges',
  answers: { 200: { words: 'The organisation', schema: organisation } },
  async handle(call) {
    call.ctx.body = await viewOf(call, call.param('id'));
  },
});

export const foundOrganisation = operation({
  id: 'foundOrganisation',
  may: 'found-organisation',
  method: 'post',
  path: '/api/v1/organisations',
  summary: 'Founds an organisation; who belongs to it is invited',
  body: organisationRequest,
  answers: { 201: { words: 'It has neither members nor challenges yet', schema: organisation } },
  async handle(call) {
    const { ctx, deps, now, body } = call;
    const id = randomUUID();
    await deps.store.transaction().execute(async transaction => {
      await addOrganisation(transaction, { id, ...body }, now);
      await call.audit(transaction, { target: `organisations/${id}`, scope: ofOrganisation(id) });
    });
    ctx.status = 201;
    ctx.set('Location', `/api/v1/organisations/${id}`);
    ctx.body = await viewOf(call, id);
  },
});

export const putOrganisation = operation({
  id: 'putOrganisation',
  may: 'manage-organisation',
  of: ofOrganisationIn('id'),
  method: 'put',
  path: '/api/v1/organisations/:id',
  summary: 'Gives an organisation another name or address',
  body: organisationRequest,
  answers: { 200: { words: 'As it is now', schema: organisation } },
  async handle(call) {
    const { ctx, deps, param, body } = call;
    const id = param('id');
    await deps.store.transaction().execute(async transaction => {
      if (!(await renameOrganisation(transaction, { id, ...body }))) throw notFound('The organisation');
      await call.audit(transaction, {});
    });
    ctx.body = await viewOf(call, id);
  },
});

export const deleteOrganisation = operation({
  id: 'deleteOrganisation',
  may: 'manage-organisation',
  of: ofOrganisationIn('id'),
  method: 'delete',
  path: '/api/v1/organisations/:id',
  summary: 'Dissolves an organisation that has no challenge: all roles in it end',
  answers: { 204: { words: 'Dissolved' } },
  refusals: { 409: 'has-challenges: they belong to somebody else first' },
  async handle(call) {
    const { ctx, deps, param } = call;
    await deps.store.transaction().execute(async transaction => {
      const done = await dissolveOrganisation(transaction, param('id'));
      if (done === 'gone') throw notFound('The organisation');
      if (done === 'has-challenges') throw hasChallenges();
      await call.audit(transaction, {});
    });
    ctx.status = 204;
  },
});

export const putOwner = operation({
  id: 'putOwner',
  may: 'assign-challenge',
  method: 'put',
  path: '/api/v1/challenges/:id/organisation',
  summary: 'Says which organisation a challenge belongs to',
  body: ownerRequest,
  answers: { 204: { words: 'It does' } },
  async handle(call) {
    const { ctx, deps, param, body } = call;
    const id = param('id');
    await deps.store.transaction().execute(async transaction => {
      const done = await assignChallenge(transaction, id, body.organisation);
      if (done === 'no-challenge') throw notFound('The challenge');
      if (done === 'no-organisation') throw notFound('The organisation');
      await call.audit(transaction, {
        target: `challenges/${id}`,
        data: { before: done.before, organisation: body.organisation },
      });
    });
    ctx.status = 204;
  },
});

async function viewOf(call: Call, id: string): Promise<OrganisationView> {
  const { actor } = await whoAsks(call);
  const [found] = await organisations(call.deps.store, id);
  if (!found) throw notFound('The organisation');
  return present(found, actor);
}

const present = ({ challenges, ...row }: Organisation, actor: Actor): OrganisationView => ({
  ...row,
  challenges: [...challenges],
  may: allowed(actor, OWNED_ACTIONS, ofOrganisation(row.id)),
});

const hasChallenges = () =>
  new Refusal(
    409,
    'has-challenges',
    'Challenges belong to this organisation',
    'An admin of the installation gives them to another one, or to none, first.',
  );
