import type { ChallengeView } from '../../../../backend/http/contract/challenge.ts';
import { orCopy } from '../../kept/copies.ts';
import { api } from '../../server/api.ts';

/** The challenge whose tasks are shown, counted along as they are answered here. */
export function itsChallenge(id: string) {
  let value = $state.raw<ChallengeView | null>(null);
  return {
    get value() {
      return value;
    },
    /** What is known of it stays where nothing can be asked. */
    async refresh(): Promise<void> {
      value = await orCopy(`challenge ${id}`, () => api.challenge(id)).catch(() => value);
    },
    /** So many more are answered and not settled yet. */
    countAnswered(by: number): void {
      if (!value) return;
      const { open, pending } = value.counts;
      const counts = { open: Math.max(0, open - by), pending: Math.max(0, pending + by) };
      value = { ...value, counts: { ...value.counts, ...counts } };
    },
  };
}
