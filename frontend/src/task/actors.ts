import type { FeatureView, TaskView } from '../../../backend/http/contract.ts';

export type Side = 'official' | 'community';

/** One feature that a task is about, and how people tell it from the others. */
export type Actor = Readonly<{
  feature: FeatureView;
  side: Side;
  /** A, B, … where one side has the place several times. */
  letter: string | null;
  /** It bears the identifier, but is another place. */
  elsewhere: boolean;
}>;

export const letter = (index: number): string => String.fromCharCode(65 + index);

/** The two sides, then every further feature that a discrepancy names. */
export function actorsOf(
  task: Pick<TaskView, 'official' | 'community' | 'others' | 'discrepancies'>,
): Actor[] {
  const twins = new Map<string, Side>();
  const named = new Set<string>();
  const bearers = new Set<string>();
  for (const found of task.discrepancies) {
    if (found.kind === 'possible-match') named.add(found.candidate);
    if (found.kind === 'identifier-conflict') bearers.add(found.other);
    if (found.kind === 'duplicate') for (const id of found.others) twins.set(id, found.side);
  }
  const doubled = new Set(twins.values());
  const counted = { official: 0, community: 0 };
  const actor = (feature: FeatureView, side: Side): Actor => {
    const elsewhere = bearers.has(feature.id);
    const lettered = doubled.has(side) && !elsewhere;
    return { feature, side, letter: lettered ? letter(counted[side]++) : null, elsewhere };
  };
  return [
    ...(task.official ? [actor(task.official, 'official')] : []),
    ...(task.community ? [actor(task.community, 'community')] : []),
    ...task.others
      .filter(({ id, side }) => named.has(id) || bearers.has(id) || twins.get(id) === side)
      .map(other => actor(other, other.side)),
  ];
}
