import { t } from '../messages/t.svelte.ts';
import { sayAccount } from '../messages/words.ts';
import { toast } from '../shell/toasts.svelte.ts';
import { passOn } from '../task/outbox/mailbox.svelte.ts';
import { me } from './me.svelte.ts';
import { begun, forgetBegun } from './return-to.ts';

/** Says so, once, when the browser comes back signed in, and what came along. */
export function welcome(): void {
  const account = me()?.account;
  const before = begun();
  if (!account || !before) return;
  forgetBegun();
  passOn(before.from, before.keep);
  const words = [t('sign-in.done', { name: sayAccount(account) })];
  if (before.answers > 0) words.push(t('sign-in.kept'));
  toast({ id: 'signed-in', text: words.join(' '), until: Date.now() + 8000 });
}
