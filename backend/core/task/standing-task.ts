import type { Answer, Outcome } from '../answer/answer.ts';
import type { Finding } from '../discrepancy/discrepancy.ts';
import type { TaskState } from './task.ts';

/** A task as it stands before the run. */
export type StandingTask = Readonly<{
  id: string;
  place: string;
  state: TaskState;
  outcome: Outcome | null;
  /** The answer that was agreed on; null where newer data alone settled it. */
  settlement: Answer | null;
  facts: Finding;
  factsDigest: string;
  /** ISO 8601; null while it is not settled. */
  settledAt: string | null;
  /**
   * ISO 8601, when a fix was sent to the map; null: it was not yet, so that newer data cannot show it. Where nobody
   * keeps track, leave it out: then the fix counts as made when the task was settled.
   */
  sentAt?: string | null;
}>;
