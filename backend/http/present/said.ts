import type { Answer } from '../../core/answer/answer.ts';
import type { SaidOfTask } from '../../store/talk/said-of-task.ts';
import type { SaidAnswer } from '../contract/review.ts';
import type { SpokenText } from '../contract/talk.ts';
import { pair } from './feature.ts';

/** An answer for a reviewer: what it says, and nothing of who says it. */
export function presentSaid(
  { id, letter, guest, answer, imagery, at }: SaidOfTask,
  weight: number,
  read: (text: string) => SpokenText,
): SaidAnswer {
  const fix = answer.say === 'fix' ? answer.fix : null;
  const correction = answer.say === 'official-wrong' ? answer.correction : undefined;
  const position = fix?.position?.at ?? correction?.at ?? null;
  return {
    id,
    letter,
    guest,
    weight,
    at: at.toISOString(),
    say: answer.say,
    position: position && pair(position),
    positionFrom: fix?.position ? fromOf(fix.position.origin.licence) : null,
    tags: (fix?.tags ?? correction?.tags ?? []).map(({ key, value }) => ({ key, value })),
    same: fix?.same ?? null,
    keep: fix?.keep ?? null,
    lifecycle: fix?.lifecycle ?? null,
    gone: correction?.gone ?? false,
    imagery: [...imagery],
    comment: answer.comment === undefined ? [] : read(answer.comment),
  };
}

type Fix = Extract<Answer, { say: 'fix' }>['fix'];
const fromOf = (licence: NonNullable<Fix['position']>['origin']['licence']): SaidAnswer['positionFrom'] =>
  licence === 'imagery' || licence === 'observation' ? licence : 'data';
