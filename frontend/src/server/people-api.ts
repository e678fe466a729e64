import type { ApiKeyMade, ApiKeyView, SessionView } from '../../../backend/http/contract/account.ts';
import type { AuditPage } from '../../../backend/http/contract/audit.ts';
import type {
  InvitationAccepted,
  InvitationMade,
  InvitationOffer,
  InvitationView,
} from '../../../backend/http/contract/invitation.ts';
import type { Me } from '../../../backend/http/contract/me.ts';
import type { MemberView, OrganisationView } from '../../../backend/http/contract/organisation.ts';
import type { TeamView } from '../../../backend/http/contract/team.ts';
import { type Ask, BASE, call, get } from './api.ts';

export type Role = Me['roles'][number]['role'];
export type KeyScope = ApiKeyView['scopes'][number];
type Named = Readonly<{ name: string; website: string | null }>;

const at = (path: string, id: string) => `${path}/${encodeURIComponent(id)}`;
const organisation = (id: string) => at('/organisations', id);
const team = (id: string) => at('/teams', id);
const made = async <Body>(path: string, body: unknown) => (await call<Body>('POST', path, body)) as Body;
const remove = (path: string, body?: unknown) => call<null>('DELETE', path, body);

/** What the pages about people ask for. */
export const people = {
  signIn: (returnTo: string, keepAnswers: boolean) =>
    made<{ location: string }>('/sign-in', { returnTo, keepAnswers }),
  signInHere: (token: string) => call<null>('POST', '/sign-in/here', { token }),
  printLink: () => call<null>('POST', '/sign-in/here/link'),
  signOut: () => call<null>('POST', '/sign-out'),

  sessions: (ask?: Ask) => get<SessionView[]>('/me/sessions', ask),
  endSession: (id: string) => remove(at('/me/sessions', id)),
  endSessions: () => remove('/me/sessions'),
  keys: (ask?: Ask) => get<ApiKeyView[]>('/me/keys', ask),
  makeKey: (wanted: Readonly<{ name: string; scopes: readonly KeyScope[]; days: number | null }>) =>
    made<ApiKeyMade>('/me/keys', wanted),
  revokeKey: (id: string) => remove(at('/me/keys', id)),
  exportUrl: `${BASE}/me/export`,
  /** @param confirm the account's name; a guest's: `guest` */
  deleteAccount: (confirm: string) => remove('/me', { confirm }),

  organisations: (ask?: Ask) => get<OrganisationView[]>('/organisations', ask),
  organisation: (id: string, ask?: Ask) => get<OrganisationView>(organisation(id), ask),
  found: (wanted: Named) => made<OrganisationView>('/organisations', wanted),
  rename: (id: string, wanted: Named) => call<OrganisationView>('PUT', organisation(id), wanted),
  dissolve: (id: string) => remove(organisation(id)),
  members: (id: string, ask?: Ask) => get<MemberView[]>(`${organisation(id)}/members`, ask),
  takeRole: (id: string, role: string) => remove(at(`${organisation(id)}/members`, role)),
  leaveRole: (role: string) => remove(at('/me/roles', role)),
  invitations: (id: string, ask?: Ask) => get<InvitationView[]>(`${organisation(id)}/invitations`, ask),
  invite: (id: string, role: Role) => made<InvitationMade>(`${organisation(id)}/invitations`, { role }),
  revokeInvitation: (id: string, invitation: string) =>
    remove(at(`${organisation(id)}/invitations`, invitation)),
  offer: (token: string) => made<InvitationOffer>('/invitations/offer', { token }),
  accept: (token: string) => made<InvitationAccepted>('/invitations/accept', { token }),

  appointed: (ask?: Ask) => get<MemberView[]>('/roles', ask),
  takeAppointment: (role: string) => remove(at('/roles', role)),
  appointments: (ask?: Ask) => get<InvitationView[]>('/invitations', ask),
  appoint: (role: Role) => made<InvitationMade>('/invitations', { role }),
  revokeAppointment: (invitation: string) => remove(at('/invitations', invitation)),
  assign: (challenge: string, owner: string | null) =>
    call<null>('PUT', `${at('/challenges', challenge)}/organisation`, { organisation: owner }),
  /** @param of an organisation's id; null: of everything. @param before the last entry of the page before */
  audit: (
    of: string | null,
    { before, limit }: Readonly<{ before: number | null; limit: number }>,
    ask?: Ask,
  ) =>
    get<AuditPage>(
      `${of === null ? '/audit' : `${organisation(of)}/audit`}?limit=${limit}${before === null ? '' : `&before=${before}`}`,
      ask,
    ),

  teams: (ask?: Ask) => get<TeamView[]>('/me/teams', ask),
  foundTeam: (name: string) => made<TeamView>('/teams', { name }),
  renameTeam: (id: string, name: string) => call<null>('PUT', team(id), { name }),
  leaveTeam: (id: string) => remove(at('/me/teams', id)),
  dissolveTeam: (id: string) => remove(team(id)),
  lead: (id: string, member: string, lead: boolean) =>
    call<null>('PUT', at(`${team(id)}/members`, member), { lead }),
  takeFromTeam: (id: string, member: string) => remove(at(`${team(id)}/members`, member)),
  teamInvitations: (id: string, ask?: Ask) => get<InvitationView[]>(`${team(id)}/invitations`, ask),
  inviteToTeam: (id: string) => made<InvitationMade>(`${team(id)}/invitations`, undefined),
  revokeTeamInvitation: (id: string, invitation: string) => remove(at(`${team(id)}/invitations`, invitation)),
};
