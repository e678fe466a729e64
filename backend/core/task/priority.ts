import type { Finding, Kind } from '../discrepancy/discrepancy.ts';

/** Times the tolerance from which somebody who goes to the place does not see it any more. */
const OUT_OF_SIGHT = 5;

const WORTH: Readonly<Record<Kind, number>> = {
  missing: 3,
  moved: 2,
  'possible-match': 2,
  misclassified: 2,
  unlisted: 1,
  duplicate: 1,
  'identifier-conflict': 1,
  'tags-differ': 0,
};

/** The same by what may be known where the official place is hidden: not how far apart the two lie. */
export const priorityOfKinds = (kinds: readonly Kind[]): number =>
  kinds.reduce((most, kind) => Math.max(most, WORTH[kind]), 0);

/** 0 to 3: how much goes wrong for whoever relies on the map as it is. A place that is not found comes before what is said of it. */
export const priorityOf = ({ discrepancies }: Pick<Finding, 'discrepancies'>): number =>
  discrepancies.some(one => one.kind === 'moved' && one.metres > OUT_OF_SIGHT * one.tolerance)
    ? 3
    : priorityOfKinds(discrepancies.map(({ kind }) => kind));
