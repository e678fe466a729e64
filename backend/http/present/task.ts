import { mustLookHere } from '../../core/licence/gate.ts';
import type { AnswerRow } from '../../store/tasks/answers.ts';
import type { StoredTask } from '../../store/tasks/task-queries.ts';
import type { TaskView } from '../contract/task.ts';
import { presentSaid } from './said.ts';
import { shown } from './shown.ts';
import { shownState } from './shown-state.ts';

/** `upload`: the edit is theirs to send, or was sent by them. */
export type Own = Readonly<{
  claim: Readonly<{ until: Date }> | null;
  answer: AnswerRow | null;
  upload?: boolean;
}>;

/**
 * A task for one person: what it asks, and that person's own claim and answer; nothing of others while it asks.
 * @param reread when the map itself was asked about this very task; null: its community data is that of the last comparison
 */
export function presentTask(task: StoredTask, own: Own, reread: Date | null, secret: string): TaskView {
  // An answer about earlier facts is asked again.
  const answer = own.answer?.facts_digest === task.factsDigest ? own.answer : null;
  return {
    id: task.id,
    challenge: task.challenge.id,
    state: shownState(task.state, { answered: answer !== null, claimed: own.claim !== null }),
    outcome: task.outcome,
    // Its data may be the agency's too.
    reason: task.reason && {
      code: task.reason.code,
      ...(!mustLookHere(task.challenge) && { data: { ...task.reason.data } }),
    },
    kinds: [...task.kinds],
    ...shown(task, secret),
    officialTime: task.dataTimes.official?.toISOString() ?? null,
    communityTime: task.dataTimes.community?.toISOString() ?? null,
    rereadAt: reread?.toISOString() ?? null,
    claim: own.claim && { until: own.claim.until.toISOString() },
    answer: answer && {
      ...presentSaid(answer.answer, task.challenge),
      id: answer.id,
      state: answer.state === 'counted' ? 'counted' : 'pending',
      pendingUntil: answer.pending_until.toISOString(),
      upload: own.upload ?? false,
    },
    updatedAt: task.updatedAt.toISOString(),
  };
}
