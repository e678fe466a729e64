import type { TaskState } from './task.ts';

/** What can happen to a task: by volunteers, by the clock, by a reviewer, by an upload, by newer data. */
export const EVENTS = [
  /** A volunteer answered; the undo window begins. */
  'answer',
  /** A volunteer took the answer back within the window. */
  'undo',
  /** The window ended, the answer counts, and more agreement is needed. */
  'counted-short',
  /** Enough counted answers agree. */
  'settle',
  /** The needed number can no longer agree. */
  'disagree',
  /** A reviewer decided: the outcome stands. */
  'review-accept',
  /** A reviewer refused the answers: it is asked again. */
  'review-reject',
  /** It became part of an upload, and belongs to it until that ends. A file that somebody takes is none: it moves no task. */
  'export',
  'upload-applied',
  /** It goes with no upload after all: cancelled, or given back before anything was sent. */
  'upload-refused',
  /** Its edit does not fit the map any more, may not go there, or the server would not take it: people look at it again. */
  'upload-conflict',
  /** A comparison found the same facts. */
  'seen-same',
  /** A comparison found other facts: answers about the old ones count no more. */
  'seen-changed',
  /** Data newer than the fix still shows what was fixed. */
  'seen-again',
  /** A comparison that covers the place found nothing wrong any more. */
  'gone',
  /** A comparison does not cover the place, or cannot say how old its data is. */
  'outside',
  /** Nobody compares this place any more: the challenge's area or rules leave it out. */
  'left-out',
  /** What had gone is there again, in newer data. */
  'came-back',
] as const;
export type TaskEvent = (typeof EVENTS)[number];

/**
 * `to`: the next state; `rest` is worked out from what stands of answers (see `restState`).
 * `stay`: nothing follows, and why. `impossible`: whoever sends this event has a mistake, and why.
 */
export type Cell =
  | Readonly<{ to: TaskState | 'rest' }>
  | Readonly<{ stay: string }>
  | Readonly<{ impossible: string }>;

const to = (state: TaskState | 'rest'): Cell => ({ to: state });
const stay = (because: string): Cell => ({ stay: because });
const impossible = (because: string): Cell => ({ impossible: because });

type Row = Readonly<Record<TaskEvent, Cell>>;

const notUploaded = {
  'upload-applied': impossible('it belongs to no upload'),
  'upload-refused': impossible('it belongs to no upload'),
  'upload-conflict': impossible('it belongs to no upload'),
} as const;

const notFixed = { 'seen-again': impossible('nobody has fixed it yet') } as const;

const notGone = { 'came-back': stay('it was never gone') } as const;

const notInReview = {
  'review-accept': to('settled'),
  'review-reject': to('open'),
} as const;

/** What volunteers can no longer do, because a task is decided or is not asked; a lease or a click may come late. */
const decided = (because: string) => ({
  answer: impossible(because),
  undo: stay('an answer taken back after the decision changes nothing'),
  'counted-short': stay('a late answer is kept, and changes nothing'),
  settle: stay('it is decided'),
  disagree: stay('it is decided'),
});

/** Every state has an entry for every event. A reviewer's word goes over a count of answers, at any time before an upload. */
export const LIFECYCLE: Readonly<Record<TaskState, Row>> = {
  open: {
    answer: to('pending'),
    undo: stay('the answer had been set aside before'),
    'counted-short': to('rest'),
    settle: to('settled'),
    disagree: to('in-review'),
    ...notInReview,
    'review-reject': stay('it is asked already'),
    export: impossible('it has no outcome'),
    ...notUploaded,
    'seen-same': stay('the same question'),
    'seen-changed': stay('the question is new, the task is not'),
    ...notFixed,
    gone: to('settled'),
    outside: stay('nothing follows from absence outside the coverage'),
    'left-out': to('stale'),
    ...notGone,
  },
  pending: {
    answer: stay('a second person answered'),
    undo: to('rest'),
    'counted-short': to('rest'),
    settle: to('settled'),
    disagree: to('in-review'),
    ...notInReview,
    export: impossible('it has no outcome'),
    ...notUploaded,
    'seen-same': stay('the same question'),
    'seen-changed': to('rest'),
    ...notFixed,
    gone: to('settled'),
    outside: stay('nothing follows from absence outside the coverage'),
    'left-out': to('stale'),
    ...notGone,
  },
  'agreed-so-far': {
    answer: to('pending'),
    undo: stay('an answer that counts cannot be taken back'),
    'counted-short': stay('more agreement is still needed'),
    settle: to('settled'),
    disagree: to('in-review'),
    ...notInReview,
    export: impossible('it has no outcome'),
    ...notUploaded,
    'seen-same': stay('the same question'),
    'seen-changed': to('rest'),
    ...notFixed,
    gone: to('settled'),
    outside: stay('nothing follows from absence outside the coverage'),
    'left-out': to('stale'),
    ...notGone,
  },
  'in-review': {
    ...decided('a reviewer decides'),
    settle: stay('a reviewer decides'),
    disagree: stay('a reviewer decides'),
    'review-accept': to('settled'),
    'review-reject': to('open'),
    export: impossible('a reviewer decides first'),
    ...notUploaded,
    'seen-same': stay('the same question'),
    'seen-changed': to('open'),
    'seen-again': stay('a reviewer decides'),
    gone: to('settled'),
    outside: stay('nothing follows from absence outside the coverage'),
    'left-out': to('stale'),
    ...notGone,
  },
  settled: {
    ...decided('it is settled'),
    'review-accept': stay('it is settled'),
    'review-reject': to('open'),
    export: to('exported'),
    'upload-applied': stay('told twice'),
    'upload-refused': stay('told twice'),
    'upload-conflict': to('conflict'),
    'seen-same': stay('it was settled for these facts'),
    'seen-changed': to('open'),
    'seen-again': to('open'),
    gone: to('verified'),
    outside: stay('nothing follows from absence outside the coverage'),
    'left-out': stay('what was settled stands'),
    'came-back': to('open'),
  },
  exported: {
    ...decided('an upload is under way'),
    'review-accept': stay('an upload is under way'),
    'review-reject': impossible('an upload is under way: wait for its end'),
    export: stay('it belongs to the upload'),
    'upload-applied': to('settled'),
    'upload-refused': to('settled'),
    'upload-conflict': to('conflict'),
    'seen-same': stay('an upload is under way: wait for its end'),
    'seen-changed': stay('an upload is under way: wait for its end'),
    'seen-again': stay('an upload is under way: wait for its end'),
    gone: stay('an upload is under way: wait for its end'),
    outside: stay('an upload is under way: wait for its end'),
    'left-out': stay('an upload is under way: wait for its end'),
    'came-back': stay('an upload is under way: wait for its end'),
  },
  verified: {
    ...decided('it was seen right'),
    'review-accept': stay('it was seen right'),
    'review-reject': to('open'),
    export: stay('there is nothing left to upload'),
    'upload-applied': stay('it was seen right before the server answered'),
    'upload-refused': stay('it was seen right before the server answered'),
    'upload-conflict': stay('it was seen right: somebody else made the same edit'),
    'seen-same': stay('data from before the fix'),
    'seen-changed': stay('data from before the fix'),
    'seen-again': to('open'),
    gone: stay('seen right once more'),
    outside: stay('nothing follows from absence outside the coverage'),
    'left-out': stay('what was settled stands'),
    'came-back': to('open'),
  },
  conflict: {
    ...decided('the edit met another one: a reviewer decides'),
    'review-accept': to('settled'),
    'review-reject': to('open'),
    export: to('exported'),
    'upload-applied': impossible('its upload ended in the conflict'),
    'upload-refused': impossible('its upload ended in the conflict'),
    'upload-conflict': stay('told twice'),
    'seen-same': stay('the other edit changed something else'),
    'seen-changed': to('open'),
    'seen-again': to('open'),
    gone: to('verified'),
    outside: stay('nothing follows from absence outside the coverage'),
    'left-out': to('stale'),
    ...notGone,
  },
  stale: {
    ...decided('nobody compares its place'),
    'review-accept': stay('nobody compares its place'),
    'review-reject': stay('nobody compares its place'),
    export: impossible('it has no outcome'),
    ...notUploaded,
    'seen-same': to('open'),
    'seen-changed': to('open'),
    'seen-again': to('open'),
    gone: to('settled'),
    outside: stay('nothing follows from absence outside the coverage'),
    'left-out': stay('it was left out before'),
    'came-back': to('open'),
  },
};

/** What stands of a task's answers: all of them about the present facts. */
export type Standing = Readonly<{ pending: number; counted: number }>;
const NOTHING: Standing = { pending: 0, counted: 0 };

/** The state of a task that is still asked, by what stands. */
export const restState = ({ pending, counted }: Standing): TaskState => {
  if (pending > 0) return 'pending';
  return counted > 0 ? 'agreed-so-far' : 'open';
};

/** The state after an event. Throws where the table calls the event impossible: the sender has a mistake. */
export const next = (state: TaskState, event: TaskEvent, standing: Standing = NOTHING): TaskState => {
  const cell = LIFECYCLE[state][event];
  if ('to' in cell) return cell.to === 'rest' ? restState(standing) : cell.to;
  if ('stay' in cell) return state;
  throw new Error(`${event} cannot happen to a task that is ${state}: ${cell.impossible}`);
};
