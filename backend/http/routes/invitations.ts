import type { z } from 'zod';
import type { Into } from '../../core/policy/inviting.ts';
import type { GrantedRole } from '../../core/policy/policy.ts';
import {
  installationInvitationRequest,
  invitationList,
  invitationMade,
  invitationRequest,
} from '../contract/invitation.ts';
import { type Call, type Operation, operation, type Permission } from '../frame/operation.ts';
import { listInvitations, makeInvitation, takeBackInvitation } from '../people/invite.ts';
import { ofOrganisationIn, ofTeamIn } from '../permission/scopes.ts';

/** Of a team's link, which may be put on a wall at a mapping party. */
const TEAM_USES = 30;

type Place = Readonly<{
  permission: Permission;
  /** Where invitations into it are. */
  path: string;
  /** Ids of the operations that list, make and take back. */
  ids: readonly [string, string, string];
  /** What an invitation leads into. */
  words: string;
  /** Who may use one link. */
  invites: string;
  into: (call: Call) => Into;
  /** Which role is given; absent: none, it is a team. */
  body?: z.ZodType<Readonly<{ role: GrantedRole }>>;
  uses: number;
}>;

function invitationsAt(place: Place): readonly [Operation, Operation, Operation] {
  const { permission, path, ids, words, invites, into, body, uses } = place;
  return [
    operation({
      ...permission,
      id: ids[0],
      looks: true,
      method: 'get',
      path,
      summary: `Open invitations into ${words}`,
      answers: { 200: { words: 'The latest made first', schema: invitationList } },
      handle: call => listInvitations(call, into(call)),
    }),
    operation({
      ...permission,
      id: ids[1],
      method: 'post',
      path,
      summary: `Invites ${invites}`,
      ...(body && { body }),
      answers: { 201: { words: 'Its link is told this once', schema: invitationMade } },
      refusals: { 409: 'too-many: revoke some first' },
      handle: call => makeInvitation(call, into(call), { role: body ? call.body.role : null, uses }),
    }),
    operation({
      ...permission,
      id: ids[2],
      method: 'delete',
      path: `${path}/:invitation`,
      summary: `Takes an invitation into ${words} back`,
      answers: { 204: { words: 'Its link leads nowhere any more' } },
      handle: call => takeBackInvitation(call, into(call)),
    }),
  ];
}

export const [listOrganisationInvitations, inviteToOrganisation, revokeOrganisationInvitation] =
  invitationsAt({
    permission: { may: 'manage-organisation', of: ofOrganisationIn('id') },
    path: '/api/v1/organisations/:id/invitations',
    ids: ['listOrganisationInvitations', 'inviteToOrganisation', 'revokeOrganisationInvitation'],
    words: 'roles of an organisation',
    invites: 'one person into a role of an organisation, by a link that is good for 14 days',
    into: call => ({ organisation: call.param('id') }),
    body: invitationRequest,
    uses: 1,
  });

export const [listInstallationInvitations, inviteToInstallation, revokeInstallationInvitation] =
  invitationsAt({
    permission: { may: 'appoint' },
    path: '/api/v1/invitations',
    ids: ['listInstallationInvitations', 'inviteToInstallation', 'revokeInstallationInvitation'],
    words: 'roles for the whole installation',
    invites: 'one person into a role for the whole installation, by a link that is good for 14 days',
    into: () => ({ organisation: null }),
    body: installationInvitationRequest,
    uses: 1,
  });

export const [listTeamInvitations, inviteToTeam, revokeTeamInvitation] = invitationsAt({
  permission: { may: 'lead-team', of: ofTeamIn('id') },
  path: '/api/v1/teams/:id/invitations',
  ids: ['listTeamInvitations', 'inviteToTeam', 'revokeTeamInvitation'],
  words: 'a team',
  invites: `into a team, by a link that ${TEAM_USES} people can use within 14 days`,
  into: call => ({ team: call.param('id') }),
  uses: TEAM_USES,
});
