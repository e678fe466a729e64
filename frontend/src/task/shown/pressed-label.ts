import type { Said } from '../../../../backend/http/contract/said.ts';
import type { Sentence } from '../../messages/key.ts';
import type { Choice, Part } from '../parts/part.ts';

/** What may be pressed, that which asks once more included. */
const choicesOf = (parts: readonly Part[]): Choice[] =>
  parts.flatMap(({ choices }) =>
    choices.flatMap(choice => (choice.does.do === 'ask' ? choicesOf([choice.does.part]) : [choice])),
  );

const saysTheSame = ({ does }: Choice, { say, gone }: Said): boolean =>
  does.do === 'end' &&
  does.answer.say === say &&
  (does.answer.say === 'official-wrong' && does.answer.correction?.gone === true) === gone;

/** What the button read that was pressed, where there is one for it: "Not the same place", say. */
export function pressedLabel(answer: Said, parts: readonly Part[]): Sentence | null {
  const choices = choicesOf(parts);
  if (answer.keep !== null) return choices.find(({ id }) => id === `keep-${answer.keep}`)?.label ?? null;
  const ends = choices.filter(choice => saysTheSame(choice, answer));
  return ends.length === 1 ? ends[0]!.label : null;
}
