/** History routing: `/challenges/:id/task/:taskId` against the address; links within the site load no page. */

import { takeSecret } from './person/secret-of-address.ts';

const PATTERNS = {
  discover: /^\/$/,
  challenge: /^\/challenges\/([^/]+)\/?$/,
  task: /^\/challenges\/([^/]+)\/task(?:\/([^/]+))?\/?$/,
  changes: /^\/challenges\/([^/]+)\/changes\/?$/,
  review: /^\/challenges\/([^/]+)\/review\/?$/,
  changeset: /^\/changesets\/([^/]+)\/?$/,
} as const;

/** Pages about people rather than places: they have no map. */
const PEOPLE = {
  'sign-in': /^\/sign-in\/?$/,
  'sign-in-here': /^\/sign-in\/here\/?$/,
  account: /^\/account\/?$/,
  'for-you': /^\/for-you\/?$/,
  organisations: /^\/organisations\/?$/,
  organisation: /^\/organisations\/([^/]+)\/?$/,
  teams: /^\/teams\/?$/,
  team: /^\/teams\/([^/]+)\/?$/,
  invitation: /^\/invitations\/?$/,
  administration: /^\/administration\/?$/,
  audit: /^\/audit\/?$/,
} as const;

/** `id`: of the organisation or team, empty on other pages. `search`: what stands behind the `?`. */
export type PeopleRoute = Readonly<{ page: keyof typeof PEOPLE; id: string; search: string }>;
export type Route =
  | PeopleRoute
  | Readonly<{ page: 'discover'; search: string }>
  | Readonly<{ page: 'nowhere' }>
  | Readonly<{ page: 'challenge' | 'changes' | 'review'; challenge: string }>
  | Readonly<{ page: 'changeset'; changeset: string }>
  | Readonly<{ page: 'task'; challenge: string; task: string | null }>;

export const paths = {
  discover: '/',
  challenge: (id: string) => `/challenges/${encodeURIComponent(id)}`,
  task: (id: string, task?: string) =>
    `/challenges/${encodeURIComponent(id)}/task${task ? `/${encodeURIComponent(task)}` : ''}`,
  changes: (id: string) => `/challenges/${encodeURIComponent(id)}/changes`,
  changeset: (id: string) => `/changesets/${encodeURIComponent(id)}`,
  review: (id: string) => `/challenges/${encodeURIComponent(id)}/review`,
  account: '/account',
  forYou: '/for-you',
  organisations: '/organisations',
  organisation: (id: string) => `/organisations/${encodeURIComponent(id)}`,
  teams: '/teams',
  team: (id: string) => `/teams/${encodeURIComponent(id)}`,
  invitation: '/invitations',
  administration: '/administration',
  audit: '/audit',
};

export const isOfPeople = (at: Route): at is PeopleRoute => at.page in PEOPLE;

function read({ pathname, search }: Location): Route {
  for (const [page, pattern] of Object.entries(PEOPLE)) {
    const found = pattern.exec(pathname);
    if (found) return { page: page as PeopleRoute['page'], id: decoded(found[1] ?? ''), search };
  }
  for (const [page, pattern] of Object.entries(PATTERNS)) {
    const found = pattern.exec(pathname);
    if (!found) continue;
    const [challenge = '', task = null] = found.slice(1).map(part => part && decoded(part));
    if (page === 'discover') return { page, search };
    if (page === 'task') return { page, challenge, task: task || null };
    if (page === 'changeset') return { page, changeset: challenge };
    return { page: page as 'challenge' | 'changes' | 'review', challenge };
  }
  return { page: 'nowhere' };
}

/** A part of an address that somebody may have typed. */
function decoded(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}

let current = $state.raw<Route>(read(location));
let walked = false;
export const route = (): Route => current;
/** Whether this page was reached from another one of ours, so that the focus has to be brought along. */
export const hasWalked = (): boolean => walked;

export function go(path: string, how: 'push' | 'replace' = 'push'): void {
  if (how === 'push') history.pushState(null, '', path);
  else history.replaceState(null, '', path);
  walked = true;
  current = read(location);
  scrollTo(0, 0);
}

/** Changes the address without a new page: the task page walks from task to task by itself. */
export function rename(path: string): void {
  history.replaceState(null, '', path);
}

export function startRouter(): void {
  takeSecret();
  // Another `#` alone is also told by this event.
  addEventListener('popstate', () => {
    takeSecret();
    walked = true;
    current = read(location);
  });
  document.addEventListener('click', event => {
    const link = (event.target as Element | null)?.closest?.('a[href]');
    if (!(link instanceof HTMLAnchorElement) || event.defaultPrevented || event.button !== 0) return;
    if (event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return;
    if (link.target || link.hasAttribute('download') || link.origin !== location.origin) return;
    if (link.pathname.startsWith('/api/') || link.pathname.startsWith('/operate/') || link.hash) return;
    event.preventDefault();
    go(link.pathname + link.search);
  });
}
