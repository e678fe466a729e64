import { metres } from '../../../../backend/core/geo.ts';
import type { FeatureView, TaskView } from '../../../../backend/http/contract/task.ts';

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

type Shown = Pick<TaskView, 'official' | 'community' | 'others' | 'discrepancies' | 'kinds'>;

/** In look-here mode the kinds are told, and nothing of what was found. */
export const isVeiled = ({ discrepancies }: Pick<TaskView, 'discrepancies'>): boolean =>
  !discrepancies.length;

/** metres; one place twice lies closer than this, which another bearer of a code seldom does */
const TWINS = 500;

/** The map's features that may be one place, as far as that can be seen in look-here mode; the task's own first. */
export function twinsWithin({ kinds, community, others }: Omit<Shown, 'official' | 'discrepancies'>) {
  if (!kinds.includes('duplicate') || !community) return [];
  const sure = !kinds.includes('identifier-conflict');
  return [community, ...others.filter(({ at }) => sure || metres(at, community.at) < TWINS)];
}

/** Why the further features of a task are shown: which side has the place several times, who bears its code elsewhere. */
function roles(task: Shown) {
  const twins = new Map<string, Side>();
  const bearers = new Set<string>();
  const candidates = new Set<string>();
  for (const found of task.discrepancies) {
    if (found.kind === 'possible-match') candidates.add(found.candidate);
    if (found.kind === 'identifier-conflict') bearers.add(found.other);
    if (found.kind === 'duplicate') for (const id of found.others) twins.set(id, found.side);
  }
  if (isVeiled(task)) {
    for (const { id } of twinsWithin(task)) if (id !== task.community?.id) twins.set(id, 'community');
    const others = task.others.filter(({ id }) => !twins.has(id));
    for (const { id } of others) (task.kinds.includes('possible-match') ? candidates : bearers).add(id);
  }
  return { twins, bearers, candidates };
}

/** The two sides, then every further feature that the task is about. */
export function actorsOf(task: Shown): Actor[] {
  const { twins, bearers, candidates } = roles(task);
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
      .filter(({ id, side }) => candidates.has(id) || bearers.has(id) || twins.get(id) === side)
      .map(other => actor(other, other.side)),
  ];
}
