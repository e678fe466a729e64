import type { Answer } from '../../core/answer/answer.ts';
import type { SaidOfTask } from '../../store/talk/said-of-task.ts';
import type { SaidAnswer } from '../contract/review.ts';
import type { Said } from '../contract/said.ts';
import type { SpokenText } from '../contract/talk.ts';
import { pair } from './feature.ts';

/** What an answer says. */
export function presentSaid(answer: Answer): Said {
  const fix = answer.say === 'fix' ? answer.fix : null;
  const correction = answer.say === 'official-wrong' ? answer.correction : undefined;
  const position = fix?.position?.at ?? correction?.at ?? null;
  return {
    say: answer.say,
    position: position && pair(position),
    positionFrom: fix?.position ? fromOf(fix.position.origin.licence) : null,
    tags: (fix?.tags ?? correction?.tags ?? []).map(({ key, value }) => ({ key, value })),
    same: fix?.same ?? null,
    keep: fix?.keep ?? null,
    lifecycle: fix?.lifecycle ?? null,
    gone: correction?.gone ?? false,
  };
}

/** An answer for a reviewer: nothing of who says it. */
export function presentSaidAnswer(
  { id, letter, guest, answer, imagery, at }: SaidOfTask,
  weight: number,
  read: (text: string) => SpokenText,
): SaidAnswer {
  return {
    ...presentSaid(answer),
    id,
    letter,
    guest,
    weight,
    at: at.toISOString(),
    imagery: [...imagery],
    comment: answer.comment === undefined ? [] : read(answer.comment),
  };
}

type Fix = Extract<Answer, { say: 'fix' }>['fix'];
const fromOf = (licence: NonNullable<Fix['position']>['origin']['licence']): Said['positionFrom'] =>
  licence === 'imagery' || licence === 'observation' ? licence : 'data';
