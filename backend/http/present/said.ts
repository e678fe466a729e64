import type { Answer } from '../../core/answer/answer.ts';
import type { Challenge } from '../../core/challenge/challenge.ts';
import { mustLookHere } from '../../core/licence/gate.ts';
import type { Origin } from '../../core/licence/licence.ts';
import type { SaidOfTask } from '../../store/talk/said-of-task.ts';
import type { SaidAnswer } from '../contract/review.ts';
import type { Said } from '../contract/said.ts';
import type { SpokenText } from '../contract/talk.ts';
import { pair } from './feature.ts';

type Sides = Pick<Challenge, 'official' | 'statements'>;

/** What an answer says; in look-here mode without what was taken from the agency before the licence was known to forbid it. */
export function presentSaid(answer: Answer, challenge: Sides): Said {
  const veiled = mustLookHere(challenge) ? challenge.official.licence : null;
  const mayLeave = (one: { origin: Origin } | undefined) =>
    one !== undefined && one.origin.licence !== veiled;
  const fix = answer.say === 'fix' ? answer.fix : null;
  const correction = answer.say === 'official-wrong' ? answer.correction : undefined;
  const fixed = mayLeave(fix?.position) ? fix?.position : undefined;
  const position = fixed?.at ?? correction?.at ?? null;
  return {
    say: answer.say,
    position: position && pair(position),
    positionFrom: fixed ? fromOf(fixed.origin.licence) : null,
    tags: (fix?.tags ?? correction?.tags ?? []).filter(mayLeave).map(({ key, value }) => ({ key, value })),
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
  challenge: Sides,
  read: (text: string) => SpokenText,
): SaidAnswer {
  return {
    ...presentSaid(answer, challenge),
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
