import type { Me } from '../../backend/http/contract/me.ts';
import { api } from './api.ts';

/** The person of this browser as the server knows them, and the map layers; fetched once. */
let current = $state.raw<Me | null>(null);
export const me = (): Me | null => current;

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
  const fetched = await api.me().catch(() => null);
  if (fetched) current = fetched;
}

export function acceptedTerms(): void {
  if (current) current = { ...current, termsAccepted: true };
}
