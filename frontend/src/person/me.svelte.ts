import type { Me } from '../../../backend/http/contract/me.ts';
import { copyOf, forgetCopies, keepCopy } from '../kept/copies.ts';
import { otherTabs } from '../other-tabs.ts';
import { api, NoNetwork } from '../server/api.ts';
import { oneQuestion } from '../server/one-question.ts';
import { personHere, rememberPerson } from './person-here.ts';

const SIGNED_IN = 'jalon.signed-in';
/** Whether this browser was signed in when it was last here: what the bar leaves room for until the server has answered. */
export const wasSignedIn = (): boolean => localStorage.getItem(SIGNED_IN) === 'yes';

/** The person of this browser as the server knows them, and the map layers; fetched once. */
let current = $state.raw<Me | null>(null);
export const me = (): Me | null => current;
let fault = $state.raw<unknown>(null);
/** Why the server could not say who this is; null while it is being asked, and when it has. */
export const meFault = (): unknown => fault;

type Asked = Readonly<{ fetched: Me } | { cause: unknown; copy: Me | null }>;
const asking = oneQuestion(ask, hear);
/** Asks once, however many parts of a page want to know. */
export const refreshMe = (): Promise<void> => asking.share();
/** After a deed that changes who this is: what was asked before it tells what was. */
export const refreshMeAnew = (): Promise<void> => asking.anew();

async function ask(): Promise<Asked> {
  fault = null;
  return api.me().then(
    fetched => ({ fetched }),
    async cause => ({ cause, copy: cause instanceof NoNetwork ? await copyOf<Me>('me') : null }),
  );
}

function hear(asked: Asked): void {
  // Without an answer the map draws its own outlines; the pages say themselves that the server is silent.
  if ('cause' in asked) {
    fault = asked.cause;
    current ??= asked.copy;
    return;
  }
  const before = personHere(localStorage);
  current = asked.fetched;
  rememberPerson(localStorage, current);
  if (before.id !== current.id) for (const forget of forgetting) forget();
  keepCopy('me', current);
  if (current.account) localStorage.setItem(SIGNED_IN, 'yes');
  else localStorage.removeItem(SIGNED_IN);
}

/** What is kept of one person goes when another is here. */
const forgetting = new Set<() => void>([forgetCopies]);
export const whenSomebodyElse = (forget: () => void): void => void forgetting.add(forget);

let accepted = false;
/** In this page, whether or not the server has heard of it yet: every answer says so again. */
export const hasJustAccepted = (): boolean => accepted;
export function acceptedTerms(): void {
  accepted = true;
  if (!current || current.termsAccepted) return;
  current = { ...current, termsAccepted: true };
  keepCopy('me', current);
  tabs.tell({ accepted: current.id });
}

/** `accepted`: the person who has accepted the terms. */
const tabs = otherTabs<Readonly<{ accepted: Me['id'] }>>('jalon.me');
tabs.hear(told => {
  if (!current || current.termsAccepted) return;
  // Null: whoever opened the page before they were anybody, which they are in all tabs.
  if (told.accepted !== null && current.id !== null && told.accepted !== current.id) return;
  accepted = true;
  current = { ...current, termsAccepted: true };
});
