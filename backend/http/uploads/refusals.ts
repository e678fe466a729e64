import { Refusal } from '../refusal.ts';

const LACKING: Readonly<Record<string, string>> = {
  sample: 'The challenge is a sample: its places are made up, and go nowhere.',
  documentation: 'The challenge names no page that documents its edits.',
  discussion: 'The challenge names no discussion of its edits.',
  account: 'The challenge names no account that its edits go under.',
  capPerDay: 'The challenge does not say how many edits a day may go.',
  'other-account': 'The challenge names another account that its edits go under.',
};

export const lacks = (lacking: readonly string[]) =>
  new Refusal(409, 'lacking', 'Nothing of this challenge may go there yet', '', {
    errors: lacking.map(code => ({ path: 'changeset', message: LACKING[code] ?? code, code })),
  });

export const planChanged = () =>
  new Refusal(
    409,
    'plan-changed',
    'Something has changed since you looked',
    'A task was asked again, or belongs to another upload by now. Look at what would go, and ask for it again.',
  );

export const nothingToUpload = (
  notPossible: readonly Readonly<{ task: string; detail: string; reason: string }>[],
) =>
  new Refusal(
    409,
    'nothing-to-upload',
    'There is nothing to upload',
    notPossible.length > 0
      ? `${notPossible.length} settled answers cannot become edits.`
      : 'No answer that changes the map is settled and not uploaded yet.',
    {
      errors: notPossible
        .slice(0, 100)
        .map(one => ({ path: one.task, message: one.detail, code: one.reason })),
    },
  );

export const notTheirs = () =>
  new Refusal(
    409,
    'not-yours',
    'This edit is not yours to send',
    'The task is not settled as you answered, was sent already, or its challenge leaves uploads to its maintainers.',
  );

export const requestUsed = () =>
  new Refusal(
    409,
    'request-used',
    'This request was another one',
    'You have asked for something else with the same `requestId`.',
  );

export const uploadDone = () =>
  new Refusal(409, 'upload-done', 'It has ended', 'Nothing of this upload is left to do.');

export const senderLacksRole = () =>
  new Refusal(
    409,
    'sender-not-allowed',
    'Whoever sends it may not any more',
    'Give them the role of a maintainer again, or cancel what is left: somebody else can send it then.',
  );

/** Why a changeset is not taken back. */
export const NOT_REVERTED = {
  'not-closed': () =>
    new Refusal(
      409,
      'not-closed',
      'It is not on the map as a whole',
      'Only a closed changeset can be taken back.',
    ),
  'is-revert': () =>
    new Refusal(
      409,
      'is-revert',
      'It takes another changeset back itself',
      'Its tasks are asked again: settle them, and upload that.',
    ),
  'already-reverted': () =>
    new Refusal(
      409,
      'already-reverted',
      'It is taken back already',
      'Another changeset takes it back, or will.',
    ),
} as const;

export const nothingToRevert = () =>
  new Refusal(
    409,
    'nothing-to-revert',
    'There is nothing to take back',
    'Others have changed, since then, all that it changed.',
  );

export const otherServer = (host: string) =>
  new Refusal(
    409,
    'other-server',
    'It would go to another server',
    `Uploads go to ${host} now. Look at what would go there, and ask for it again.`,
  );

export const noAccount = (host: string) =>
  new Refusal(
    409,
    'no-account',
    `You are not signed in at ${host}`,
    'Changesets go under your own account there: sign in there first, and allow Jalon to change the map.',
  );
