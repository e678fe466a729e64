import { describe, expect, it } from 'vitest';
import type { Answer } from '../../../../backend/core/answer/answer.ts';
import { checkAnswer } from '../../../../backend/core/answer/check-answer.ts';
import type { Discrepancy, Finding } from '../../../../backend/core/discrepancy/discrepancy.ts';
import { type AnswerBody, answerBody } from '../../../../backend/http/contract/answer.ts';
import type { TaskView } from '../../../../backend/http/contract/task.ts';
import type { Choice, Part } from '../../../../frontend/src/task/parts/part.ts';
import { partsOf } from '../../../../frontend/src/task/parts/parts-of.ts';
import { compose, type Draft, EMPTY } from '../../../../frontend/src/task/reply/draft.ts';
import { suggested } from '../../../../frontend/src/task/reply/suggestion.ts';
import { taskOf, words } from '../task-of.ts';

const other = (id: string, side: 'official' | 'community') => ({
  id,
  side,
  at: [4.3601, 49.83] as [number, number],
  shape: null,
  tags: { name: 'Valbrune bis' },
  url: null,
});
const DISCREPANCIES: Record<Discrepancy['kind'], TaskView> = {
  moved: taskOf({ discrepancies: [{ kind: 'moved', metres: 214, tolerance: 100 }] }),
  missing: taskOf({
    community: null,
    discrepancies: [{ kind: 'missing' }],
    suggestedTags: { amenity: 'fire_station', name: 'Valbrune' },
  }),
  unlisted: taskOf({ official: null, discrepancies: [{ kind: 'unlisted' }] }),
  misclassified: taskOf({
    discrepancies: [{ kind: 'misclassified', official: 'heliport', community: 'aerodrome' }],
  }),
  'tags-differ': taskOf({
    discrepancies: [
      {
        kind: 'tags-differ',
        differences: [{ key: 'phone', official: '+32 555 10', community: '+32 555 99' }],
      },
    ],
  }),
  duplicate: taskOf({
    others: [other('node/2', 'community')],
    discrepancies: [{ kind: 'duplicate', side: 'community', others: ['node/2'], metres: 8 }],
  }),
  'identifier-conflict': taskOf({
    others: [other('node/2', 'community')],
    discrepancies: [{ kind: 'identifier-conflict', key: 'ref', value: 'Z1', other: 'node/2', metres: 5000 }],
  }),
  'possible-match': taskOf({
    community: null,
    others: [other('node/2', 'community')],
    discrepancies: [{ kind: 'possible-match', candidate: 'node/2', probability: 0.5, metres: 400 }],
  }),
};

/** Every answer that can be given to a task by pressing keys: each way through its parts. */
function answersTo(task: TaskView): AnswerBody[] {
  const parts = partsOf(task, words);
  const start: Draft = task.kinds.includes('missing') ? { ...EMPTY, tags: suggested(task) } : EMPTY;
  const walk = (draft: Draft, index: number): AnswerBody[] => {
    const part = parts[index];
    if (!part) return [compose(draft, task) ?? { say: 'cant-tell' }];
    return [
      ...valuesGiven(part, draft).flatMap(next => walk(next, index + 1)),
      ...choose(part.choices, draft, index),
    ];
  };
  const valuesGiven = (part: Part, draft: Draft): Draft[] => {
    const taken = (part.rows ?? []).map(
      ({ key, official }): Draft => ({
        ...draft,
        tags: { ...draft.tags, [key]: { key, value: official, origin: { from: 'official' } } },
      }),
    );
    const typed = (part.fields ?? []).slice(0, 2).map(
      (key): Draft => ({
        ...draft,
        tags: { ...draft.tags, [key]: { key, value: 'as seen', origin: { from: 'observation' } } },
      }),
    );
    const own = [...taken, ...typed];
    return (part.rows || part.fields) && parts.indexOf(part) > 0 ? [draft, ...own] : own;
  };
  const choose = (choices: readonly Choice[], draft: Draft, index: number): AnswerBody[] =>
    choices.flatMap(({ does }) => {
      if (does.do === 'end') return [does.answer];
      if (does.do === 'say') return walk(does.draft(draft), index + 1);
      if (does.do === 'ask') return choose(does.part.choices, draft, index);
      return walk({ ...draft, position: { at: [4.355, 49.83], origin: { from: 'observation' } } }, index + 1);
    });
  return walk(start, 0);
}

/** The server's own check, on the facts that this task shows. */
function problems(task: TaskView, answer: AnswerBody): readonly unknown[] {
  const parsed = answerBody.parse(answer);
  const facts = {
    official: task.official && { ...task.official, shape: undefined, side: 'official' },
    community: task.community && { ...task.community, shape: undefined, side: 'community' },
    others: task.others.map(feature => ({ ...feature, shape: undefined })),
    match: null,
    discrepancies: task.discrepancies,
  } as unknown as Finding;
  return checkAnswer(parsed as unknown as Answer, facts, 1000);
}

describe('the answers that a task offers', () => {
  it.each(Object.keys(DISCREPANCIES) as Discrepancy['kind'][])('all fit a task of kind %s', kind => {
    const task = DISCREPANCIES[kind];
    const answers = answersTo(task);
    expect(answers.length).toBeGreaterThanOrEqual(3);
    for (const answer of answers) expect([answer, problems(task, answer)]).toEqual([answer, []]);
  });

  it.each([
    ['moved', 'tags-differ'],
    ['moved', 'misclassified'],
    ['moved', 'misclassified', 'tags-differ'],
    ['moved', 'duplicate'],
    ['moved', 'identifier-conflict'],
    ['missing', 'identifier-conflict'],
  ] as const)('all fit a task that asks %s and more at once', (...kinds) => {
    const discrepancies = kinds.flatMap(kind => DISCREPANCIES[kind].discrepancies);
    const task = taskOf({
      discrepancies,
      ...(kinds[0] === 'missing' ? { community: null, suggestedTags: { amenity: 'fire_station' } } : {}),
      others: [other('node/2', 'community')],
    });
    const answers = answersTo(task);
    for (const answer of answers) expect([answer, problems(task, answer)]).toEqual([answer, []]);
  });

  it('always let a person say that they cannot tell', () => {
    for (const task of Object.values(DISCREPANCIES))
      expect(answersTo(task)).toContainEqual({ say: 'cant-tell' });
  });

  it('are at most five for the usual kinds, so that a digit reaches each', () => {
    for (const task of Object.values(DISCREPANCIES)) {
      const [part] = partsOf(task, words);
      expect(part!.choices.length + (part!.rows?.length ?? 0)).toBeLessThanOrEqual(5);
    }
  });
});

describe('a task that is moved and differs in details', () => {
  const task = taskOf({
    discrepancies: [...DISCREPANCIES['tags-differ'].discrepancies, ...DISCREPANCIES.moved.discrepancies],
  });

  it('asks for the position first', () => {
    expect(partsOf(task, words).map(({ id }) => id)).toEqual(['moved', 'tags-differ']);
  });

  it('makes one answer of both', () => {
    const [first] = partsOf(task, words);
    const official = first!.choices.find(({ id }) => id === 'official')!;
    const draft = official.does.do === 'say' ? official.does.draft(EMPTY) : EMPTY;
    const phone = { key: 'phone', value: '+32 555 10', origin: { from: 'official' as const } };
    expect(compose({ ...draft, tags: { phone } }, task, ' seen today ')).toEqual({
      say: 'fix',
      fix: { position: { at: [4.35, 49.83], origin: { from: 'official' } }, tags: [phone] },
      comment: 'seen today',
    });
  });

  it('tells the agency where the place is when the map is right and nothing is taken', () => {
    const draft: Draft = { ...EMPTY, communityRight: { position: true } };
    expect(compose(draft, task)).toEqual({ say: 'official-wrong', correction: { at: [4.36, 49.83] } });
  });
});

/** As the server shows a task whose official values may not be copied: an area, the map's own features, kinds alone. */
function veiled(kinds: readonly Discrepancy['kind'][], more: Partial<TaskView> = {}): TaskView {
  const whole = DISCREPANCIES[kinds[0]!];
  return {
    ...whole,
    kinds: [...kinds],
    official: null,
    area: whole.official && { centre: [4.35, 49.83], radius: 1500 },
    discrepancies: [],
    match: null,
    suggestedTags: kinds.includes('missing') ? { amenity: 'fire_station' } : {},
    ...more,
  };
}
const found = (kinds: readonly Discrepancy['kind'][]) =>
  kinds.flatMap(kind => DISCREPANCIES[kind].discrepancies);

describe('in look-here mode', () => {
  const KINDS = Object.keys(DISCREPANCIES) as Discrepancy['kind'][];

  it.each(KINDS)('a task of kind %s has a question and answers, and the server takes each', kind => {
    const task = veiled([kind]);
    const [part] = partsOf(task, words);
    expect(part!.choices.length + (part!.fields?.length ?? 0)).toBeGreaterThanOrEqual(3);
    for (const answer of answersTo(task))
      expect([answer, problems(DISCREPANCIES[kind], answer)]).toEqual([answer, []]);
  });

  it.each([
    ['moved', 'tags-differ'],
    ['moved', 'duplicate'],
    ['missing', 'identifier-conflict'],
    ['moved', 'misclassified', 'tags-differ'],
  ] as const)('a task that asks %s and more at once has answers that the server takes', (...kinds) => {
    const others = [other('node/2', 'community')];
    const whole = { ...DISCREPANCIES[kinds[0]], others };
    const task = veiled(kinds, { others });
    for (const answer of answersTo(task))
      expect([answer, problems({ ...whole, discrepancies: found(kinds) }, answer)]).toEqual([answer, []]);
  });

  it('nothing can be taken from the agency', () => {
    for (const kind of KINDS) expect(JSON.stringify(answersTo(veiled([kind])))).not.toContain('"official"');
  });

  it('what a volunteer knows of the details is the volunteer’s own word', () => {
    expect(answersTo(veiled(['tags-differ']))).toContainEqual({
      say: 'fix',
      fix: { tags: [{ key: 'name', value: 'as seen', origin: { from: 'observation' } }] },
    });
  });

  it('asks for the phone number under the key that the map has', () => {
    const task = veiled(['tags-differ']);
    const tags = { 'contact:phone': '+32 555 99' };
    const [part] = partsOf({ ...task, community: { ...task.community!, tags } }, words);
    expect(part!.fields).toContain('contact:phone');
    expect(part!.fields).not.toContain('phone');
  });

  it('asks how many there are where the map has one only: the agency lists it twice', () => {
    const [part] = partsOf(veiled(['duplicate'], { others: [] }), words);
    expect(part!.ask.key).toBe('duplicate.ask-area');
  });
});

describe('a place that is moved, and there twice', () => {
  const task = taskOf({
    others: [other('node/2', 'community')],
    discrepancies: found(['moved', 'duplicate']),
  });

  it('can be said to be two places, beside where the first one is', () => {
    expect(answersTo(task)).toContainEqual({
      say: 'fix',
      fix: { position: { at: [4.35, 49.83], origin: { from: 'official' } }, tags: [], same: false },
    });
  });
});

describe('two places that are two, and differ in details', () => {
  const task = taskOf({
    others: [other('node/2', 'community')],
    discrepancies: found(['duplicate', 'tags-differ']),
  });

  it('are asked about their details too, and nothing is wrong where those are left', () => {
    const answers = answersTo(task);
    expect(answers).toContainEqual({ say: 'not-an-issue' });
    expect(answers.some(answer => answer.say === 'fix' && answer.fix.same === false)).toBe(true);
  });
});

describe('a missing place whose code another one bears', () => {
  const task = taskOf({
    community: null,
    others: [other('node/2', 'community')],
    discrepancies: found(['missing', 'identifier-conflict']),
    suggestedTags: { amenity: 'fire_station', ref: 'Z1' },
  });

  it('gets the code that the other one loses', () => {
    const fixes = answersTo(task).flatMap(answer => (answer.say === 'fix' ? [answer.fix.tags] : []));
    expect(fixes).toContainEqual([
      { key: 'amenity', value: 'fire_station', origin: { from: 'observation' } },
      { key: 'ref', value: 'Z1', origin: { from: 'observation' } },
      { key: 'ref', value: null, origin: { from: 'observation' } },
    ]);
  });
});
