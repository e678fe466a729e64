import type { Outcome } from '../answer/answer.ts';
import { canonical } from '../canonical.ts';
import type { Finding } from '../discrepancy/discrepancy.ts';
import { next, type TaskEvent } from './lifecycle.ts';
import type { Reason } from './reason.ts';
import type { StandingTask } from './standing-task.ts';
import type { TaskState } from './task.ts';

/** What becomes of one task. Everything in it is to be written as it is; answers that were set aside are superseded. */
export type Transition = Readonly<{
  task: string;
  event: TaskEvent;
  from: TaskState;
  to: TaskState;
  outcome: Outcome | null;
  settledAt: string | null;
  /** New facts; absent where the old ones stay. */
  facts?: Finding;
  factsDigest?: string;
  /** Answers about the old facts count no more. */
  answersSetAside: boolean;
  reason: Reason;
}>;

/** States in which a person may still be asked. */
export const stillAsked: ReadonlySet<TaskState> = new Set<TaskState>([
  'open',
  'pending',
  'agreed-so-far',
  'in-review',
  'stale',
]);

export type Verdict = Readonly<{ event: TaskEvent; reason: Reason }>;

/** Every task's probability and evidence change a little with every row of a dataset: alone they are no news. */
const news = ({ official, community, others, discrepancies }: Finding): string =>
  canonical({
    official,
    community,
    others,
    discrepancies: discrepancies.map(d => (d.kind === 'possible-match' ? { ...d, probability: 0 } : d)),
  });

const same = (a: Finding, b: Finding): boolean => news(a) === news(b);

/** The task after an event; null where nothing at all would change. */
export const transition = (
  task: StandingTask,
  { event, reason }: Verdict,
  facts: Finding | null,
  digest: string,
  settled: Readonly<{ outcome: Outcome; at: string }> | null,
): Transition | null => {
  const otherFacts = facts !== null && digest !== task.factsDigest;
  const to = next(task.state, event);
  const undecided = stillAsked.has(to) && to !== 'in-review';
  const outcome = settled ? settled.outcome : undecided ? null : task.outcome;
  const settledAt = settled ? settled.at : undecided ? null : task.settledAt;
  if (to === task.state && (facts === null || same(facts, task.facts)) && outcome === task.outcome)
    return null;
  return {
    task: task.id,
    event,
    from: task.state,
    to,
    outcome,
    settledAt,
    ...(facts ? { facts, factsDigest: digest } : {}),
    answersSetAside: otherFacts || (undecided && !stillAsked.has(task.state)),
    reason,
  };
};
