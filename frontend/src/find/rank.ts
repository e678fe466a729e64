import type { ChallengeView } from '../../../backend/http/contract/challenge.ts';

/** Why a challenge fits a person. */
export type Fit = 'near' | 'saved' | 'last' | 'featured';
export type Ranked = Readonly<{ challenge: ChallengeView; fit: Fit | null }>;

/**
 * Challenges as somebody should see them: what is near them, what they saved, what they last worked on, what is featured,
 * then those with most left; what has nothing to do, last.
 * @param near how many tasks each has around the person; null: nobody has said where they are
 * @param last the challenge that they last worked on
 */
export function ranked(
  challenges: readonly ChallengeView[],
  near: Readonly<Record<string, number>> | null,
  last: string | null,
): readonly Ranked[] {
  const isOpen = ({ counts }: ChallengeView) => counts.open > 0;
  const nearOf = ({ id }: ChallengeView) => near?.[id] ?? 0;
  const nearest = challenges.filter(isOpen).toSorted((a, b) => nearOf(b) - nearOf(a))[0];
  const fitOf = (one: ChallengeView): Fit | null => {
    if (!isOpen(one)) return null;
    if (one === nearest && nearOf(one) > 0) return 'near';
    if (one.saved) return 'saved';
    if (one.id === last) return 'last';
    return one.featured ? 'featured' : null;
  };
  const ORDER: readonly (Fit | null)[] = ['near', 'saved', 'last', 'featured', null];
  return challenges
    .map(challenge => ({ challenge, fit: fitOf(challenge) }))
    .toSorted(
      (a, b) =>
        Number(isOpen(b.challenge)) - Number(isOpen(a.challenge)) ||
        ORDER.indexOf(a.fit) - ORDER.indexOf(b.fit) ||
        nearOf(b.challenge) - nearOf(a.challenge) ||
        b.challenge.counts.total - a.challenge.counts.total ||
        (a.challenge.id < b.challenge.id ? -1 : 1),
    );
}
