import type { Answer } from '../answer/answer.ts';
import { answersApart } from '../answer/answers-apart.ts';
import type { Challenge } from '../challenge/challenge.ts';

/** Whether a challenge lets those who settle a task send its edit to the map. Sample data goes nowhere. */
export const letsVolunteersUpload = ({ sample, changeset }: Challenge): boolean =>
  !sample && changeset.byVolunteers === true;

/**
 * Whether what a task is settled as is what one person has said: only then do they stand behind its edit.
 * @param said an answer of theirs that counts
 */
export function isTheirs(settled: Answer, said: Answer, { answers: { tolerance } }: Challenge): boolean {
  const apart = answersApart(settled, said);
  return settled.say === 'fix' && apart !== null && apart <= tolerance;
}
