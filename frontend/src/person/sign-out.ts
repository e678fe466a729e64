import { t } from '../messages/t.svelte.ts';
import { go, paths } from '../router.svelte.ts';
import { people } from '../server/people-api.ts';
import { toast } from '../shell/toasts.svelte.ts';
import { refreshMeAnew } from './me.svelte.ts';

/** Ends the session of this browser, or every one. What stood on the page was the account's: the first page is everybody's. */
export async function leave(everywhere = false): Promise<void> {
  await (everywhere ? people.endSessions() : people.signOut());
  await refreshMeAnew();
  go(paths.discover);
  toast({
    id: 'signed-out',
    text: t(everywhere ? 'menu.signed-out-everywhere' : 'menu.signed-out'),
    until: Date.now() + 6000,
  });
}
