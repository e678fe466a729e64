import { KINDS } from '../../../../backend/core/discrepancy/discrepancy.ts';
import type { TaskView } from '../../../../backend/http/contract/task.ts';
import type { Draft } from '../reply/draft.ts';
import { isVeiled } from '../shown/actors.ts';
import { duplicate } from './duplicate.ts';
import { identifierConflict } from './identifier-conflict.ts';
import { LOOK_HERE } from './look-here.ts';
import { misclassified } from './misclassified.ts';
import { missing } from './missing.ts';
import { moved } from './moved.ts';
import type { Choice, Discrepancy, Kind, Part, Words } from './part.ts';
import { possibleMatch } from './possible-match.ts';
import { tagsDiffer } from './tags-differ.ts';
import { unlisted } from './unlisted.ts';

const inOrder = (a: Kind, b: Kind): number => KINDS.indexOf(a) - KINDS.indexOf(b);

function partOf(found: Discrepancy, task: TaskView, words: Words): Part {
  switch (found.kind) {
    case 'possible-match':
      return possibleMatch(found, words);
    case 'missing':
      return missing(found, task, words);
    case 'unlisted':
      return unlisted(words);
    case 'moved':
      return moved(found, task, words);
    case 'identifier-conflict':
      return identifierConflict(found, words);
    case 'duplicate':
      return duplicate(found, task, words);
    case 'misclassified':
      return misclassified(found, task, words);
    case 'tags-differ':
      return tagsDiffer(found);
  }
}

/** What says of one part that nothing has to change there: beside other parts that is one thing said among several. */
const NOTHING_HERE: Readonly<
  Partial<Record<Part['id'], Readonly<{ choice: string; says: Partial<Draft> }>>>
> = {
  duplicate: { choice: 'different', says: { apart: true } },
  'identifier-conflict': { choice: 'both', says: { fine: true } },
};

/** One of several parts: after the first, what would end the task is left out. Nobody has to know which place stays. */
function besides(part: Part, isFirst: boolean): Part {
  const nothing = NOTHING_HERE[part.id];
  const choices = part.choices.flatMap((choice): Choice[] => {
    if (nothing?.choice === choice.id)
      return [{ ...choice, does: { do: 'say', draft: draft => ({ ...draft, ...nothing.says }) } }];
    const stays =
      isFirst || choice.does.do !== 'end' || (part.id === 'duplicate' && choice.id === 'cant-tell');
    return stays ? [choice] : [];
  });
  return { ...part, choices };
}

/** All that a task asks, in the order in which it is asked. In look-here mode its kinds are all that is told of it. */
export function partsOf(task: TaskView, words: Words): Part[] {
  const parts = isVeiled(task)
    ? [...task.kinds].sort(inOrder).map(kind => LOOK_HERE[kind](task, words))
    : [...task.discrepancies]
        .sort((a, b) => inOrder(a.kind, b.kind))
        .map(found => partOf(found, task, words));
  return parts.length > 1 ? parts.map((part, index) => besides(part, index === 0)) : parts;
}
