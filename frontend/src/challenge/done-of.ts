import type { ChallengeView } from '../../../backend/http/contract/challenge.ts';

/** Tasks that ask nobody for anything any more: an answer that may still be taken back, or wants a second one, is none. */
export const doneOf = ({ total, open, pending, review }: ChallengeView['counts']): number =>
  total - open - pending - review;
