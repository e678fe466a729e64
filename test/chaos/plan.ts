import { VERSIONS, type Version } from './data.ts';
import type { Blow } from './installation.ts';

/** Steps of a run as its row tells them, and the moment in which it is asked for. */
export const MOMENTS = ['asked', 'snapshot', 'compare', 'reconcile'] as const;
export type Moment = (typeof MOMENTS)[number];

export type PlannedBlow = Readonly<{
  blow: Blow;
  /** in the run of which version */
  during: Version;
  moment: Moment;
  /** from 0 to 1: how far into the step */
  into: number;
  /** milliseconds until it is set right */
  down: number;
}>;

/** The longest that anything stays away: shorter than what any process is patient for, long enough to be noticed. */
const LONGEST_DOWN = 1_500;

/** What happens in a round: a function of its seed alone, so that it can be repeated. */
export function planOf(seed: number, blows: readonly Blow[], random: () => number): PlannedBlow[] {
  const one = (blow: Blow, during: Version): PlannedBlow => ({
    blow,
    during,
    moment: MOMENTS[Math.floor(random() * MOMENTS.length)]!,
    into: random(),
    down: Math.round(random() ** 2 * LONGEST_DOWN),
  });
  const pick = <T>(of: readonly T[]): T => of[Math.floor(random() * of.length)]!;
  const first = one(blows[seed % blows.length]!, pick(VERSIONS));
  return random() < 0.5 ? [first] : [first, one(pick(blows), pick(VERSIONS))];
}
