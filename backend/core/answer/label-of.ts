import type { Finding } from '../discrepancy/discrepancy.ts';
import type { Label } from '../match/labels.ts';
import type { Answer } from './answer.ts';

/** What an answer says for good about a possible match; null where it says nothing about one. */
export const labelOf = ({ official, discrepancies }: Finding, answer: Answer): Label | null => {
  const asked = discrepancies.find(({ kind }) => kind === 'possible-match');
  if (asked?.kind !== 'possible-match' || !official) return null;
  if (answer.say !== 'fix' || answer.fix.same === undefined) return null;
  return { official: official.id, community: asked.candidate, same: answer.fix.same };
};
