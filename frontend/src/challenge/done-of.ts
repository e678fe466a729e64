import type { ChallengeView } from '../../../backend/http/contract/challenge.ts';

/** Tasks that ask nobody for anything any more. */
export const doneOf = ({ total, open, review }: ChallengeView['counts']): number => total - open - review;
