import type { Challenge } from './challenge.ts';
import { CHALLENGE_DEFAULTS } from './challenge-defaults.ts';

/** A challenge as an earlier version kept it, with the parts that have come since. */
export type KeptChallenge = Omit<Challenge, 'answers'> & Readonly<{ answers: KeptAnswers }>;
export type KeptAnswers = Omit<Challenge['answers'], 'guestWeight'> & Partial<Challenge['answers']>;

/** What settles its tasks, whole. */
export const completeAnswers = (answers: KeptAnswers): Challenge['answers'] => ({
  ...CHALLENGE_DEFAULTS.answers,
  ...answers,
});

/** What was not there yet when it was kept is as in a challenge that says nothing of it. */
export const completeChallenge = (kept: KeptChallenge): Challenge => ({
  ...kept,
  answers: completeAnswers(kept.answers),
});
