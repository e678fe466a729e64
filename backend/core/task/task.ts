import type { Outcome } from '../answer/answer.ts';
import type { Finding } from '../discrepancy/discrepancy.ts';

/**
 * open: it asks, whether or not somebody holds it: leases come and go by the minute, and are rows of their own.
 * pending: an answer is in its undo window. agreed-so-far: counted answers agree but more are needed. in-review: answers disagree, a reviewer decides.
 * settled: with an outcome. exported: part of an upload under way. verified: seen right after the fix.
 * conflict: the upload met another edit. stale: its place lies in data that nobody compares any more.
 */
export const STATES = [
  'open',
  'pending',
  'agreed-so-far',
  'in-review',
  'settled',
  'exported',
  'verified',
  'conflict',
  'stale',
] as const;
export type TaskState = (typeof STATES)[number];

/** Facts of the task; never part of its key, which is (challenge, place). */
export type Task = Readonly<{
  id: string;
  challenge: string;
  place: string;
  state: TaskState;
  /** Set in settled, exported, verified and conflict. */
  outcome: Outcome | null;
  facts: Finding;
  /** Digest of what a volunteer is asked about; an answer about another digest is asked again. */
  factsDigest: string;
  /** Why it is in this state, as a code with its data: shown to people through the messages files. */
  reason: Readonly<{ code: string; data?: Readonly<Record<string, string | number>> }> | null;
  /** ISO 8601 */
  updatedAt: string;
}>;
