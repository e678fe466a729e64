import type { AnswerBody, FeatureView, TaskView } from '../../../backend/http/contract.ts';
import type { MarkName } from '../marks/art.ts';
import type { Sentence } from '../messages/key.ts';
import { letter } from './actors.ts';
import type { Draft, TagChoice } from './draft.ts';

export type Discrepancy = TaskView['discrepancies'][number];
export type Difference = Extract<Discrepancy, { kind: 'tags-differ' }>['differences'][number];

/** One thing a volunteer may say. Its key is its place among what is shown. */
export type Choice = Readonly<{
  id: string;
  mark: MarkName;
  label: Sentence;
  does: /** Decides this part; the next one follows. */
    | Readonly<{ do: 'say'; draft: (draft: Draft) => Draft }>
    /** The pole is placed by hand, and that decides this part. */
    | Readonly<{ do: 'place' }>
    /** Asks once more before this part is decided. */
    | Readonly<{ do: 'ask'; part: Part }>
    /** Nothing else needs to be asked. */
    | Readonly<{ do: 'end'; answer: AnswerBody }>;
}>;

/** One question of a task: what is known, what is asked, what may be said. */
export type Part = Readonly<{
  id: Discrepancy['kind'] | 'lifecycle';
  statement: Sentence;
  ask: Sentence;
  choices: readonly Choice[];
  /** For `tags-differ`: the values that can be taken, before the choices. */
  rows?: readonly Difference[];
}>;

/** Words that the pure part cannot know: the language's and the challenge's. */
export type Words = Readonly<{
  noun: string;
  distance: (metres: number) => string;
  className: (id: string) => string;
  /** Tags of an element of a class; null takes a key away. Undefined where the challenge does not say. */
  classTags: (id: string) => Readonly<Record<string, string | null>> | undefined;
}>;

const CANT_TELL: Choice = {
  id: 'cant-tell',
  mark: 'unknown',
  label: { key: 'say.cant-tell' },
  does: { do: 'end', answer: { say: 'cant-tell' } },
};
const place = (key: Sentence['key']): Choice => ({
  id: 'place',
  mark: 'truth',
  label: { key },
  does: { do: 'place' },
});
const end = (id: string, mark: MarkName, key: Sentence['key'], answer: AnswerBody): Choice => ({
  id,
  mark,
  label: { key },
  does: { do: 'end', answer },
});
const say = (id: string, mark: MarkName, label: Sentence, draft: (draft: Draft) => Draft): Choice => ({
  id,
  mark,
  label,
  does: { do: 'say', draft },
});

function moved({ metres }: Extract<Discrepancy, { kind: 'moved' }>, task: TaskView, words: Words): Part {
  const official = task.official;
  return {
    id: 'moved',
    statement: {
      key: official ? 'moved.statement' : 'moved.statement-area',
      values: { noun: words.noun, distance: words.distance(metres) },
    },
    ask: { key: official ? 'moved.ask' : 'moved.ask-area' },
    choices: [
      ...(official
        ? [
            say('official', 'official', { key: 'moved.official' }, draft => ({
              ...draft,
              position: { at: official.at, origin: { from: 'official' } },
            })),
          ]
        : []),
      say('community', 'community', { key: 'moved.community' }, draft => ({
        ...draft,
        communityRight: { ...draft.communityRight, position: true },
      })),
      place('moved.place'),
      end('not-same', 'different', 'moved.not-same', { say: 'not-an-issue' }),
      CANT_TELL,
    ],
  };
}

function missing(task: TaskView, words: Words): Part {
  const official = task.official;
  return {
    id: 'missing',
    statement: {
      key: official ? 'missing.statement' : 'missing.statement-area',
      values: { noun: words.noun },
    },
    ask: { key: official ? 'missing.ask' : 'missing.ask-area' },
    choices: [
      ...(official
        ? [
            say('official', 'official', { key: 'missing.add' }, draft => ({
              ...draft,
              position: { at: official.at, origin: { from: 'official' } },
            })),
          ]
        : []),
      place('missing.place'),
      end('already', 'community', 'missing.already', { say: 'already-fixed' }),
      end('does-not-exist', 'gone', 'missing.does-not-exist', {
        say: 'official-wrong',
        correction: { gone: true },
      }),
      CANT_TELL,
    ],
  };
}

const LIFECYCLES = ['disused', 'abandoned', 'demolished', 'removed'] as const;
function lifecycle(words: Words): Part {
  return {
    id: 'lifecycle',
    statement: { key: 'lifecycle.statement' },
    ask: { key: 'lifecycle.ask', values: { noun: words.noun } },
    choices: LIFECYCLES.map(prefix =>
      say(prefix, 'gone', { key: `lifecycle.${prefix}` }, draft => ({ ...draft, lifecycle: prefix })),
    ),
  };
}

function unlisted(words: Words): Part {
  return {
    id: 'unlisted',
    statement: { key: 'unlisted.statement', values: { noun: words.noun } },
    ask: { key: 'unlisted.ask' },
    choices: [
      end('exists', 'community', 'unlisted.exists', { say: 'official-wrong' }),
      {
        id: 'gone',
        mark: 'gone',
        label: { key: 'unlisted.gone' },
        does: { do: 'ask', part: lifecycle(words) },
      },
      end('other', 'agree', 'unlisted.other', { say: 'not-an-issue' }),
      CANT_TELL,
    ],
  };
}

function misclassified(
  found: Extract<Discrepancy, { kind: 'misclassified' }>,
  task: TaskView,
  words: Words,
): Part {
  const official = words.className(found.official);
  const community = words.className(found.community);
  const tags = words.classTags(found.official);
  const asOfficial: TagChoice[] = Object.entries(tags ?? {}).map(([key, value]) => ({
    key,
    value,
    origin: { from: task.official ? 'official' : 'observation' },
  }));
  const asItIs: TagChoice[] = asOfficial.flatMap(({ key }) => {
    const value = task.community?.tags[key];
    return value ? [{ key, value, origin: { from: 'community' } }] : [];
  });
  return {
    id: 'misclassified',
    statement: { key: 'misclassified.statement', values: { official, community } },
    ask: { key: 'misclassified.ask' },
    choices: [
      ...(asOfficial.length
        ? [
            say(
              'official',
              'official',
              { key: 'misclassified.class', values: { class: official } },
              draft => ({
                ...draft,
                tags: {
                  ...draft.tags,
                  ...Object.fromEntries(asOfficial.map(choice => [choice.key, choice])),
                },
              }),
            ),
          ]
        : []),
      say('community', 'community', { key: 'misclassified.class', values: { class: community } }, draft => ({
        ...draft,
        communityRight: { ...draft.communityRight, class: asItIs },
      })),
      end('both', 'agree', 'misclassified.both', { say: 'not-an-issue' }),
      CANT_TELL,
    ],
  };
}

function tagsDiffer({ differences }: Extract<Discrepancy, { kind: 'tags-differ' }>): Part {
  const right = differences.flatMap(({ key, community }) =>
    community === null ? [] : [{ key, value: community, origin: { from: 'community' as const } }],
  );
  return {
    id: 'tags-differ',
    statement: { key: 'tags-differ.statement', values: { count: differences.length } },
    ask: { key: 'tags-differ.ask' },
    rows: differences.filter(({ official }) => official !== null),
    choices: [
      end('official-wrong', 'community', 'tags-differ.community', {
        say: 'official-wrong',
        ...(right.length ? { correction: { tags: right } } : {}),
      }),
      end('both', 'agree', 'tags-differ.both', { say: 'not-an-issue' }),
      CANT_TELL,
    ],
  };
}

/** The features of the side that hold the same place, the task's own first. */
export function duplicatesOf(
  found: Extract<Discrepancy, { kind: 'duplicate' }>,
  task: TaskView,
): FeatureView[] {
  const own = found.side === 'official' ? task.official : task.community;
  const others = task.others.filter(({ id, side }) => side === found.side && found.others.includes(id));
  return own ? [own, ...others] : others;
}

function duplicate(found: Extract<Discrepancy, { kind: 'duplicate' }>, task: TaskView, words: Words): Part {
  const values = {
    noun: words.noun,
    count: found.others.length + 1,
    distance: words.distance(found.metres),
  };
  const official = found.side === 'official';
  return {
    id: 'duplicate',
    statement: { key: official ? 'duplicate.statement-official' : 'duplicate.statement', values },
    ask: { key: 'duplicate.ask' },
    choices: [
      ...duplicatesOf(found, task).map((feature, index) => {
        const { name = '' } = feature.tags;
        const key = name ? 'duplicate.keep-named' : 'duplicate.keep';
        const label: Sentence = { key, values: { letter: letter(index), name } };
        return say(`keep-${feature.id}`, found.side, label, draft => ({ ...draft, keep: feature.id }));
      }),
      end('two', 'different', 'duplicate.different', { say: 'not-an-issue' }),
      CANT_TELL,
    ],
  };
}

function identifierConflict(
  found: Extract<Discrepancy, { kind: 'identifier-conflict' }>,
  words: Words,
): Part {
  const values = { value: found.value, key: found.key, distance: words.distance(found.metres) };
  return {
    id: 'identifier-conflict',
    statement: { key: 'identifier-conflict.statement', values },
    ask: { key: 'identifier-conflict.ask' },
    choices: [
      say('take-away', 'official', { key: 'identifier-conflict.take-away', values }, draft => ({
        ...draft,
        tags: {
          ...draft.tags,
          [found.key]: { key: found.key, value: null, origin: { from: 'observation' } },
        },
      })),
      end('official-wrong', 'community', 'identifier-conflict.official-wrong', { say: 'official-wrong' }),
      end('both', 'agree', 'identifier-conflict.both', { say: 'not-an-issue' }),
      CANT_TELL,
    ],
  };
}

function possibleMatch(
  found: Extract<Discrepancy, { kind: 'possible-match' }>,
  task: TaskView,
  words: Words,
): Part {
  return {
    id: 'possible-match',
    statement: {
      key: task.area ? 'possible-match.statement-area' : 'possible-match.statement',
      values: { noun: words.noun, distance: words.distance(found.metres) },
    },
    ask: { key: 'possible-match.ask' },
    choices: [
      say('same', 'agree', { key: 'possible-match.same' }, draft => ({ ...draft, same: true })),
      say('different', 'different', { key: 'possible-match.different' }, draft => ({
        ...draft,
        same: false,
      })),
      CANT_TELL,
    ],
  };
}

function partOf(found: Discrepancy, task: TaskView, words: Words): Part {
  switch (found.kind) {
    case 'possible-match':
      return possibleMatch(found, task, words);
    case 'missing':
      return missing(task, words);
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

/** Whether it is the same place first, then where, then what. */
const ORDER = [
  'possible-match',
  'missing',
  'unlisted',
  'moved',
  'identifier-conflict',
  'duplicate',
  'misclassified',
  'tags-differ',
];

/**
 * The same part after another one has been answered. What would end the task there is left out, but where the answer says
 * that nothing has to change: that goes without saying beside the rest.
 */
function after(part: Part): Part {
  const choices = part.choices.flatMap((choice): Choice[] => {
    if (choice.does.do !== 'end') return [choice];
    if (part.id === 'duplicate' && choice.id === 'cant-tell') return [choice];
    if (part.id === 'identifier-conflict' && choice.id === 'both')
      return [{ ...choice, does: { do: 'say', draft: draft => draft } }];
    return [];
  });
  return { ...part, choices };
}

/** All that a task asks, in the order in which it is asked. */
export function partsOf(task: TaskView, words: Words): Part[] {
  return [...task.discrepancies]
    .sort((a, b) => ORDER.indexOf(a.kind) - ORDER.indexOf(b.kind))
    .map(found => partOf(found, task, words))
    .map((part, index) => (index === 0 ? part : after(part)));
}
