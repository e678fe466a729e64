import type { Said } from '../../../../backend/http/contract/said.ts';
import type { Sentence } from '../../messages/key.ts';
import type { Choice, Part } from '../parts/part.ts';
import { EMPTY } from '../reply/draft.ts';

/** What may be pressed, that which asks once more included. */
const choicesOf = (parts: readonly Part[]): Choice[] =>
  parts.flatMap(({ choices }) =>
    choices.flatMap(choice => (choice.does.do === 'ask' ? choicesOf([choice.does.part]) : [choice])),
  );

const saysTheSame = ({ does }: Choice, { say, gone }: Said): boolean =>
  does.do === 'end' &&
  does.answer.say === say &&
  (does.answer.say === 'official-wrong' && does.answer.correction?.gone === true) === gone;

/** Of several parts none ends the task: what left everything as it is, or set these very tags. */
const saysWhatStands = ({ does }: Choice, answer: Said): boolean => {
  if (does.do !== 'say') return false;
  const { apart, fine, tags } = does.draft(EMPTY);
  if (answer.say === 'not-an-issue') return Boolean(apart || fine);
  const set = Object.values(tags);
  return (
    answer.say === 'fix' &&
    set.length > 0 &&
    set.length === answer.tags.length &&
    set.every(({ key, value }) => answer.tags.some(tag => tag.key === key && tag.value === value))
  );
};

/** What the button read that was pressed, where there is one for it: "Not the same place", say. */
export function pressedLabel(answer: Said, parts: readonly Part[]): Sentence | null {
  const choices = choicesOf(parts);
  if (answer.keep !== null) return choices.find(({ id }) => id === `keep-${answer.keep}`)?.label ?? null;
  const said = choices.filter(choice => saysTheSame(choice, answer) || saysWhatStands(choice, answer));
  return said.length === 1 ? said[0]!.label : null;
}
