import { ofOrganisation } from '../../core/policy/may.ts';
import { acceptOffer, type Offer, offerOf } from '../../store/people/roles/offers.ts';
import {
  type InvitationAccepted,
  type InvitationOffer,
  installationInvitationRequest,
  invitationAccepted,
  invitationList,
  invitationMade,
  invitationOffer,
  invitationRequest,
  invitationToken,
} from '../contract/invitation.ts';
import { type Call, operation } from '../frame/operation.ts';
import { listInvitations, makeInvitation, takeBackInvitation } from '../people/invite.ts';
import { hashOf } from '../people/token.ts';
import { signedIn } from '../people/who.ts';
import { ofOrganisationIn, ofTeamIn } from '../permission/scopes.ts';
import { Refusal } from '../refusal.ts';
import { teamFull, tooManyTeams } from './teams.ts';

const LISTED = { 200: { words: 'The latest made first', schema: invitationList } };
const MADE = { 201: { words: 'Its link is told this once', schema: invitationMade } };
const REVOKED = { 204: { words: 'Its link leads nowhere any more' } };
const FULL = { 409: 'too-many: revoke some first' };
/** Of a team's link, which may be put on a wall at a mapping party. */
const TEAM_USES = 30;

const organisationIn = (call: Call) => ({ organisation: call.param('id') });
const INSTALLATION = { organisation: null };
const teamIn = (call: Call) => ({ team: call.param('id') });

export const listOrganisationInvitations = operation({
  id: 'listOrganisationInvitations',
  may: 'manage-organisation',
  of: ofOrganisationIn('id'),
  looks: true,
  method: 'get',
  path: '/api/v1/organisations/:id/invitations',
  summary: 'Open invitations into roles of an organisation',
  answers: LISTED,
  handle: call => listInvitations(call, organisationIn(call)),
});

export const inviteToOrganisation = operation({
  id: 'inviteToOrganisation',
  may: 'manage-organisation',
  of: ofOrganisationIn('id'),
  method: 'post',
  path: '/api/v1/organisations/:id/invitations',
  summary: 'Invites one person into a role of an organisation, by a link that is good for 14 days',
  body: invitationRequest,
  answers: MADE,
  refusals: FULL,
  handle: call => makeInvitation(call, organisationIn(call), { role: call.body.role, uses: 1 }),
});

export const revokeOrganisationInvitation = operation({
  id: 'revokeOrganisationInvitation',
  may: 'manage-organisation',
  of: ofOrganisationIn('id'),
  method: 'delete',
  path: '/api/v1/organisations/:id/invitations/:invitation',
  summary: 'Takes an invitation into an organisation back',
  answers: REVOKED,
  handle: call => takeBackInvitation(call, organisationIn(call)),
});

export const listInstallationInvitations = operation({
  id: 'listInstallationInvitations',
  may: 'appoint',
  looks: true,
  method: 'get',
  path: '/api/v1/invitations',
  summary: 'Open invitations into roles for the whole installation',
  answers: LISTED,
  handle: call => listInvitations(call, INSTALLATION),
});

export const inviteToInstallation = operation({
  id: 'inviteToInstallation',
  may: 'appoint',
  method: 'post',
  path: '/api/v1/invitations',
  summary: 'Invites one person into a role for the whole installation, by a link that is good for 14 days',
  body: installationInvitationRequest,
  answers: MADE,
  refusals: FULL,
  handle: call => makeInvitation(call, INSTALLATION, { role: call.body.role, uses: 1 }),
});

export const revokeInstallationInvitation = operation({
  id: 'revokeInstallationInvitation',
  may: 'appoint',
  method: 'delete',
  path: '/api/v1/invitations/:invitation',
  summary: 'Takes an invitation into a role for the whole installation back',
  answers: REVOKED,
  handle: call => takeBackInvitation(call, INSTALLATION),
});

export const listTeamInvitations = operation({
  id: 'listTeamInvitations',
  may: 'lead-team',
  of: ofTeamIn('id'),
  method: 'get',
  path: '/api/v1/teams/:id/invitations',
  summary: 'Open invitations into a team',
  answers: LISTED,
  handle: call => listInvitations(call, teamIn(call)),
});

export const inviteToTeam = operation({
  id: 'inviteToTeam',
  may: 'lead-team',
  of: ofTeamIn('id'),
  method: 'post',
  path: '/api/v1/teams/:id/invitations',
  summary: `Invites into a team, by a link that ${TEAM_USES} people can use within 14 days`,
  answers: MADE,
  refusals: FULL,
  handle: call => makeInvitation(call, teamIn(call), { role: null, uses: TEAM_USES }),
});

export const revokeTeamInvitation = operation({
  id: 'revokeTeamInvitation',
  may: 'lead-team',
  of: ofTeamIn('id'),
  method: 'delete',
  path: '/api/v1/teams/:id/invitations/:invitation',
  summary: 'Takes an invitation into a team back',
  answers: REVOKED,
  handle: call => takeBackInvitation(call, teamIn(call)),
});

export const readOffer = operation({
  id: 'readOffer',
  may: 'look',
  method: 'post',
  path: '/api/v1/invitations/offer',
  summary: 'What the invitation of a link gives; changes nothing. A POST, so that the token is in no log',
  body: invitationToken,
  answers: { 200: { words: 'The offer', schema: invitationOffer } },
  refusals: { 404: 'no-invitation', 429: 'too-many-tries' },
  async handle({ ctx, deps, now, body }) {
    const offer = await deps.limits.guess(ctx, 'wrong-links', () =>
      offerOf(deps.store, hashOf(body.token), now),
    );
    if (!offer) throw noInvitation();
    const view: InvitationOffer = { ...given(offer), expiresAt: offer.expiresAt.toISOString() };
    ctx.set('Cache-Control', 'no-store');
    ctx.body = view;
  },
});

export const acceptInvitation = operation({
  id: 'acceptInvitation',
  may: 'join',
  method: 'post',
  path: '/api/v1/invitations/accept',
  summary: 'Takes what an invitation gives',
  body: invitationToken,
  answers: { 200: { words: 'What the person has now', schema: invitationAccepted } },
  refusals: {
    404: 'no-invitation: expired, used up, revoked, never given, or its maker could not make it any more',
    409: 'team-full, too-many: of teams',
    429: 'too-many-tries',
  },
  async handle(call) {
    const { ctx, deps, now, body } = call;
    const person = await signedIn(call);
    const accept = () =>
      deps.store.transaction().execute(async transaction => {
        const accepted = await acceptOffer(transaction, hashOf(body.token), person.id, now);
        if (accepted === null) return null;
        if (accepted === 'team-full') throw teamFull();
        if (accepted === 'too-many-teams') throw tooManyTeams();
        const { id, role, organisation, already } = accepted;
        if (role !== null && !already)
          await call.audit(transaction, {
            target: `persons/${person.id}`,
            about: person.id,
            scope: ofOrganisation(organisation?.id ?? null),
            data: { invitation: id, role },
          });
        return accepted;
      });
    const accepted = await deps.limits.guess(ctx, 'wrong-links', accept);
    if (!accepted) throw noInvitation();
    const view: InvitationAccepted = { ...given(accepted), already: accepted.already };
    ctx.body = view;
  },
});

const given = ({ role, organisation, team }: Offer) => ({ role, organisation, team });

/** One and the same for whatever is wrong with it: a link tells nothing to who was not given it. */
const noInvitation = () =>
  new Refusal(
    404,
    'no-invitation',
    'This invitation leads nowhere',
    'It has expired, was used or taken back, or the link is not whole. Ask for a new one.',
  );
