import { describe, expect, it } from 'vitest';
import { inviting } from '../../../backend/core/policy/inviting.ts';
import {
  type Actor,
  allowed,
  may,
  ofOrganisation,
  ofTeam,
  type Scope,
  SYSTEM,
} from '../../../backend/core/policy/may.ts';
import {
  ACTIONS,
  type Action,
  KEY_SCOPES,
  type KeyScope,
  lineOf,
  OPEN_ACTIONS,
  OWNED_ACTIONS,
  POLICY,
  ROLES,
  type Role,
} from '../../../backend/core/policy/policy.ts';

/**
 * The table once more, as it was meant: who may do what where their role counts, in the order of the columns, and with which
 * scope of a key. A change of the policy is made in both places, or it fails here; an action or a role without its cells
 * does not even compile.
 */
const COLUMNS = {
  visitor: 0,
  guest: 1,
  volunteer: 2,
  reviewer: 3,
  staff: 4,
  maintainer: 5,
  lead: 6,
  admin: 7,
  operator: 8,
  system: 9,
} as const satisfies Record<Role, number>;
type Cells = readonly [string, KeyScope | null, Where];
type Where = 'everything' | 'organisation' | 'team';
const CELLS: Readonly<Record<Action, Cells>> = {
  //                      VGVRSMLAOS
  look: ['yyyyyyyyyy', 'read', 'everything'],
  'take-part': ['yyy-------', 'answer', 'everything'],
  talk: ['-yy-------', 'answer', 'everything'],
  'sign-in': ['yyy-------', null, 'everything'],
  'keep-account': ['-yy-------', null, 'everything'],
  'connect-account': ['--y-------', null, 'everything'],
  'make-keys': ['--y-------', null, 'everything'],
  join: ['--y-------', null, 'everything'],
  'lead-team': ['------yy--', null, 'team'],
  review: ['---y---y--', 'review', 'organisation'],
  feature: ['----y--y--', null, 'organisation'],
  run: ['----y--y-y', 'run', 'organisation'],
  'take-changes': ['-----y-y-y', 'export', 'organisation'],
  'take-corrections': ['----y--y-y', 'export', 'organisation'],
  upload: ['-----y-y--', null, 'organisation'],
  'upload-own': ['--y-------', null, 'everything'],
  'see-organisation': ['---yyy-y--', null, 'organisation'],
  'manage-organisation': ['-------y--', null, 'organisation'],
  'found-organisation': ['-------y--', null, 'everything'],
  'assign-challenge': ['-------y--', null, 'everything'],
  appoint: ['-------y--', null, 'everything'],
  'read-audit': ['-------y--', null, 'organisation'],
  operate: ['-------yy-', null, 'everything'],
  'keep-house': ['---------y', null, 'everything'],
};

const own: Readonly<Record<Where, Scope>> = {
  everything: 'everything',
  organisation: ofOrganisation('fires'),
  team: ofTeam('fires'),
};
const another: Readonly<Record<Where, Scope>> = {
  everything: ofOrganisation('fires'),
  organisation: ofOrganisation('rails'),
  team: ofTeam('rails'),
};

describe('the policy', () => {
  it('has a line and cells for each action, and a column for each role', () => {
    expect(Object.keys(CELLS).sort()).toEqual([...ACTIONS].sort());
    expect(Object.keys(COLUMNS)).toEqual([...ROLES]);
    expect(Object.values(COLUMNS)).toEqual(ROLES.map((_, index) => index));
    for (const [cells] of Object.values(CELLS)) expect(cells).toHaveLength(ROLES.length);
    expect(Object.keys(POLICY)).toEqual([...ACTIONS]);
    expect([...OPEN_ACTIONS, ...OWNED_ACTIONS, 'lead-team'].sort()).toEqual([...ACTIONS].sort());
  });

  describe.each(ACTIONS)('%s', action => {
    const [cells, key, where] = CELLS[action];
    const thing = own[where];

    it('is done to what it was meant for, with the key that it was meant for', () => {
      const line = lineOf(action);
      expect([line.on, line.key]).toEqual([where, key]);
    });

    describe.each(ROLES)('by %s', role => {
      const allows = cells[COLUMNS[role]] === 'y';
      const by = (scope: Scope, scopes?: readonly KeyScope[]): Actor => ({
        grants: [{ role, scope }],
        ...(scopes && { key: scopes }),
      });

      it(`is ${allows ? 'allowed' : 'refused'} to who is it everywhere, on whatever it is`, () => {
        for (const scope of [thing, another[where], 'everything'] as const)
          expect(may(by('everything'), action, scope)).toBe(allows);
      });

      it(`is ${allows ? 'allowed' : 'refused'} to who is it there, and nowhere else`, () => {
        expect(may(by(thing), action, thing)).toBe(allows);
        expect(may(by(another[where]), action, thing)).toBe(false);
        if (where === 'everything') return;
        expect(may(by(thing), action, another[where])).toBe(false);
        // What belongs to the installation is no organisation's.
        expect(may(by(thing), action, 'everything')).toBe(false);
      });

      it.each(KEY_SCOPES)('with a key for %s, does not go beyond it', scope => {
        expect(may(by(thing, [scope]), action, thing)).toBe(allows && key === scope);
      });

      it('with a key for all there is, or for nothing, does not go beyond it', () => {
        expect(may(by(thing, KEY_SCOPES), action, thing)).toBe(allows && key !== null);
        expect(may(by(thing, []), action, thing)).toBe(false);
      });
    });
  });

  it('lets nobody do anything who is nothing', () => {
    for (const action of ACTIONS)
      for (const scope of ['everything', ofOrganisation('fires'), ofTeam('fires')] as const)
        expect(may({ grants: [] }, action, scope)).toBe(false);
  });

  it('adds up what somebody is, each where they are it', () => {
    const actor: Actor = {
      grants: [
        { role: 'volunteer', scope: 'everything' },
        { role: 'staff', scope: ofOrganisation('fires') },
        { role: 'admin', scope: ofOrganisation('rails') },
      ],
    };
    expect(allowed(actor, OWNED_ACTIONS, ofOrganisation('fires'))).toEqual([
      'feature',
      'run',
      'take-corrections',
      'see-organisation',
    ]);
    expect(allowed(actor, OWNED_ACTIONS, ofOrganisation('rails'))).toEqual(OWNED_ACTIONS);
    expect(allowed(actor, OWNED_ACTIONS)).toEqual([]);
    expect(allowed(actor, OPEN_ACTIONS)).toEqual([
      'look',
      'take-part',
      'talk',
      'sign-in',
      'keep-account',
      'connect-account',
      'make-keys',
      'join',
      'upload-own',
    ]);
  });

  it('takes an organisation for no team, nor for another whose id begins like its own', () => {
    const actor: Actor = { grants: [{ role: 'admin', scope: ofOrganisation('fires') }] };
    for (const scope of [
      ofTeam('fires'),
      ofOrganisation('fires2'),
      ofOrganisation('fire'),
      ofOrganisation(''),
    ])
      for (const action of ACTIONS) expect(may(actor, action, scope)).toBe(false);
  });

  it('lets the system do what steps and rounds do, and no more', () => {
    expect(ACTIONS.filter(action => may(SYSTEM, action))).toEqual([
      'look',
      'run',
      'take-changes',
      'take-corrections',
      'keep-house',
    ]);
  });

  it('asks of who invites what it asks of who manages', () => {
    expect(inviting({ organisation: null })).toEqual({ action: 'appoint', scope: 'everything' });
    expect(inviting({ organisation: 'fires' })).toEqual({
      action: 'manage-organisation',
      scope: ofOrganisation('fires'),
    });
    expect(inviting({ team: 'fires' })).toEqual({ action: 'lead-team', scope: ofTeam('fires') });
  });
});
