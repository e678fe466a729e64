import type { TaskView } from '../../../../backend/http/contract/task.ts';
import { ApiProblem } from '../../server/api.ts';
import type { Waiting } from '../outbox/outbox.ts';
import { type Making, wordsOf } from '../reply/making.ts';

/** Why an answer comes too late: in another tab, by others, or by newer data. Not `held`: others may let go of it. */
const OVER: ReadonlySet<string> = new Set(['answered', 'not-asked', 'too-late']);

/** What becomes of an answer that the server did not take. */
export type AfterRefusal = Readonly<{
  /** Nothing more is asked of this person there. */
  over: boolean;
  /** What is kept for the task's next time; null: nothing. Undefined: what is kept stays. */
  draft?: Readonly<{ of: Pick<TaskView, 'id' | 'factsDigest'>; making: Making | null }>;
  /** What is asked again: with its newer facts, or as it was given here. */
  task: TaskView | null;
  /** Its data has changed since it was answered. */
  isFresh: boolean;
  /** The person goes on meanwhile: it may be free again later. */
  mayWait: boolean;
}>;

/** @param given the task as it was when it was answered here */
export function afterRefusal(
  { task: id, request, making }: Waiting,
  cause: unknown,
  given: TaskView | undefined,
): AfterRefusal {
  const code = cause instanceof ApiProblem ? cause.code : '';
  const of = { id, factsDigest: request.factsDigest };
  if (OVER.has(code))
    return { over: true, draft: { of, making: null }, task: null, isFresh: false, mayWait: false };
  const fresh = code === 'facts-changed' && cause instanceof ApiProblem ? cause.problem.task : undefined;
  if (fresh) {
    // Its choices were about other facts; its words may still hold.
    const words = making && { draft: { of: fresh, making: making.comment ? wordsOf(making) : null } };
    return { over: false, ...words, task: fresh, isFresh: true, mayWait: false };
  }
  const again = making && { ...making, ...(code === 'terms-needed' && { unsigned: request.answer }) };
  return {
    over: false,
    ...(again && { draft: { of, making: again } }),
    task: given ?? null,
    isFresh: false,
    mayWait: code === 'held',
  };
}
