import type { TaskView } from '../../../../backend/http/contract/task.ts';
import type { Key, Sentence } from '../../messages/key.ts';

type Match = NonNullable<TaskView['match']>;
export type Evidence = Match['evidence'][number];
/** One line of the balance: what it says, its bits, and the length of its bar, 0 to 1, against the longest. */
export type Weighed = Readonly<{ says: Sentence; weight: number; part: number }>;

/** Bits; what weighs less is not worth a line. */
const SLIGHT = 0.05;
/** Bits; a settled answer weighs far more, and would leave no bar for what else was found. */
const HEAVY = 20;

/** From here on two values are as good as equal. */
const SAME = 0.999;
/** Least measure at which each kind is more than different, and the word for it; the highest first. */
const LESS = {
  name: [
    [0.6, 'alike'],
    [0.15, 'part'],
  ],
  website: [[0.4, 'part']],
  address: [
    [0.6, 'street'],
    [0.4, 'postcode'],
    [0.2, 'number'],
  ],
  identifier: [],
  phone: [],
  class: [],
  tag: [[0.4, 'close']],
} as const satisfies Record<
  Exclude<Evidence['kind'], 'distance' | 'doubt' | 'settled'>,
  readonly (readonly [number, string])[]
>;

/** One reason in words, without its weight. */
export function sayEvidence(found: Evidence, distance: (metres: number) => string): Sentence {
  const { official = '', community = '', key = '', measure } = found;
  if (found.kind === 'distance')
    return {
      key: key === 'shift' ? 'why.distance.shifted' : 'why.distance',
      values: { distance: distance(measure) },
    };
  if (found.kind === 'doubt') return { key: 'why.doubt' };
  if (found.kind === 'settled') return { key: measure >= SAME ? 'why.settled.same' : 'why.settled.other' };
  const values = { official, community, key };
  if (measure >= SAME) {
    const isWrittenAlike = official === community || !official || !community;
    return { key: `why.${found.kind}.${isWrittenAlike ? 'same' : 'alike'}`, values };
  }
  const [, word = 'other'] = LESS[found.kind].find(([least]) => measure >= least) ?? [];
  return { key: `why.${found.kind}.${word}` as Key, values };
}

/**
 * All that makes up the probability of a pair: the evidence, the strongest first, then what is not about these two alone.
 */
export function weighed(
  { evidence, balance }: Pick<Match, 'evidence' | 'balance'>,
  distance: (metres: number) => string,
): readonly Weighed[] {
  const reasons = [...evidence]
    .sort((a, b) => Math.abs(b.weight) - Math.abs(a.weight))
    .map(found => ({ says: sayEvidence(found, distance), weight: found.weight }));
  const rest = balance
    ? ([
        ['why.prior', balance.prior],
        [balance.rivals < 0 ? 'why.rivals' : 'why.double', balance.rivals],
      ] as const)
    : [];
  const lines = [
    ...reasons,
    ...rest
      .filter(([, weight]) => Math.abs(weight) >= SLIGHT)
      .map(([key, weight]) => ({ says: { key } as Sentence, weight })),
  ];
  const strongest = Math.max(1, ...lines.map(({ weight }) => Math.min(HEAVY, Math.abs(weight))));
  return lines.map(line => ({ ...line, part: Math.min(1, Math.abs(line.weight) / strongest) }));
}
