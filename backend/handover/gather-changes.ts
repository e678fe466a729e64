import type { Config } from '../config.ts';
import type { Challenge } from '../core/challenge/challenge.ts';
import type { Change, Correction, NotPossible } from '../core/change/change.ts';
import type { SettledWithState } from '../core/change/settled-rows.ts';
import { throughGate } from '../core/change/through-gate.ts';
import { compareText } from '../core/compare-text.ts';
import { mustLookHere, type Permit } from '../core/licence/gate.ts';
import { lookHereText } from '../core/licence/look-here.ts';
import type { Store } from '../store/connect.ts';
import { settledByPeople } from '../store/tasks/task-queries.ts';
import { byTheMap } from './by-the-map.ts';

/** What the settled answers of a challenge come to, behind the licence gate. */
export type Gathered = Readonly<{
  challenge: Challenge;
  settled: readonly SettledWithState[];
  changes: Change[];
  /** For these changes, to OSM. */
  permit: Permit;
  notPossible: NotPossible[];
  corrections: Correction[];
}>;

/** Of all that is settled and on its way nowhere else. */
export async function gatherChanges(store: Store, config: Config, challenge: Challenge): Promise<Gathered> {
  return gathered(config, challenge, await settledByPeople(store, challenge.id));
}

export async function gathered(
  config: Config,
  challenge: Challenge,
  settled: readonly SettledWithState[],
): Promise<Gathered> {
  const { made, failure } = await byTheMap(settled, challenge, config);
  const { changes, permit, notPossible: refused } = throughGate(made.changes, challenge);
  const notPossible = [...made.notPossible, ...refused]
    .map(one => withReason(one, failure))
    .map(one => (mustLookHere(challenge) ? hiding(one, settled) : one))
    .sort((a, b) => compareText(a.task, b.task));
  return { challenge, settled, changes, permit, notPossible, corrections: made.corrections };
}

/** Why an element could not be read is part of the reason. */
const withReason = (one: NotPossible, failure: string | null): NotPossible =>
  one.reason === 'element-state-unknown' && failure ? { ...one, detail: `${one.detail}: ${failure}` } : one;

/** Its words without what the agency states. */
export function hiding(
  one: NotPossible,
  settled: readonly Pick<SettledWithState, 'id' | 'facts'>[],
): NotPossible {
  const facts = settled.find(({ id }) => id === one.task)?.facts;
  return facts ? { ...one, detail: lookHereText(one.detail, facts) } : one;
}
