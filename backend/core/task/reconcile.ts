import type { Answer, Outcome } from '../answer/answer.ts';
import type { Finding, Kind } from '../discrepancy/discrepancy.ts';
import type { Feature, LonLat } from '../feature.ts';
import { canonical, communityDigest, factsDigest, officialDigest } from './digest.ts';
import { next, type Standing, type TaskEvent } from './lifecycle.ts';
import type { TaskState } from './task.ts';

/** A task as it stands before the run. */
export type StandingTask = Readonly<{
  id: string;
  place: string;
  state: TaskState;
  outcome: Outcome | null;
  /** The answer that was agreed on; null where newer data alone settled it. */
  settlement: Answer | null;
  facts: Finding;
  factsDigest: string;
  /** ISO 8601; null while it is not settled. */
  settledAt: string | null;
  /**
   * ISO 8601, when a fix was sent to the map; null: it was not yet, so that newer data cannot show it. Where nobody
   * keeps track, leave it out: then the fix counts as made when the task was settled.
   */
  sentAt?: string | null;
  /** Live claims: they outlast a change of the facts, which takes the answers away. */
  holders?: number;
}>;

/** ISO 8601; null where a source does not say how old its data is. */
export type DataTimes = Readonly<{ official: string | null; community: string | null }>;

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
  /** ISO 8601 */
  now: string;
  newId: (place: string) => string;
}>;

/** Why a run changed a task: the interface has a sentence for each. Times are ISO 8601. */
export type Reason =
  /** A new task. */
  | Readonly<{ code: 'found'; data: Readonly<Record<string, string>> }>
  /** The same question with fresher facts. */
  | Readonly<{ code: 'facts-refreshed' }>
  /** Other facts: what was answered before was about something else. */
  | Readonly<{ code: 'facts-changed' }>
  /** Settled as not an issue, for other facts. */
  | Readonly<{ code: 'not-an-issue-facts-changed'; data: Readonly<Record<string, string>> }>
  /** The agency changed its row, and the two sides still disagree. */
  | Readonly<{ code: 'official-row-changed'; data: Readonly<Record<string, string>> }>
  /** Data newer than the fix still shows what was fixed. */
  | Readonly<{ code: 'not-fixed-yet'; data: Readonly<Record<string, string>> }>
  /** Nothing is wrong any more in the data of these times. */
  | Readonly<{ code: 'gone'; data: Readonly<Record<string, string>> }>
  /** Both sides were seen to agree after somebody had put it right. */
  | Readonly<{ code: 'seen-right'; data: Readonly<Record<string, string>> }>
  /** What had gone is there again. */
  | Readonly<{ code: 'came-back'; data: Readonly<Record<string, string>> }>
  /** Its features are asked about with another place: a duplicate, a possible match. */
  | Readonly<{ code: 'asked-with-another' }>
  /** The challenge's area or rules leave it out now. */
  | Readonly<{ code: 'left-out' }>;

/** What becomes of one task. Everything in it is to be written as it is; answers that were set aside are superseded. */
export type Transition = Readonly<{
  task: string;
  event: TaskEvent;
  from: TaskState;
  to: TaskState;
  outcome: Outcome | null;
  settledAt: string | null;
  /** New facts; absent where the old ones stay. */
  facts?: Finding;
  factsDigest?: string;
  /** Answers about the old facts count no more. */
  answersSetAside: boolean;
  reason: Reason;
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

const byText = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

const told = ({ official, community }: DataTimes): Readonly<Record<string, string>> => ({
  ...(official ? { official } : {}),
  ...(community ? { community } : {}),
});

const later = (a: string | null, b: string | null): boolean =>
  a !== null && b !== null && Date.parse(a) > Date.parse(b);

/** The time of the younger data; null where neither side says. */
const newest = ({ official, community }: DataTimes): string | null =>
  official && community ? (later(official, community) ? official : community) : (official ?? community);

const ownFeatures = ({ official, community }: Finding): readonly Feature[] =>
  [official, community].filter(feature => feature !== null);

const nameOf = (feature: Feature): string => `${feature.side} ${feature.id}`;

const stillAsked: ReadonlySet<TaskState> = new Set<TaskState>([
  'open',
  'claimed',
  'pending',
  'agreed-so-far',
  'in-review',
  'stale',
]);

/** Which sides say something else than in the task's facts, and say when: only they can reopen what was settled. */
const changedSides = (
  before: Finding,
  now: Finding,
  times: DataTimes,
): readonly ('official' | 'community')[] => [
  ...(times.official !== null && officialDigest(before) !== officialDigest(now) ? ['official' as const] : []),
  ...(times.community !== null && communityDigest(before) !== communityDigest(now)
    ? ['community' as const]
    : []),
];

type Verdict = Readonly<{ event: TaskEvent; reason: Reason }>;

/**
 * What a settled or finished task makes of a comparison that still shows discrepancies; null: nothing. Data of unknown
 * time never reopens.
 */
const reopening = (task: StandingTask, now: Finding, digest: string, times: DataTimes): Verdict | null => {
  const data = told(times);
  const changed = changedSides(task.facts, now, times);
  if (task.state === 'verified' || (task.outcome === 'already-fixed' && task.settlement === null))
    return later(newest(times), task.settledAt)
      ? { event: 'came-back', reason: { code: 'came-back', data } }
      : null;
  switch (task.outcome) {
    case 'fixed':
    case 'already-fixed': {
      const unsent = task.outcome === 'fixed' && task.sentAt === null;
      const fixedAt = (task.outcome === 'fixed' ? task.sentAt : undefined) ?? task.settledAt;
      if (!unsent && later(times.community, fixedAt))
        return { event: 'seen-again', reason: { code: 'not-fixed-yet', data } };
      if (digest === task.factsDigest) return null;
      if (changed.includes('official'))
        return { event: 'seen-changed', reason: { code: 'official-row-changed', data } };
      // The map's side may be from before a fix that was sent; before one that was not, it is news.
      return unsent && changed.length > 0
        ? { event: 'seen-changed', reason: { code: 'facts-changed' } }
        : null;
    }
    case 'official-wrong':
      return changed.includes('official')
        ? { event: 'seen-changed', reason: { code: 'official-row-changed', data } }
        : null;
    case 'not-an-issue':
      return digest !== task.factsDigest && changed.length > 0
        ? { event: 'seen-changed', reason: { code: 'not-an-issue-facts-changed', data } }
        : null;
    case 'cant-tell':
    case null:
      return digest !== task.factsDigest && changed.length > 0
        ? { event: 'seen-changed', reason: { code: 'facts-changed' } }
        : null;
  }
};

/** Every task's probability and evidence change a little with every row of a dataset: alone they are no news. */
const news = ({ official, community, others, discrepancies }: Finding): string =>
  canonical({
    official,
    community,
    others,
    discrepancies: discrepancies.map(d => (d.kind === 'possible-match' ? { ...d, probability: 0 } : d)),
  });

const same = (a: Finding, b: Finding): boolean => news(a) === news(b);

/** The task after an event; null where nothing at all would change. */
const transition = (
  task: StandingTask,
  { event, reason }: Verdict,
  facts: Finding | null,
  digest: string,
  settled: Readonly<{ outcome: Outcome; at: string }> | null,
): Transition | null => {
  const otherFacts = facts !== null && digest !== task.factsDigest;
  const standing: Standing = { pending: 0, counted: 0, holders: task.holders ?? 0 };
  const to = next(task.state, event, standing);
  const undecided = stillAsked.has(to) && to !== 'in-review';
  const outcome = settled ? settled.outcome : undecided ? null : task.outcome;
  const settledAt = settled ? settled.at : undecided ? null : task.settledAt;
  if (to === task.state && (facts === null || same(facts, task.facts)) && outcome === task.outcome)
    return null;
  return {
    task: task.id,
    event,
    from: task.state,
    to,
    outcome,
    settledAt,
    ...(facts ? { facts, factsDigest: digest } : {}),
    answersSetAside: otherFacts || (undecided && !stillAsked.has(task.state)),
    reason,
  };
};

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
const hasGone = (task: StandingTask, { times, now }: ReconcileInput): Transition | null => {
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
 * Holds a new comparison against the tasks that stand: the table of DESIGN.md, section 6. Gives back only what changes,
 * by task id and by place, so that an unchanged run gives back nothing, and a repeated one nothing the second time. The
 * order of tasks and findings does not matter.
 */
export const reconcile = (input: ReconcileInput): Reconciliation => {
  const { tasks, findings, times, covered, wanted = () => true, kinds, newId } = input;
  const found = new Map(findings.map(({ place, finding }) => [place, finding]));
  const known = new Set(tasks.map(({ place }) => place));
  const elsewhere = askedElsewhere(findings);

  const follow = (task: StandingTask): Transition | null => {
    const now = found.get(task.place);
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

  const changed = tasks.map(follow).filter(t => t !== null);
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
    opened: opened.sort((a, b) => byText(a.place, b.place)),
    changed: changed.sort((a, b) => byText(a.task, b.task)),
  };
};
