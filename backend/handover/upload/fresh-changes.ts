import type { Challenge } from '../../core/challenge/challenge.ts';
import type { Change, NotPossible } from '../../core/change/change.ts';
import { elementOf } from '../../core/change/element-ref.ts';
import { throughGate } from '../../core/change/through-gate.ts';
import type { SettledTask } from '../../core/change/to-changes.ts';
import type { OsmElement } from '../../core/feature.ts';
import { mustLookHere, type Permit } from '../../core/licence/gate.ts';
import type { OsmApi } from '../../osm/ask.ts';
import { readElements } from '../../osm/read-elements.ts';
import { readUsers } from '../../osm/read-users.ts';
import { hiding } from '../gather-changes.ts';
import { untilKnown } from '../until-known.ts';

/** What settled tasks come to on the map of this moment. */
export type FreshChanges = Readonly<{
  changes: readonly Change[];
  permit: Permit;
  /** Tasks whose answers do not fit the map any more, or may not go there. */
  notPossible: readonly NotPossible[];
  /** Tasks of which the map says already what was answered. */
  done: readonly string[];
}>;

/**
 * Reads every element that the tasks are about, and merges what was answered with it: three-way, from what the volunteer saw.
 * @throws OsmApiFault where the map cannot be read
 */
export async function freshChanges(
  challenge: Challenge,
  tasks: readonly SettledTask[],
  api: OsmApi,
): Promise<FreshChanges> {
  const refs = tasks.flatMap(({ facts }) =>
    [facts.community, ...facts.others].flatMap(one =>
      one?.side === 'community' && elementOf(one.id) ? [one.id] : [],
    ),
  );
  const elements = new Map<string, OsmElement | 'gone'>(await readElements([...new Set(refs)], api));
  const made = await untilKnown(
    tasks.map(withoutStates),
    challenge,
    { elements, usedBy: new Map() },
    {
      elements: refs => readElements(refs, api),
      users: refs => readUsers(refs, api),
    },
  );
  const { changes, permit, notPossible: refused } = throughGate(made.changes, challenge);
  const idle = made.notPossible.filter(({ reason }) => reason === 'nothing-to-change');
  return {
    changes,
    permit,
    // They are told to tasks, whose history people read.
    notPossible: [...made.notPossible.filter(({ reason }) => reason !== 'nothing-to-change'), ...refused].map(
      one => (mustLookHere(challenge) ? hiding(one, tasks) : one),
    ),
    done: idle.map(({ task }) => task),
  };
}

/** The facts carry states, too, and from another server they may look newer than what is there. */
function withoutStates(task: SettledTask): SettledTask {
  const { facts } = task;
  const bare = <T extends { element?: unknown }>({ element: _, ...rest }: T) => rest;
  return {
    ...task,
    facts: {
      ...facts,
      community: facts.community && bare(facts.community),
      others: facts.others.map(bare),
    } as SettledTask['facts'],
  };
}
