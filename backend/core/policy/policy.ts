/**
 * What somebody can be. `visitor`: nobody is known; `guest`: a browser that did something, without an account; `volunteer`:
 * signed in; `lead`: of a team; `operator`: holds OPERATOR_TOKEN; `system`: schedules, rounds and the command line. The
 * others are given to a volunteer, for an organisation or for the whole installation.
 */
export const ROLES = [
  'visitor',
  'guest',
  'volunteer',
  'reviewer',
  'staff',
  'maintainer',
  'lead',
  'admin',
  'operator',
  'system',
] as const;
export type Role = (typeof ROLES)[number];

/** Roles that a volunteer can be given. `staff` is always of an organisation. */
export const GRANTED = ['reviewer', 'staff', 'maintainer', 'admin'] as const;
export type GrantedRole = (typeof GRANTED)[number];

/** What an API key can be limited to. */
export const KEY_SCOPES = ['read', 'answer', 'review', 'run', 'export'] as const;
export type KeyScope = (typeof KEY_SCOPES)[number];

type Line = Readonly<{
  /** What the action is done to: the whole installation, what belongs to an organisation, or a team. */
  on: 'everything' | 'organisation' | 'team';
  roles: readonly Role[];
  /** The scope that an API key needs for it; null: never by a key. */
  key: KeyScope | null;
  /** Whether doing it leaves a row in the audit log. */
  audited?: true;
}>;

const PEOPLE = ['visitor', 'guest', 'volunteer'] as const;
const MEMBERS = ['staff', 'reviewer', 'maintainer', 'admin'] as const;

/** Who may do what: the one table of permissions, which every route, every step of a run and every round asks. */
export const POLICY = {
  /** See what is public: challenges, tasks as they are shown, runs, changes, this server's health. */
  look: { on: 'everything', roles: ROLES, key: 'read' },
  /** Hold tasks, answer them, take an answer back. A visitor becomes a guest by it. */
  'take-part': { on: 'everything', roles: PEOPLE, key: 'answer' },
  /** Write about a task to those who took part in it, mention somebody, and see who mentioned oneself. */
  talk: { on: 'everything', roles: ['guest', 'volunteer'], key: 'answer' },
  /** Sign in, and out again. */
  'sign-in': { on: 'everything', roles: PEOPLE, key: null },
  /** See, export and delete what is kept of oneself; end sessions. */
  'keep-account': { on: 'everything', roles: ['guest', 'volunteer'], key: null },
  /** Sign in at the server that uploads go to, and end that again. */
  'connect-account': { on: 'everything', roles: ['volunteer'], key: null },
  'make-keys': { on: 'everything', roles: ['volunteer'], key: null },
  /** Found a team; accept an invitation; leave. */
  join: { on: 'everything', roles: ['volunteer'], key: null },
  /** Rename a team, invite into it, remove from it, dissolve it. */
  'lead-team': { on: 'team', roles: ['lead', 'admin'], key: null },
  /** Decide where answers disagree, or against them. */
  review: { on: 'organisation', roles: ['reviewer', 'admin'], key: 'review', audited: true },
  /** Show a challenge first to everybody. */
  feature: { on: 'organisation', roles: ['staff', 'admin'], key: null, audited: true },
  /** Read a challenge's sources again and compare them; accept a held snapshot. */
  run: { on: 'organisation', roles: ['staff', 'admin', 'system'], key: 'run', audited: true },
  /** Take settled answers as files that go into the map. */
  'take-changes': {
    on: 'organisation',
    roles: ['maintainer', 'admin', 'system'],
    key: 'export',
    audited: true,
  },
  /** Take what the agency should correct in its data: its own rows are in it, so that it is for the agency's people. */
  'take-corrections': {
    on: 'organisation',
    roles: ['staff', 'admin', 'system'],
    key: 'export',
    audited: true,
  },
  /** Send settled answers to the map under one's own account there, take a changeset back; a person stands behind each. */
  upload: { on: 'organisation', roles: ['maintainer', 'admin'], key: null, audited: true },
  /** Send the edit of one task that oneself has settled, where its challenge lets volunteers do so. */
  'upload-own': { on: 'everything', roles: ['volunteer'], key: null },
  /** See who belongs to an organisation. */
  'see-organisation': { on: 'organisation', roles: MEMBERS, key: null },
  /** Rename an organisation, invite into it, take roles in it away, dissolve it. */
  'manage-organisation': { on: 'organisation', roles: ['admin'], key: null, audited: true },
  'found-organisation': { on: 'everything', roles: ['admin'], key: null, audited: true },
  /** Say which organisation a challenge belongs to. */
  'assign-challenge': { on: 'everything', roles: ['admin'], key: null, audited: true },
  /** Give and take roles for the whole installation. */
  appoint: { on: 'everything', roles: ['admin'], key: null, audited: true },
  'read-audit': { on: 'organisation', roles: ['admin'], key: null },
  /** See the metrics and the queue board. */
  operate: { on: 'everything', roles: ['operator', 'admin'], key: null },
  /** What time brings about: windows that end, what the queue lost, what was kept long enough. */
  'keep-house': { on: 'everything', roles: ['system'], key: null },
} as const satisfies Record<string, Line>;

export type Action = keyof typeof POLICY;
export const ACTIONS = Object.keys(POLICY) as readonly Action[];
export const lineOf = (action: Action): Line => POLICY[action];

/** What is done to what belongs to an organisation. */
export const OWNED_ACTIONS = ACTIONS.filter(action => lineOf(action).on === 'organisation');
export const OPEN_ACTIONS = ACTIONS.filter(action => lineOf(action).on === 'everything');

/** Actions on the whole installation, and those for which one must say whose thing it is. */
export type OpenAction = { [A in Action]: (typeof POLICY)[A]['on'] extends 'everything' ? A : never }[Action];
export type OwnedAction = Exclude<Action, OpenAction>;
