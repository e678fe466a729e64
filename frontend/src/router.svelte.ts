/** History routing: `/challenges/:id/task/:taskId` against the address; links within the site load no page. */

const PATTERNS = {
  discover: /^\/$/,
  challenge: /^\/challenges\/([^/]+)\/?$/,
  task: /^\/challenges\/([^/]+)\/task(?:\/([^/]+))?\/?$/,
  changes: /^\/challenges\/([^/]+)\/changes\/?$/,
} as const;

export type Route =
  | Readonly<{ page: 'discover' | 'nowhere' }>
  | Readonly<{ page: 'challenge' | 'changes'; challenge: string }>
  | Readonly<{ page: 'task'; challenge: string; task: string | null }>;

export const paths = {
  discover: '/',
  challenge: (id: string) => `/challenges/${encodeURIComponent(id)}`,
  task: (id: string, task?: string) =>
    `/challenges/${encodeURIComponent(id)}/task${task ? `/${encodeURIComponent(task)}` : ''}`,
  changes: (id: string) => `/challenges/${encodeURIComponent(id)}/changes`,
};

function read(pathname: string): Route {
  for (const [page, pattern] of Object.entries(PATTERNS)) {
    const found = pattern.exec(pathname);
    if (!found) continue;
    const [challenge = '', task = null] = found.slice(1).map(part => part && decodeURIComponent(part));
    if (page === 'discover') return { page };
    if (page === 'task') return { page, challenge, task: task || null };
    return { page: page as 'challenge' | 'changes', challenge };
  }
  return { page: 'nowhere' };
}

let current = $state.raw<Route>(read(location.pathname));
export const route = (): Route => current;

export function go(path: string, how: 'push' | 'replace' = 'push'): void {
  if (how === 'push') history.pushState(null, '', path);
  else history.replaceState(null, '', path);
  current = read(location.pathname);
}

/** Changes the address without a new page: the task page walks from task to task by itself. */
export function rename(path: string): void {
  history.replaceState(null, '', path);
}

export function startRouter(): void {
  addEventListener('popstate', () => {
    current = read(location.pathname);
  });
  document.addEventListener('click', event => {
    const link = (event.target as Element | null)?.closest?.('a[href]');
    if (!(link instanceof HTMLAnchorElement) || event.defaultPrevented || event.button !== 0) return;
    if (event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return;
    if (link.target || link.hasAttribute('download') || link.origin !== location.origin) return;
    if (link.pathname.startsWith('/api/') || link.hash) return;
    event.preventDefault();
    go(link.pathname);
  });
}
