import type { TaskView } from '../../../../backend/http/contract/task.ts';
import { twinsWithin } from '../shown/actors.ts';
import { CANT_TELL, end, place } from './choices.ts';
import { whichStays } from './duplicate.ts';
import { fieldsOf } from './fields.ts';
import { isOfClass } from './misclassified.ts';
import { WHETHER } from './missing.ts';
import { COMMUNITY_RIGHT, WHERE } from './moved.ts';
import type { Kind, Part, Words } from './part.ts';
import { WHETHER_SAME } from './possible-match.ts';
import { unlisted } from './unlisted.ts';

/** What the volunteer sees there is typed; what the agency says is not shown, so nothing can be said of it but this. */
const SEEN_RIGHT = end('official-wrong', 'community', 'tags-differ.community', { say: 'official-wrong' });

function duplicateWithin(task: TaskView, { noun }: Words): Part {
  const twins = twinsWithin(task);
  const theirs = twins.length < 2;
  return {
    id: 'duplicate',
    statement: {
      key: theirs ? 'duplicate.statement-official-area' : 'duplicate.statement-area',
      values: { noun, count: twins.length },
    },
    ask: { key: theirs ? 'duplicate.ask-area' : 'duplicate.ask' },
    choices: theirs
      ? [end('one', 'agree', 'duplicate.one', { say: 'official-wrong' }), ...whichStays('official', [])]
      : whichStays('community', twins),
  };
}

function misclassifiedWithin({ community }: TaskView, words: Words): Part {
  const isSo = (id: string) =>
    Object.entries(words.classTags(id) ?? {}).every(
      ([key, value]) => (community?.tags[key] ?? null) === value,
    );
  const others = words.classes.filter(id => !isSo(id));
  return {
    id: 'misclassified',
    statement: { key: 'misclassified.statement-area' },
    ask: { key: 'misclassified.ask' },
    choices: [SEEN_RIGHT, ...others.flatMap(id => isOfClass(id, { from: 'observation' }, words)), CANT_TELL],
  };
}

/** What each kind asks where the agency's values may not be shown: an area instead of a place, and nothing to copy. */
export const LOOK_HERE: Readonly<Record<Kind, (task: TaskView, words: Words) => Part>> = {
  'possible-match': (_, { noun }) => ({
    id: 'possible-match',
    statement: { key: 'possible-match.statement-area', values: { noun } },
    ask: { key: 'possible-match.ask' },
    choices: WHETHER_SAME,
  }),
  missing: (_, { noun }) => ({
    id: 'missing',
    statement: { key: 'missing.statement-area', values: { noun } },
    ask: { key: 'missing.ask-area' },
    choices: [place('missing.place-area'), ...WHETHER],
  }),
  unlisted: (_, words) => unlisted(words),
  moved: (_, { noun }) => ({
    id: 'moved',
    statement: { key: 'moved.statement-area', values: { noun } },
    ask: { key: 'moved.ask-area' },
    choices: [COMMUNITY_RIGHT, place('moved.place-area'), ...WHERE],
  }),
  'identifier-conflict': task => ({
    id: 'identifier-conflict',
    statement: { key: 'identifier-conflict.statement-area' },
    ask: { key: 'identifier-conflict.ask-area' },
    choices: [SEEN_RIGHT, CANT_TELL],
    fields: fieldsOf(task),
  }),
  duplicate: duplicateWithin,
  misclassified: misclassifiedWithin,
  'tags-differ': (task, { noun }) => ({
    id: 'tags-differ',
    statement: { key: 'tags-differ.statement-area', values: { noun } },
    ask: { key: 'tags-differ.ask-area' },
    choices: [SEEN_RIGHT, CANT_TELL],
    fields: fieldsOf(task),
  }),
};
