import { metres } from '../../../../backend/core/geo.ts';
import type { Said } from '../../../../backend/http/contract/said.ts';
import type { TaskView } from '../../../../backend/http/contract/task.ts';
import { t } from '../../messages/t.svelte.ts';
import { sayDistance, sayKey } from '../../messages/words.ts';
import type { Part } from '../parts/part.ts';
import { pressedLabel } from './pressed-label.ts';

/** metres; nobody places a pole finer than this */
const SAME_SPOT = 2;

/** What an answer says, a line for each thing. */
export function sayAnswer(
  answer: Said,
  task: Pick<TaskView, 'official' | 'community'>,
  parts: readonly Part[],
): string[] {
  const lines: string[] = [];
  const label = pressedLabel(answer, parts);
  if (answer.say === 'cant-tell') lines.push(t('say.cant-tell'));
  else if (label) lines.push(t(label.key, label.values));
  else if (answer.say !== 'fix') lines.push(t(`extra.${answer.say}`));
  if (answer.position) lines.push(sayPosition(answer.position, answer.positionFrom, task));
  if (answer.same !== null) lines.push(t(answer.same ? 'review.same' : 'review.not-same'));
  if (answer.keep !== null && !label)
    lines.push(
      t(
        answer.keep === task.official?.id || answer.keep === task.community?.id
          ? 'review.keep-first'
          : 'review.keep-other',
      ),
    );
  if (answer.lifecycle !== null) lines.push(t(`lifecycle.${answer.lifecycle}` as 'lifecycle.disused'));
  if (answer.gone && !label) lines.push(t('review.gone'));
  // The button has said them.
  const isSaid = label !== null && answer.say === 'fix' && answer.keep === null;
  for (const { key, value } of isSaid ? [] : answer.tags)
    lines.push(
      value === null
        ? t('review.tag-away', { key: sayKey(key) })
        : t('review.tag', { key: sayKey(key), value }),
    );
  return lines;
}

function sayPosition(
  at: readonly [number, number],
  from: Said['positionFrom'],
  { official, community }: Pick<TaskView, 'official' | 'community'>,
): string {
  const apart = (side: TaskView['official']) => (side ? metres(side.at, at) : Number.POSITIVE_INFINITY);
  if (apart(community) < SAME_SPOT) return t('review.at-community');
  if (apart(official) < SAME_SPOT) return t('review.at-official');
  const side = community ?? official;
  const where = side
    ? t(community ? 'review.from-community' : 'review.from-official', {
        distance: sayDistance(metres(side.at, at)),
      })
    : t('review.placed');
  return from === 'imagery' ? t('review.on-imagery', { where }) : where;
}
