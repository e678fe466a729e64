import type { Me } from '../../backend/http/contract.ts';
import { api } from './api.ts';

/** The person of this browser as the server knows them, and the map layers; fetched once. */
let current = $state.raw<Me | null>(null);
export const me = (): Me | null => current;

export async function refreshMe(): Promise<void> {
  // Without an answer the map draws its own outlines; the pages say themselves that the server is silent.
  const fetched = await api.me().catch(() => null);
  if (fetched) current = fetched;
}

export function acceptedTerms(): void {
  if (current) current = { ...current, termsAccepted: true };
}
