import { mount } from 'svelte';
import './look/type.css';
import './look/tokens.css';
import './look/base.css';
import App from './App.svelte';
import { startLanguage } from './messages/t.svelte.ts';
import { startRouter } from './router.svelte.ts';
import { startSettings } from './settings.svelte.ts';
import { startMailbox } from './task/mailbox.svelte.ts';

startSettings();
startRouter();
startLanguage().then(() => {
  mount(App, { target: document.getElementById('app')! });
  startMailbox();
});
