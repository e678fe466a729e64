/**
 * Where a changeset stands. One changeset of ours is at most one of the server's and is sent at most once: what a failed one
 * leaves to do goes on in a new one that follows it.
 *
 *     prepared → opened → sent → applied → closed
 *                             ↘ conflict | refused | abandoned
 */
export const CHANGESET_STATES = [
  /** Its tasks are set apart; nothing was said to the server. */
  'prepared',
  /** The server gave it a number; nothing was sent in it. */
  'opened',
  /** Its edits are written down as they leave. Whether they arrived is not known until `applied`, or an end. */
  'sent',
  /** The server has them, and we know as what. */
  'applied',
  /** The end that is wanted. */
  'closed',
  /** Others had edited an element meanwhile: nothing was changed. */
  'conflict',
  /** The server would not take it as it was: nothing was changed. */
  'refused',
  /** Nothing was changed, and it is not this changeset that will. */
  'abandoned',
] as const;
export type ChangesetState = (typeof CHANGESET_STATES)[number];

/** Which states may follow. */
export const FOLLOWS: Readonly<Record<ChangesetState, readonly ChangesetState[]>> = {
  prepared: ['opened', 'abandoned'],
  opened: ['sent', 'abandoned'],
  sent: ['applied', 'conflict', 'refused', 'abandoned'],
  applied: ['closed'],
  closed: [],
  conflict: [],
  refused: [],
  abandoned: [],
};

export const UNFINISHED: readonly ChangesetState[] = CHANGESET_STATES.filter(
  state => FOLLOWS[state].length > 0,
);

/** Its edits are on the map. */
export const ARRIVED: readonly ChangesetState[] = ['applied', 'closed'];

/** Whether nothing of it is left to do. */
export const isOver = ({ state, checkedAt }: Readonly<{ state: ChangesetState; checkedAt: Date | null }>) =>
  state === 'closed' ? checkedAt !== null : !UNFINISHED.includes(state);

/** What came of one upload, as far as the server said. Kept before anything follows from it. */
export const UPLOAD_ANSWERS = [
  /** No answer, half of one, or one that says nothing of the edits (5xx, a proxy's page). */
  'unclear',
  /** 409, 410, 412, 404: an element is not as we thought. */
  'conflict',
  /** 413: more than the server takes at once. */
  'too-large',
  /** 400 and others: the server finds fault with what was sent. */
  'refused',
  /** 429: too much in too short a time. */
  'slow-down',
  /** 401: the sign-in is not valid any more. */
  'signed-out',
  /** 403: the account may not do this: blocked, or without the leave to write. */
  'forbidden',
] as const;
export type UploadAnswer = (typeof UPLOAD_ANSWERS)[number];

/** An HTTP status that is not 200, as an answer to an upload (https://wiki.openstreetmap.org/wiki/API_v0.6). */
export function answerOfStatus(status: number): UploadAnswer {
  switch (status) {
    case 401:
      return 'signed-out';
    case 403:
      return 'forbidden';
    case 404:
    case 409:
    case 410:
    case 412:
      return 'conflict';
    case 413:
      return 'too-large';
    case 429:
      return 'slow-down';
    default:
      return status >= 400 && status < 500 && status !== 408 && status !== 425 ? 'refused' : 'unclear';
  }
}

/** Why an upload stands still until a person does something. */
export const HOLDS = [
  /** Nobody is signed in at the server for it. */
  'sign-in',
  /** Whoever sends it may not do so here any more. */
  'not-allowed',
  /** The account there may not write: it is blocked, or has terms to accept. */
  'account',
  /** The server fails, or refuses, again and again. */
  'server',
  /** A changeset holds something that we did not send. */
  'unclear',
  /** It was under way when the backup was made that is here now: what became of it since, nobody here knows. */
  'restored',
] as const;
export type Hold = (typeof HOLDS)[number];

/** What happens to the edits of a changeset that is closed on the server and holds none of them. */
export type Onward = Readonly<{
  end: 'conflict' | 'refused' | 'abandoned';
  /** `again`: all of them, merged with the map of then; `halves`: in two changesets, which finds what is at fault. */
  onward: 'again' | 'halves' | 'give-up';
}>;

/**
 * Asked when it is certain that nothing was changed. A refusal that a smaller changeset can escape is halved until what bears it
 * stands alone; that is given to people.
 * @param divisible its edits can go in two changesets
 * @param changed whether merging with the map of now gives other edits than those that were sent
 */
export function onwardOf(answer: UploadAnswer, divisible: boolean, changed: boolean): Onward {
  const smaller = divisible ? 'halves' : 'give-up';
  switch (answer) {
    case 'unclear':
    case 'slow-down':
    // Whoever is not signed in, or blocked, hears of it from the next changeset's first request; they may be back by now.
    case 'signed-out':
    case 'forbidden':
      return { end: 'abandoned', onward: 'again' };
    case 'conflict':
      return { end: 'conflict', onward: changed ? 'again' : smaller };
    case 'too-large':
    case 'refused':
      return { end: 'refused', onward: smaller };
  }
}

/** What a closed changeset of the server holds, beside what we sent in it. */
export type Holds = 'all' | 'nothing' | 'something-else';
