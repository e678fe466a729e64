import type { TaskView } from '../../../../backend/http/contract/task.ts';
import { t } from '../../messages/t.svelte.ts';
import { type Actor, actorsOf } from './actors.ts';

export const nameOf = (actor: Actor): string => {
  const word = actor.elsewhere ? t('mark.other') : t(`mark.${actor.side}`);
  return actor.letter ? `${actor.letter} · ${word}` : word;
};

/** At the head of a column, where there is less room. */
export const shortNameOf = (actor: Actor, task: TaskView): string => {
  const isCrowded = actorsOf(task).length > 2 && actor.side === 'community' && !actor.elsewhere;
  return actor.letter ?? (isCrowded ? t('mark.community-short') : nameOf(actor));
};
