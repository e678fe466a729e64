import type { Outcome } from '../answer/answer.ts';
import type { Challenge } from '../challenge/challenge.ts';
import { compareText } from '../compare-text.ts';
import type { Kind } from '../discrepancy/discrepancy.ts';
import type { LonLat, Tags } from '../feature.ts';
import { gate, mustLookHere, type Permit } from '../licence/gate.ts';
import type { Destination, Origin } from '../licence/licence.ts';
import { areaAround, lookHereText } from '../licence/look-here.ts';
import { withoutMentions } from '../talk/comment.ts';
import type { TaskState } from '../task/task.ts';
import type { Change, Correction, LeavingValue, NotPossible } from './change.ts';
import { positionText, refOf } from './element-ref.ts';
import type { SettledTask, ToChanges } from './to-changes.ts';

/** A settled task with where it stands by now. */
export type SettledWithState = SettledTask & Readonly<{ state: TaskState }>;

/** What is known of one element before or after an edit. */
export type State = Readonly<{ at: LonLat | null; tags: Tags }>;

/** One settled task, or one of its edits where it has several, for anybody's own tools. */
export type SettledRow = Readonly<{
  task: string;
  /** Where it stands: `settled` also while it went to the map and was not read back yet. */
  state: TaskState;
  outcome: Outcome;
  kinds: readonly Kind[];
  action: 'create' | 'modify' | 'delete' | 'correction' | 'none';
  /** `node/12`; null where nothing is on the map yet. */
  element: string | null;
  officialId: string | null;
  /** Where it is on a map; null where that may not be told. */
  at: LonLat | null;
  before: State | null;
  after: State | null;
  /** Why the answer is no edit. */
  reason: string | null;
  comment: string | null;
  /** Every value in the row, with its origin. */
  values: readonly LeavingValue[];
}>;

type Context = Readonly<{
  challenge: Challenge;
  /** What official values may do in this file; null: nothing of them is in it. */
  official: Origin | null;
  community: Origin;
  seed: string;
}>;
type Loose = Omit<SettledRow, 'values' | 'task' | 'state' | 'outcome' | 'kinds' | 'comment'>;

const tagValues = (tags: Tags, origin: Origin): LeavingValue[] =>
  Object.entries(tags).map(([key, value]) => ({ key, value, origin }));
const positionValue = (at: LonLat, origin: Origin): LeavingValue => ({
  key: '@position',
  value: positionText(at),
  origin,
});
const stateValues = (state: State | null, origin: Origin): LeavingValue[] =>
  state ? [...tagValues(state.tags, origin), ...(state.at ? [positionValue(state.at, origin)] : [])] : [];

/** Where a task is, from what may be told of it. */
function placeOf(
  { facts }: SettledWithState,
  { official, community, seed, challenge }: Context,
): [LonLat | null, LeavingValue[]] {
  if (facts.community) return [facts.community.at, [positionValue(facts.community.at, community)]];
  if (!facts.official) return [null, []];
  if (official) return [facts.official.at, [positionValue(facts.official.at, official)]];
  return [areaAround(facts.official.at, facts.official.id, seed, challenge.match.radius).centre, []];
}

function rowOf(
  task: SettledWithState,
  context: Context,
  loose: Loose,
  values: readonly LeavingValue[],
): SettledRow {
  const { facts, answer } = task;
  const comment = answer.comment === undefined ? null : withoutMentions(answer.comment);
  return {
    ...loose,
    task: task.id,
    state: task.state,
    outcome: answer.say === 'fix' ? 'fixed' : answer.say,
    kinds: facts.discrepancies.map(({ kind }) => kind),
    officialId: context.official ? loose.officialId : null,
    comment: comment !== null && !context.official ? lookHereText(comment, facts) : comment,
    values: [
      ...values,
      ...(context.official && loose.officialId !== null
        ? [{ key: '@official', value: loose.officialId, origin: context.official }]
        : []),
      ...(loose.element ? [{ key: '@element', value: loose.element, origin: context.community }] : []),
    ],
  };
}

function changeRow(task: SettledWithState, { edit, values }: Change, context: Context): SettledRow {
  const before: State | null =
    edit.action === 'create'
      ? null
      : { at: edit.before.type === 'node' ? edit.before.at : null, tags: edit.before.tags };
  const after: State | null =
    edit.action === 'create'
      ? { at: edit.at, tags: edit.tags }
      : edit.action === 'modify'
        ? { at: edit.after.type === 'node' ? edit.after.at : null, tags: edit.after.tags }
        : null;
  const own = after?.at ?? before?.at;
  const [at, placeValues] = own ? [own, []] : placeOf(task, context);
  return rowOf(
    task,
    context,
    {
      action: edit.action,
      element: edit.action === 'create' ? null : refOf(edit.before),
      officialId: task.facts.official?.id ?? null,
      at,
      before,
      after,
      reason: null,
    },
    [...values, ...stateValues(before, context.community), ...placeValues],
  );
}

function correctionRow(
  task: SettledWithState,
  { officialId, position, tags, gone }: Correction,
  context: Context,
): SettledRow {
  const before = Object.fromEntries(tags.flatMap(({ key, from }) => (from === null ? [] : [[key, from]])));
  const after = Object.fromEntries(tags.flatMap(({ key, to }) => (to === null ? [] : [[key, to]])));
  const at = position?.at ?? null;
  const [place, placeValues] = position
    ? [position.at, [positionValue(position.at, position.origin)]]
    : placeOf(task, context);
  return rowOf(
    task,
    context,
    {
      action: 'correction',
      element: task.facts.community?.id ?? null,
      officialId,
      at: place,
      before: context.official && tags.length > 0 ? { at: null, tags: before } : null,
      after: tags.length > 0 ? { at, tags: after } : null,
      reason: gone ? 'gone' : null,
    },
    [
      ...tags.flatMap(({ key, to, origin }) => (to === null ? [] : [{ key, value: to, origin }])),
      ...(context.official ? tagValues(before, context.official) : []),
      ...placeValues,
    ],
  );
}

function plainRow(task: SettledWithState, why: NotPossible | undefined, context: Context): SettledRow {
  const { community, official } = task.facts;
  const [at, placeValues] = placeOf(task, context);
  const before = community ? { at: community.at, tags: community.tags } : null;
  const reason = why ? `${why.reason}: ${why.detail}` : null;
  return rowOf(
    task,
    context,
    {
      action: 'none',
      element: community?.id ?? null,
      officialId: official?.id ?? null,
      at,
      before,
      after: null,
      reason: reason !== null && !context.official ? lookHereText(reason, task.facts) : reason,
    },
    [...stateValues(before, context.community), ...placeValues],
  );
}

function byTask<T>(
  items: readonly T[],
  tasksOf: (item: T) => readonly string[],
): ReadonlyMap<string, readonly T[]> {
  const groups = new Map<string, T[]>();
  for (const item of items)
    for (const task of tasksOf(item)) {
      const group = groups.get(task);
      if (group) group.push(item);
      else groups.set(task, [item]);
    }
  return groups;
}

/**
 * Everything that was settled, for GeoJSON and CSV, and the permit for it; sorted by task. Official values are in it only
 * where the gate lets them go there and the challenge is not in look-here mode; a row with another value that may not go
 * there keeps its outcome, and its values are left out.
 * @param seed secret, the same as for every other showing of the challenge's places
 */
export function settledRows(
  settled: readonly SettledWithState[],
  made: Pick<ToChanges, 'changes' | 'notPossible' | 'corrections'>,
  challenge: Challenge,
  destination: Extract<Destination, 'public-file' | 'internal'>,
  seed: string,
): Readonly<{ rows: SettledRow[]; permit: Permit }> {
  const { statements } = challenge;
  const allowed = (values: readonly LeavingValue[]) => gate(values, destination, { statements });
  const originOf = ({ licence, attribution }: Origin): Origin => ({ licence, attribution });
  const official = originOf(challenge.official);
  const mayShow =
    !mustLookHere(challenge) && allowed([{ key: '@position', value: '', origin: official }]).permit !== null;
  const context: Context = {
    challenge,
    official: mayShow ? official : null,
    community: originOf(challenge.community),
    seed,
  };
  const changes = byTask(made.changes, ({ tasks }) => tasks);
  const corrections = byTask(made.corrections, ({ task }) => [task]);
  const notPossible = byTask(made.notPossible, ({ task }) => [task]);
  const rows = [...settled]
    .sort((a, b) => compareText(a.id, b.id))
    .flatMap(task => {
      const own = [
        ...(changes.get(task.id) ?? []).map(change => changeRow(task, change, context)),
        ...(corrections.get(task.id) ?? []).map(correction => correctionRow(task, correction, context)),
      ];
      return own.length > 0 ? own : [plainRow(task, notPossible.get(task.id)?.[0], context)];
    })
    .map(
      (row): SettledRow =>
        allowed(row.values).permit
          ? row
          : { ...row, element: null, officialId: null, at: null, before: null, after: null, values: [] },
    );
  const { permit } = allowed(rows.flatMap(({ values }) => values));
  return { rows, permit: permit! };
}
