/** The service worker of a newer build, which waits until the person wants it or every tab of the older one is closed. */
let ready = $state.raw<ServiceWorker | null>(null);
export const isNewVersionReady = (): boolean => ready !== null;

/** The build puts it into the page: which one this is. Nothing: what is shown was not built. */
const BUILD = document.querySelector<HTMLMetaElement>('meta[name="build"]')?.content;

/** Milliseconds between looks for a newer build while a tab stays open. */
const LOOK = 3_600_000;

/** Keeps the interface for times without a network, and looks for newer builds of it. Without TLS browsers do not offer it. */
export async function startServiceWorker(): Promise<void> {
  if (!('serviceWorker' in navigator) || !BUILD) return;
  const registration = await navigator.serviceWorker
    .register('/service-worker.js', { updateViaCache: 'none' })
    .catch(() => null);
  if (!registration) return;
  const isFirst = registration.active === null && registration.waiting === null;
  const watch = (worker: ServiceWorker | null) => {
    if (!worker) return;
    const look = () => {
      if (worker.state === 'installed' && !isFirst) consider(worker);
      if (worker.state === 'activated' && ready === worker) ready = null;
    };
    worker.addEventListener('statechange', look);
    look();
  };
  watch(registration.waiting);
  watch(registration.installing);
  registration.addEventListener('updatefound', () => watch(registration.installing));
  setInterval(() => document.hidden || registration.update().catch(() => undefined), LOOK);
}

/** A page that is of the newer build itself lets it in at once: the parts of the older build stay for the tabs that are of it. */
function consider(worker: ServiceWorker): void {
  const channel = new MessageChannel();
  channel.port1.onmessage = ({ data }) => {
    if (data === BUILD) worker.postMessage('take over');
    else ready = worker;
  };
  worker.postMessage('which build', [channel.port2]);
}

/** What is begun is kept: the task comes back as it is. */
export function loadNewVersion(): void {
  const worker = ready;
  if (!worker) return;
  navigator.serviceWorker.addEventListener('controllerchange', () => location.reload(), { once: true });
  worker.postMessage('take over');
}
