import { mount } from 'svelte';
import './look/type.css';
import './look/tokens.css';
import './look/base.css';
import App from './App.svelte';
import { startLanguage } from './messages/t.svelte.ts';
import { refreshMe } from './person/me.svelte.ts';
import { startSettings } from './person/settings.svelte.ts';
import { isOfPeople, route, startRouter } from './router.svelte.ts';
import { startServiceWorker } from './server/new-version.svelte.ts';
import { startMailbox } from './task/outbox/mailbox.svelte.ts';
import { sitEarly } from './task/sitting/early.ts';

startSettings();
startRouter();
// Asked for while the words are fetched.
refreshMe();
sitEarly();
if (!isOfPeople(route())) import('./map/leaflet-map.ts').catch(() => undefined);
startLanguage().then(() => {
  mount(App, { target: document.getElementById('app')! });
  startMailbox();
  // After all that the first page needs.
  addEventListener('load', startServiceWorker);
  if (document.readyState === 'complete') startServiceWorker();
});
