/// <reference lib="webworker" />
// Keeps the interface of one build, and nothing else: what the API says never passes through here.
// The build puts the names of its files, and its own, in place of these two.
declare const __FILES__: readonly string[];
declare const __BUILD__: string;
declare const self: ServiceWorkerGlobalScope;

const PREFIX = 'jalon-';
const CACHE = PREFIX + __BUILD__;
const PAGE = '/index.html';
/** Milliseconds that a page waits for a server that is silent before it opens as it was kept. */
const PATIENCE = 2500;

self.addEventListener('install', event => event.waitUntil(keep()));
async function keep(): Promise<void> {
  const cache = await caches.open(CACHE);
  // Names with a hash are the same for ever: what the build before has is not fetched again.
  await Promise.all(
    __FILES__.map(async file => {
      const known = file.startsWith('/assets/') ? await caches.match(file) : undefined;
      const response = known ?? (await fetch(file, { cache: 'no-cache', credentials: 'same-origin' }));
      if (!response.ok) throw new Error(`${file}: ${response.status}`);
      await cache.put(file, response);
    }),
  );
}

self.addEventListener('activate', event => event.waitUntil(clean()));
/** Two builds stay: tabs of the one before may fetch its parts still. */
async function clean(): Promise<void> {
  const names = (await caches.keys()).filter(name => name.startsWith(PREFIX) && name !== CACHE);
  await Promise.all(names.slice(0, -1).map(name => caches.delete(name)));
  await self.clients.claim();
}

self.addEventListener('message', ({ data, ports }) => {
  if (data === 'which build') ports[0]?.postMessage(__BUILD__);
  if (data === 'take over') self.skipWaiting();
});

self.addEventListener('fetch', event => {
  const { request } = event;
  const { origin, pathname } = new URL(request.url);
  if (request.method !== 'GET' || origin !== self.location.origin) return;
  if (request.mode === 'navigate') {
    if (isOfTheInterface(pathname)) event.respondWith(page(request));
  } else if (__FILES__.includes(pathname) || pathname.startsWith('/assets/'))
    event.respondWith(file(request));
});

/** Other addresses are the server's own pages. */
const isOfTheInterface = (path: string): boolean =>
  !/^\/(api|operate|healthz|readyz|metrics)(\/|$)/.test(path);

/** The newest build where the server answers, else the one that is kept. */
async function page(request: Request): Promise<Response> {
  const kept = (await caches.open(CACHE)).match(PAGE);
  const asked = fetch(request);
  const late = new Promise<undefined>(resolve => setTimeout(resolve, PATIENCE));
  const answer = await Promise.race([asked.catch(() => undefined), late]);
  return answer ?? (await kept) ?? asked;
}

async function file(request: Request): Promise<Response> {
  return (await caches.match(request)) ?? fetch(request);
}

export {};
