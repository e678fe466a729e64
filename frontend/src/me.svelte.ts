import type { Me } from '../../backend/http/contract/me.ts';
import { api } from './api.ts';

const SIGNED_IN = 'jalon.signed-in';
/** Whether this browser was signed in when it was last here: what the bar leaves room for until the server has answered. */
export const wasSignedIn = (): boolean => localStorage.getItem(SIGNED_IN) === 'yes';

/** The person of this browser as the server knows them, and the map layers; fetched once. */
let current = $state.raw<Me | null>(null);
export const me = (): Me | null => current;
let fault = $state.raw<unknown>(null);
/** Why the server could not say who this is; null while it is being asked, and when it has. */
export const meFault = (): unknown => fault;

let asking: Promise<void> | null = null;
/** Asks once, however many parts of a page want to know. */
export function refreshMe(): Promise<void> {
  asking ??= ask().finally(() => {
    asking = null;
  });
  return asking;
}

async function ask(): Promise<void> {
  // Without an answer the map draws its own outlines; the pages say themselves that the server is silent.
  fault = null;
  const fetched = await api.me().catch(cause => {
    fault = cause;
    return null;
  });
  if (!fetched) return;
  current = fetched;
  if (fetched.account) localStorage.setItem(SIGNED_IN, 'yes');
  else localStorage.removeItem(SIGNED_IN);
}

export function acceptedTerms(): void {
  if (current) current = { ...current, termsAccepted: true };
}
