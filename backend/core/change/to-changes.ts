import type { Answer } from '../answer/answer.ts';
import type { Challenge } from '../challenge/challenge.ts';
import { compareText } from '../compare-text.ts';
import type { Finding } from '../discrepancy/discrepancy.ts';
import type { Feature, OsmElement } from '../feature.ts';
import type { Change, Correction, LeavingValue, NotPossible } from './change.ts';
import { editProblems } from './check-edit.ts';
import { correctionsOf } from './corrections.ts';
import { currentState, type MapState } from './current-state.ts';
import { dropTogether } from './drop-together.ts';
import { isRefusal, type Refusal, refusal } from './effect.ts';
import { planFix } from './plan-fix.ts';
import { applyTask, changesOf, emptyWorkbench } from './workbench.ts';

export type SettledTask = Readonly<{ id: string; facts: Finding; answer: Answer }>;

export type ToChanges = Readonly<{
  /** New nodes, then edits by element, then deletions. */
  changes: Change[];
  /** In the order of the tasks. */
  notPossible: NotPossible[];
  corrections: Correction[];
  /** Elements (`way/12`) whose full state is neither in the facts nor in `elements`, sorted: read them and ask again. */
  needs: string[];
  /** Elements of which it is not known what needs them, and should be, sorted: ask, and come again. */
  asks: string[];
}>;

/** Goes with every change of a sample, so that the gate marks it whatever else is in it. */
const marksOf = ({ id, sample, official, community }: Challenge): readonly LeavingValue[] =>
  sample || official.licence === 'fictional' || community.licence === 'fictional'
    ? [{ key: '@sample', value: id, origin: { licence: 'fictional', attribution: official.attribution } }]
    : [];

/**
 * What settled answers become: edits of the map, corrections for the agency, or the reason why an edit cannot be made.
 * Edits of one element from several tasks become one; what others changed since is merged; each answer is carried out
 * whole or not at all. Every fix ends in a change or in one NotPossible. The order of `settled` does not matter.
 *
 * `elements`: current states that were read from the map, by `way/12`. `usedBy`: which ways and relations need an element, by
 * `node/12`, as far as somebody asked (see backend/osm/read-users.ts); a node that is not in it may be moved, but is
 * never deleted.
 */
export function toChanges(
  settled: readonly SettledTask[],
  elements: ReadonlyMap<string, OsmElement | 'gone'>,
  challenge: Challenge,
  usedBy: ReadonlyMap<string, readonly string[]> = new Map(),
): ToChanges {
  const asks = new Set<string>();
  const map: MapState = {
    elements: newest(settled, elements),
    usersOf: ref => {
      const known = usedBy.get(ref);
      if (!known) asks.add(ref);
      return known;
    },
  };
  const notPossible: NotPossible[] = [];
  const corrections: Correction[] = [];
  const work = emptyWorkbench();
  const { licence, attribution } = challenge.community;

  for (const task of [...settled].sort((a, b) => compareText(a.id, b.id))) {
    const own = correctionsOf(task, { licence, attribution });
    corrections.push(...own);
    if (task.answer.say !== 'fix') continue;
    const effects = planFix(task.facts, task.answer.fix, challenge, map);
    const next = isRefusal(effects)
      ? effects
      : applyTask(work, task.id, effects, feature => knownState(feature, map, challenge));
    if (isRefusal(next)) notPossible.push({ task: task.id, ...next });
    else if (!next.anything && own.length === 0)
      notPossible.push({
        task: task.id,
        reason: 'nothing-to-change',
        detail: 'the map says already what was answered',
      });
  }

  const made = changesOf(work, marksOf(challenge));
  const unsound = new Map<Change, Refusal>();
  for (const change of made) {
    const problems = editProblems(change.edit);
    if (problems.length > 0) unsound.set(change, refusal('invalid-value', problems.join('; ')));
  }
  const { changes, notPossible: dropped } = dropTogether(made, unsound);
  const needs = notPossible.flatMap(({ reason, element }) =>
    reason === 'element-state-unknown' && element ? [element] : [],
  );
  return {
    changes,
    notPossible: [...notPossible, ...dropped].sort((a, b) => compareText(a.task, b.task)),
    corrections,
    needs: [...new Set(needs)].sort(),
    asks: [...asks].sort(),
  };
}

/** By `way/12`, the newest state that anybody knows: what was read, or what the facts of any task carry. */
function newest(
  settled: readonly SettledTask[],
  elements: ReadonlyMap<string, OsmElement | 'gone'>,
): ReadonlyMap<string, OsmElement | 'gone'> {
  const known = new Map(elements);
  for (const { facts } of settled)
    for (const feature of [facts.community, ...facts.others]) {
      if (feature?.side !== 'community' || !feature.element) continue;
      const before = known.get(feature.id);
      if (before !== 'gone' && (before?.version ?? 0) < feature.element.version)
        known.set(feature.id, feature.element);
    }
  return known;
}

/** A state that the plan has looked at already. */
function knownState(feature: Feature, map: MapState, challenge: Challenge): OsmElement {
  const state = currentState(feature, map, challenge.community);
  if (isRefusal(state)) throw new Error(`${feature.id} was planned without its state`);
  return state;
}
