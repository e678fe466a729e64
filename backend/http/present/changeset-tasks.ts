import type { Challenge } from '../../core/challenge/challenge.ts';
import { mustLookHere } from '../../core/licence/gate.ts';
import type { ToldTask } from '../../store/uploads/upload-queries.ts';
import type { ChangesetView } from '../contract/upload.ts';
import { pair } from './feature.ts';
import { shown } from './shown.ts';
import { shownState } from './shown-state.ts';

type TaskOf = ChangesetView['about'][number];

/** Why tasks that went to the map are asked again. */
const ASKED_AGAIN: ReadonlySet<string> = new Set(['not-fixed-yet', 'came-back']);

/** A task of a changeset, where and as what people may see it. @param secret of this installation */
export function presentToldTask(task: ToldTask, challenge: Challenge, secret: string): TaskOf {
  const { area, community, name } = shown({ ...task, challenge }, secret);
  const at = mustLookHere(challenge) ? (area?.centre ?? community?.at ?? null) : task.at;
  return {
    id: task.id,
    name,
    at: at && pair(at),
    state: shownState(task.state, { answered: false, claimed: false }),
    reason: reasonOf(task),
  };
}

function reasonOf({ told, reason }: ToldTask): TaskOf['reason'] {
  const word = (value: unknown) => (typeof value === 'string' ? value : null);
  if (told?.event === 'upload-conflict')
    return { code: word(told.data['reason']) ?? 'conflict', words: word(told.data['words']) };
  if (told?.event === 'upload-refused')
    return { code: word(told.data['why']) ?? 'refused', words: word(told.data['words']) };
  return reason && ASKED_AGAIN.has(reason.code) ? { code: reason.code, words: null } : null;
}
