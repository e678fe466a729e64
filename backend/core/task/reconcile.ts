import { compareText } from '../compare-text.ts';
import type { Finding, Kind } from '../discrepancy/discrepancy.ts';
import type { Feature, LonLat } from '../feature.ts';
import { standsAsAnswered } from './as-answered.ts';
import { type DataTimes, later, newest, told } from './data-times.ts';
import { factsDigest } from './digest.ts';
import type { Reason } from './reason.ts';
import { reopening } from './reopening.ts';
import type { StandingTask } from './standing-task.ts';
import { stillAsked, type Transition, transition, type Verdict } from './transition.ts';

export type ReconcileInput = Readonly<{
  tasks: readonly StandingTask[];
  /** What the new comparison says of each place; without discrepancies where the two sides agree. */
  findings: readonly Readonly<{ place: string; finding: Finding }>[];
  times: DataTimes;
  /** Whether the comparison speaks about a point. */
  covered: (at: LonLat) => boolean;
  /** Whether the challenge's own area still holds a point; always, where staff drew none. */
  wanted?: (at: LonLat) => boolean;
  /** Kinds that the challenge's rules ask about; all, where it is not given. */
  kinds?: readonly Kind[];
  /** Metres; two positions that are closer say the same (`answers.tolerance`). */
  tolerance: number;
  /** ISO 8601 */
  now: string;
  newId: (place: string) => string;
}>;

export type NewTask = Readonly<{
  id: string;
  place: string;
  state: 'open';
  facts: Finding;
  factsDigest: string;
  reason: Reason;
}>;

export type Reconciliation = Readonly<{ opened: readonly NewTask[]; changed: readonly Transition[] }>;

const ownFeatures = ({ official, community }: Finding): readonly Feature[] =>
  [official, community].filter(feature => feature !== null);

const nameOf = (feature: Feature): string => `${feature.side} ${feature.id}`;

/** The comparison still shows discrepancies of the task's place. */
const stillThere = (task: StandingTask, now: Finding, times: DataTimes): Transition | null => {
  const digest = factsDigest(now);
  if (task.state === 'exported') return null;
  if (stillAsked.has(task.state) || task.state === 'conflict') {
    const other = digest !== task.factsDigest;
    const verdict: Verdict = other
      ? { event: 'seen-changed', reason: { code: 'facts-changed' } }
      : { event: 'seen-same', reason: { code: 'facts-refreshed' } };
    return transition(task, verdict, now, digest, null);
  }
  const verdict = reopening(task, now, digest, times);
  if (verdict) return transition(task, verdict, now, digest, null);
  // What was settled keeps the facts it was settled for; the same facts may be fresher (an element's new version).
  if (task.state !== 'settled' || digest !== task.factsDigest || task.settlement === null) return null;
  return transition(task, { event: 'seen-same', reason: { code: 'facts-refreshed' } }, now, digest, null);
};

/** The comparison shows nothing wrong at the task's place any more, and covers it. */
const hasGone = (
  task: StandingTask,
  { times, now }: Pick<ReconcileInput, 'times' | 'now'>,
): Transition | null => {
  if (task.state === 'exported' || task.state === 'verified') return null;
  const data = told(times);
  const at = newest(times) ?? now;
  const gone = { event: 'gone', reason: { code: 'gone', data } } as const;
  if (stillAsked.has(task.state))
    return transition(task, gone, null, task.factsDigest, { outcome: 'already-fixed', at });
  // Settled by data alone, and seen right again; or settled as no issue, and nothing asks about it.
  if (task.state === 'settled' && (task.settlement === null || task.outcome === 'not-an-issue')) return null;
  const right = { event: 'gone', reason: { code: 'seen-right', data } } as const;
  const outcome = task.outcome === 'cant-tell' || task.outcome === null ? 'already-fixed' : task.outcome;
  // From now on only data younger than what showed it right can say that it came back.
  return transition(task, right, null, task.factsDigest, {
    outcome,
    at: later(task.settledAt, at) ? task.settledAt! : at,
  });
};

const leftOut = (task: StandingTask, reason: Reason): Transition | null => {
  if (!stillAsked.has(task.state) && task.state !== 'conflict') return null;
  return transition(task, { event: 'left-out', reason }, null, task.factsDigest, null);
};

/** Features that are asked about within another place's finding. */
const askedElsewhere = (findings: ReconcileInput['findings']): ReadonlySet<string> =>
  new Set(
    findings.flatMap(({ finding }) =>
      finding.discrepancies.flatMap(discrepancy => {
        if (discrepancy.kind === 'possible-match') return [`community ${discrepancy.candidate}`];
        if (discrepancy.kind === 'duplicate')
          return discrepancy.others.map(id => `${discrepancy.side} ${id}`);
        return [];
      }),
    ),
  );

/**
 * What a new comparison makes of tasks that stand, each by itself, in the order of their ids; only those that change.
 */
export const changedTasks = (input: Omit<ReconcileInput, 'newId'>): readonly Transition[] => {
  const { tasks, findings, times, covered, wanted = () => true, kinds } = input;
  if (tasks.length === 0) return [];
  const found = new Map(findings.map(({ place, finding }) => [place, finding]));
  const elsewhere = askedElsewhere(findings);

  const follow = (task: StandingTask): Transition | null => {
    const now = found.get(task.place);
    if (now && standsAsAnswered(task, now, input.tolerance)) return hasGone(task, input);
    if (now && now.discrepancies.length > 0) return stillThere(task, now, times);
    const own = ownFeatures(task.facts);
    if (!own.every(({ at }) => wanted(at))) return leftOut(task, { code: 'left-out' });
    const asked = task.facts.discrepancies;
    if (kinds && asked.length > 0 && !asked.some(({ kind }) => kinds.includes(kind)))
      return leftOut(task, { code: 'left-out' });
    if (!now && own.some(feature => elsewhere.has(nameOf(feature))))
      return leftOut(task, { code: 'asked-with-another' });
    // Two features that agree were both seen; what was not seen must lie where the comparison speaks.
    return now || own.every(({ at }) => covered(at)) ? hasGone(task, input) : null;
  };

  return tasks
    .map(follow)
    .filter(t => t !== null)
    .sort((a, b) => compareText(a.task, b.task));
};

/**
 * Holds a new comparison against the tasks that stand: the table of docs/architecture.md. Gives back only what changes,
 * by task id and by place, so that an unchanged run gives back nothing, and a repeated one nothing the second time. The
 * order of tasks and findings does not matter.
 */
export const reconcile = (input: ReconcileInput): Reconciliation => {
  const { tasks, findings, times, newId } = input;
  const found = new Map(findings.map(({ place, finding }) => [place, finding]));
  const known = new Set(tasks.map(({ place }) => place));
  const opened = [...found]
    .filter(([place, finding]) => !known.has(place) && finding.discrepancies.length > 0)
    .map(
      ([place, finding]): NewTask => ({
        id: newId(place),
        place,
        state: 'open',
        facts: finding,
        factsDigest: factsDigest(finding),
        reason: { code: 'found', data: told(times) },
      }),
    );
  return {
    opened: opened.sort((a, b) => compareText(a.place, b.place)),
    changed: changedTasks(input),
  };
};
