import { commandWords } from '../../core/command-words.ts';
import { audit } from '../../store/people/audit.ts';
import { addOneTimeLink, useOneTimeLink } from '../../store/people/one-time-links.ts';
import { makeAdmin } from '../../store/people/roles/make-admin.ts';
import type { Deps } from '../deps.ts';
import type { Call } from '../frame/operation.ts';
import { Refusal } from '../refusal.ts';
import { signInAs } from './sign-in-as.ts';
import { hashOf, newToken } from './token.ts';

type Asked = Pick<Call, 'ctx' | 'deps' | 'now'>;

/** milliseconds that a printed link is good for: it may stay in a log */
const LINK_LIFETIME = 86_400_000;

/** The account of whoever holds the computer that this runs on; there is one. */
const LOCAL = { server: 'here', subject: 'here', name: 'here', token: null, scopes: [] } as const;

/** Makes a link that signs in once on this computer, and shows it to whoever started this process. @throws Refusal 503 */
export async function showLink({
  showSignInLink,
  store,
  now,
}: Pick<Deps, 'showSignInLink' | 'store'> & Readonly<{ now: Date }>): Promise<void> {
  if (!showSignInLink) throw noLocalAccount();
  const token = newToken();
  await addOneTimeLink(store, hashOf(token), now);
  showSignInLink(token);
}

/** Signs this browser in by a printed link, which is used up; the local account is an admin. @throws Refusal 403, 429, 503 */
export async function signInHere(call: Asked, token: string): Promise<void> {
  const { ctx, deps } = call;
  if (!deps.showSignInLink) throw noLocalAccount();
  if (!(await deps.limits.guess(ctx, 'wrong-links', () => signInBy(call, token)))) throw badLink();
}

/** @returns whether the link was good */
async function signInBy(call: Asked, token: string): Promise<boolean> {
  const { ctx, now } = call;
  const madeAfter = new Date(now.getTime() - LINK_LIFETIME);
  return signInAs(call, LOCAL, {
    keepAnswers: true,
    unless: async transaction => !(await useOneTimeLink(transaction, hashOf(token), madeAfter)),
    after: async (transaction, person) => {
      if (!(await makeAdmin(transaction, person, now))) return;
      const deed = {
        actor: 'system',
        person: null,
        action: 'signInByLink',
        scope: 'everything',
        target: `persons/${person}`,
        about: person,
        data: { role: 'admin' },
        requestId: ctx.state.requestId as string,
      } as const;
      await audit(transaction, deed, now);
    },
  });
}

const noLocalAccount = () =>
  new Refusal(
    503,
    'no-local-account',
    'This server has no account of its own',
    `Sign in with OpenStreetMap; the operator makes the first admin with: ${commandWords('admin')}`,
  );

const badLink = () =>
  new Refusal(
    403,
    'bad-link',
    'This link opens nothing',
    'It was used before, is older than a day, or was never given. Ask for a new one.',
  );
