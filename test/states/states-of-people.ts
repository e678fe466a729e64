import type { State } from './state.ts';

const page = (name: string, who: State['who'], path: string, heading: string): State => ({
  name,
  who,
  reach: async visitor => {
    await visitor.open(path);
    await visitor.page.getByRole('heading', { name: heading }).first().waitFor();
  },
});

/** Accounts, roles and what is done by them. */
export const STATES_OF_PEOPLE: readonly State[] = [
  page('sign-in', 'visitor', '/sign-in', 'On this computer'),
  page('sign-in-refused', 'visitor', '/sign-in?problem=refused', 'On this computer'),
  page('link-of-another-time', 'visitor', '/sign-in/here#nobody-has-this', 'This link no longer works'),
  page('account-of-nobody', 'visitor', '/account', 'Nothing is kept of you'),
  page('invitation-closed', 'visitor', '/invitations#nobody-has-this', 'This invitation is not open'),
  page('account', 'admin', '/account', 'This computer'),
  page('for-you-empty', 'admin', '/for-you', 'For you'),
  page('review-finished', 'admin', '/challenges/fire-stations-sample/review', 'Nothing waits for a reviewer'),
  page('organisations', 'admin', '/organisations', 'Organisations'),
  page('teams', 'admin', '/teams', 'Teams'),
  page('administration', 'admin', '/administration', 'Administration'),
  page('audit', 'admin', '/audit', 'Audit log'),
];
