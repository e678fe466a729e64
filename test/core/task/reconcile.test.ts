import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Answer, Outcome } from '../../../backend/core/answer/answer.ts';
import type { Discrepancy, Finding } from '../../../backend/core/discrepancy/discrepancy.ts';
import type { Feature } from '../../../backend/core/feature.ts';
import type { DataTimes } from '../../../backend/core/task/data-times.ts';
import { factsDigest } from '../../../backend/core/task/digest.ts';
import { type ReconcileInput, type Reconciliation, reconcile } from '../../../backend/core/task/reconcile.ts';
import type { StandingTask } from '../../../backend/core/task/standing-task.ts';
import type { TaskState } from '../../../backend/core/task/task.ts';
import { feature, finding } from './finding.ts';

const A = feature('official', 'A', [4, 50], { name: 'Nord' });
const X = feature('community', 'node/1', [4.001, 50], { name: 'Nord' });
const missing: Discrepancy = { kind: 'missing' };
const moved: Discrepancy = { kind: 'moved', metres: 70, tolerance: 50 };

const noon = '2024-06-01T12:00:00Z';
const before: DataTimes = { official: '2024-06-01T08:00:00Z', community: '2024-06-01T08:00:00Z' };
const after: DataTimes = { official: '2024-06-02T08:00:00Z', community: '2024-06-02T08:00:00Z' };
const unknown: DataTimes = { official: null, community: null };

const answers: Readonly<Record<Outcome, Answer>> = {
  fixed: { say: 'fix', fix: { tags: [] } },
  'not-an-issue': { say: 'not-an-issue' },
  'already-fixed': { say: 'already-fixed' },
  'official-wrong': { say: 'official-wrong' },
  'cant-tell': { say: 'cant-tell' },
};

const standing = (
  facts: Finding,
  state: TaskState = 'open',
  outcome: Outcome | null = null,
): StandingTask => ({
  id: 't1',
  place: 'p1',
  state,
  outcome,
  settlement: outcome && answers[outcome],
  facts,
  factsDigest: factsDigest(facts),
  settledAt: outcome && noon,
});

const run = (
  tasks: readonly StandingTask[],
  findings: readonly Finding[],
  more: Partial<ReconcileInput> = {},
): Reconciliation =>
  reconcile({
    tasks,
    findings: findings.map((f, i) => ({ place: `p${i + 1}`, finding: f })),
    times: after,
    covered: () => true,
    tolerance: 20,
    now: '2024-06-02T09:00:00Z',
    newId: place => `t${place.slice(1)}`,
    ...more,
  });

const only = (result: Reconciliation) => {
  expect(result.opened).toEqual([]);
  expect(result.changed).toHaveLength(1);
  return result.changed[0]!;
};
const nothing: Reconciliation = { opened: [], changed: [] };

const gap = finding(A, null, missing);
const apart = finding(A, X, moved);
const agreeing = finding(A, X);
const elsewhere = finding({ ...A, at: [4.1, 50] }, X, moved);
const asked: readonly TaskState[] = ['open', 'pending', 'agreed-so-far', 'in-review'];

describe('a place without a task', () => {
  it('gets one where something is wrong', () => {
    const { opened, changed } = run([], [gap]);
    expect(changed).toEqual([]);
    expect(opened).toEqual([
      {
        id: 't1',
        place: 'p1',
        state: 'open',
        facts: gap,
        factsDigest: factsDigest(gap),
        reason: { code: 'found', data: after },
      },
    ]);
  });

  it('gets none where the two sides agree', () => {
    expect(run([], [agreeing])).toEqual(nothing);
  });

  it('gets one from data of unknown time too', () => {
    expect(run([], [gap], { times: unknown }).opened).toHaveLength(1);
  });
});

describe('a map that says what was settled', () => {
  const position = (lon: number): Answer => ({
    say: 'fix',
    fix: { tags: [], position: { at: [lon, 50], origin: { licence: 'observation' } } },
  });
  const [lon] = X.at;
  const settledAt = (at: number, state: TaskState = 'settled') => ({
    ...standing(finding(A, feature('community', X.id, [lon + 0.01, 50]), moved), state, 'fixed'),
    settlement: position(at),
    sentAt: noon,
  });

  it('is right, though the agency’s row, which is as it was, still lies elsewhere', () => {
    expect(only(run([settledAt(lon)], [apart]))).toMatchObject({ to: 'verified', outcome: 'fixed' });
    expect(run([settledAt(lon, 'verified')], [apart])).toEqual(nothing);
  });

  it('is not, further from it than answers may differ, or once the agency says something new', () => {
    expect(only(run([settledAt(lon + 0.001)], [apart]))).toMatchObject({ to: 'open' });
    expect(only(run([settledAt(lon, 'verified')], [elsewhere]))).toMatchObject({ to: 'open' });
  });

  it('is asked about for what nobody was asked', () => {
    const also = finding(A, X, moved, {
      kind: 'tags-differ',
      differences: [{ key: 'name', official: 'A', community: 'X' }],
    });
    expect(only(run([settledAt(lon, 'verified')], [also]))).toMatchObject({ to: 'open' });
  });
});

describe('discrepancies that are still there', () => {
  it('change nothing', () => {
    for (const state of asked) expect(run([standing(gap, state)], [gap])).toEqual(nothing);
  });

  it('change nothing when the database gives the facts back with their keys in another order', () => {
    const turned = (value: unknown): unknown =>
      Array.isArray(value)
        ? value.map(turned)
        : value && typeof value === 'object'
          ? Object.fromEntries(
              Object.entries(value)
                .reverse()
                .map(([k, v]) => [k, turned(v)]),
            )
          : value;
    expect(run([standing(turned(apart) as Finding)], [apart])).toEqual(nothing);
  });

  it('bring new facts to the same task, and its answers are asked again', () => {
    for (const state of asked) {
      const t = only(run([standing(gap, state)], [elsewhere]));
      expect(t).toMatchObject({ event: 'seen-changed', from: state, to: 'open', answersSetAside: true });
      expect(t).toMatchObject({
        facts: elsewhere,
        factsDigest: factsDigest(elsewhere),
        reason: { code: 'facts-changed' },
      });
    }
  });

  it('keep the history when a missing place turns up elsewhere', () => {
    expect(only(run([standing(gap)], [apart]))).toMatchObject({ task: 't1', facts: apart });
  });

  it('refresh the facts without setting answers aside when the question is the same', () => {
    const fresher = finding(A, { ...X, tags: { ...X.tags, wheelchair: 'yes' } }, moved);
    for (const state of [...asked, 'conflict'] as const) {
      const t = only(run([standing(apart, state)], [fresher]));
      expect(t).toMatchObject({ from: state, to: state, answersSetAside: false, facts: fresher });
    }
  });

  it('do not write every task again because the weights of the evidence wavered', () => {
    const wavered: Finding = { ...apart, match: { probability: 0.8, distance: 70, evidence: [] } };
    expect(run([standing(apart)], [wavered])).toEqual(nothing);
  });
});

describe('discrepancies that have gone', () => {
  it('close the task by itself, and it says which data showed it', () => {
    for (const state of [...asked, 'stale'] as const) {
      const t = only(run([standing(apart, state)], [agreeing]));
      expect(t).toMatchObject({ event: 'gone', to: 'settled', outcome: 'already-fixed' });
      expect(t.reason).toEqual({ code: 'gone', data: after });
    }
  });

  it('close it when the place itself is gone from both sides', () => {
    expect(only(run([standing(gap)], []))).toMatchObject({ to: 'settled', outcome: 'already-fixed' });
  });

  it('close it by data of unknown time too', () => {
    expect(only(run([standing(gap)], [], { times: unknown }))).toMatchObject({
      to: 'settled',
      settledAt: '2024-06-02T09:00:00Z',
      reason: { code: 'gone', data: {} },
    });
  });

  it('mean nothing outside what the comparison covers', () => {
    for (const state of asked)
      expect(run([standing(gap, state)], [], { covered: () => false })).toEqual(nothing);
  });

  it('are believed outside the coverage when both features were seen to agree', () => {
    expect(only(run([standing(apart)], [agreeing], { covered: () => false }))).toMatchObject({
      to: 'settled',
    });
  });

  it('open the same task again when newer data shows them again', () => {
    const closed: StandingTask = { ...standing(gap, 'settled', 'already-fixed'), settlement: null };
    expect(only(run([closed], [gap]))).toMatchObject({
      event: 'came-back',
      to: 'open',
      outcome: null,
      settledAt: null,
    });
    expect(run([closed], [gap], { times: before })).toEqual(nothing);
    expect(run([closed], [gap], { times: unknown })).toEqual(nothing);
  });
});

describe('a task settled as not an issue', () => {
  const task = standing(apart, 'settled', 'not-an-issue');

  it('stays so while the facts are the same', () => {
    expect(run([task], [apart])).toEqual(nothing);
  });

  it('stays so when nothing is wrong any more', () => {
    expect(run([task], [agreeing])).toEqual(nothing);
  });

  it('reopens when the facts change, and says why', () => {
    expect(only(run([task], [elsewhere]))).toMatchObject({
      event: 'seen-changed',
      to: 'open',
      outcome: null,
      answersSetAside: true,
      reason: { code: 'not-an-issue-facts-changed' },
    });
  });

  it('does not reopen on data of unknown time', () => {
    expect(run([task], [elsewhere], { times: unknown })).toEqual(nothing);
    // The row moved, and only the map's time is known: nobody knows how old the row is.
    expect(run([task], [elsewhere], { times: { ...after, official: null } })).toEqual(nothing);
  });
});

describe('a task settled as the agency being wrong', () => {
  const task = standing(apart, 'settled', 'official-wrong');
  const mapChanged = finding(A, { ...X, at: [4.002, 50] }, moved);

  it('stays so while the official row is the same, whatever the map does', () => {
    expect(run([task], [apart])).toEqual(nothing);
    expect(run([task], [mapChanged])).toEqual(nothing);
  });

  it('reopens when the official row changes and the two still disagree', () => {
    expect(only(run([task], [elsewhere]))).toMatchObject({
      to: 'open',
      reason: { code: 'official-row-changed' },
    });
  });

  it('is verified when both sides agree', () => {
    expect(only(run([task], [agreeing]))).toMatchObject({
      to: 'verified',
      outcome: 'official-wrong',
      reason: { code: 'seen-right' },
    });
  });

  it('is verified when the agency takes its row away', () => {
    expect(only(run([standing(gap, 'settled', 'official-wrong')], []))).toMatchObject({ to: 'verified' });
  });
});

describe('a task that was fixed', () => {
  const task = standing(apart, 'settled', 'fixed');

  it('reopens as not fixed yet when data newer than the fix still shows it', () => {
    expect(only(run([task], [apart]))).toMatchObject({
      event: 'seen-again',
      to: 'open',
      answersSetAside: true,
      reason: { code: 'not-fixed-yet', data: after },
    });
  });

  it('does not reopen on data older than the fix, or of unknown time', () => {
    expect(run([task], [apart], { times: before })).toEqual(nothing);
    expect(run([task], [apart], { times: unknown })).toEqual(nothing);
    expect(run([task], [apart], { times: { official: after.official, community: null } })).toEqual(nothing);
  });

  it('waits for newer data after the fix was sent, where that is known', () => {
    expect(run([{ ...task, sentAt: '2024-06-03T00:00:00Z' }], [apart])).toEqual(nothing);
    expect(only(run([{ ...task, sentAt: noon }], [apart]))).toMatchObject({ to: 'open' });
  });

  it('keeps its answer while it was not sent, since the map cannot show it yet', () => {
    expect(run([{ ...task, sentAt: null }], [apart])).toEqual(nothing);
    expect(only(run([{ ...task, sentAt: null }], [elsewhere]))).toMatchObject({
      to: 'open',
      event: 'seen-changed',
    });
  });

  it('is verified when it is seen right', () => {
    expect(only(run([task], [agreeing]))).toMatchObject({ event: 'gone', to: 'verified', outcome: 'fixed' });
  });

  it('is asked again when the agency changes its row meanwhile', () => {
    const times = { ...before, official: after.official };
    expect(only(run([task], [elsewhere], { times }))).toMatchObject({
      to: 'open',
      reason: { code: 'official-row-changed' },
    });
  });

  it('waits while its upload is under way', () => {
    const exported = standing(apart, 'exported', 'fixed');
    for (const now of [[], [apart], [elsewhere], [agreeing]]) expect(run([exported], now)).toEqual(nothing);
  });

  it('opens again after it was verified only when newer data shows it', () => {
    const verified = standing(apart, 'verified', 'fixed');
    expect(run([verified], [agreeing])).toEqual(nothing);
    expect(run([verified], [apart], { times: before })).toEqual(nothing);
    expect(run([verified], [apart], { times: unknown })).toEqual(nothing);
    expect(only(run([verified], [apart]))).toMatchObject({ to: 'open', reason: { code: 'came-back' } });
  });

  it('is compared, once verified, with data younger than what showed it right', () => {
    const t = only(run([task], [agreeing]));
    expect(t.settledAt).toBe(after.community);
  });
});

it('a task whose edit met another one asks again when the facts changed', () => {
  const task = standing(apart, 'conflict', 'fixed');
  expect(run([task], [apart])).toEqual(nothing);
  expect(only(run([task], [elsewhere]))).toMatchObject({ to: 'open' });
  expect(only(run([task], [agreeing]))).toMatchObject({ to: 'verified' });
});

describe('what nobody compares any more', () => {
  it('is set aside when the area leaves it out, and asked again when it is back', () => {
    const t = only(run([standing(gap)], [], { wanted: () => false }));
    expect(t).toMatchObject({ event: 'left-out', to: 'stale', reason: { code: 'left-out' } });
    expect(only(run([standing(gap, 'stale')], [gap]))).toMatchObject({ to: 'open' });
  });

  it('is set aside when no rule asks it', () => {
    expect(only(run([standing(apart)], [agreeing], { kinds: ['missing'] }))).toMatchObject({ to: 'stale' });
    expect(only(run([standing(apart)], [agreeing], { kinds: ['moved'] }))).toMatchObject({ to: 'settled' });
  });

  it('is set aside when it became another place’s duplicate', () => {
    const task = standing(finding(null, X, { kind: 'unlisted' }));
    const kept = finding(null, feature('community', 'node/0', [4, 50]), {
      kind: 'duplicate',
      side: 'community',
      others: ['node/1'],
      metres: 70,
    });
    const { changed } = reconcile({
      tasks: [task],
      findings: [{ place: 'p9', finding: kept }],
      times: after,
      covered: () => true,
      tolerance: 20,
      now: noon,
      newId: place => place,
    });
    expect(changed).toMatchObject([{ to: 'stale', reason: { code: 'asked-with-another' } }]);
  });

  it('keeps what was settled', () => {
    for (const outcome of Object.keys(answers) as Outcome[])
      expect(run([standing(apart, 'settled', outcome)], [], { wanted: () => false })).toEqual(nothing);
  });
});

/** The tasks after a run was written. */
const written = (
  tasks: readonly StandingTask[],
  { opened, changed }: Reconciliation,
): readonly StandingTask[] => [
  ...tasks.map(task => {
    const t = changed.find(c => c.task === task.id);
    if (!t) return task;
    return {
      ...task,
      state: t.to,
      outcome: t.outcome,
      settlement: t.outcome === null ? null : task.settlement,
      settledAt: t.settledAt,
      facts: t.facts ?? task.facts,
      factsDigest: t.factsDigest ?? task.factsDigest,
    };
  }),
  ...opened.map(t => ({ ...t, outcome: null, settlement: null, settledAt: null })),
];

describe('any run', () => {
  const place = fc.record({
    official: fc.option(fc.constantFrom<Feature>(A, { ...A, at: [4.1, 50] }, { ...A, id: 'B' })),
    community: fc.option(fc.constantFrom<Feature>(X, { ...X, at: [4.2, 50] }, { ...X, tags: {} })),
    discrepancies: fc.subarray<Discrepancy>([missing, moved, { kind: 'unlisted' }]),
  });
  const fact = place
    .filter(({ official, community }) => official !== null || community !== null)
    .map(({ official, community, discrepancies }) => finding(official, community, ...discrepancies));
  const state = fc.constantFrom<readonly [TaskState, Outcome | null]>(
    ['open', null],
    ['pending', null],
    ['agreed-so-far', null],
    ['in-review', null],
    ['stale', null],
    ['exported', 'fixed'],
    ['conflict', 'fixed'],
    ['verified', 'fixed'],
    ['verified', 'official-wrong'],
    ...(Object.keys(answers) as Outcome[]).map(outcome => ['settled', outcome] as const),
  );
  const world = fc
    .array(fc.record({ old: fc.option(fc.tuple(fact, state, fc.boolean())), now: fc.option(fact) }), {
      maxLength: 6,
    })
    .map(list => ({
      tasks: list.flatMap(({ old }, i) =>
        old
          ? [
              {
                ...standing(old[0], ...old[1]),
                id: `t${i}`,
                place: `p${i}`,
                ...(old[2] ? { settlement: null } : {}),
              },
            ]
          : [],
      ),
      findings: list.flatMap(({ now }, i) => (now ? [{ place: `p${i}`, finding: now }] : [])),
    }));
  const rest = fc.record({
    times: fc.constantFrom(
      before,
      after,
      unknown,
      { ...after, official: null },
      { ...after, community: null },
    ),
    covered: fc.constantFrom(
      () => true,
      () => false,
    ),
    wanted: fc.constantFrom(
      () => true,
      () => false,
    ),
  });
  const input = (
    w: { tasks: readonly StandingTask[]; findings: ReconcileInput['findings'] },
    r: Pick<ReconcileInput, 'times' | 'covered' | 'wanted'>,
  ): ReconcileInput => ({
    ...w,
    ...r,
    tolerance: 20,
    now: '2024-06-02T09:00:00Z',
    newId: p => `t${p.slice(1)}`,
  });

  it('changes nothing the second time', () => {
    fc.assert(
      fc.property(world, rest, (w, r) => {
        const tasks = written(w.tasks, reconcile(input(w, r)));
        expect(reconcile(input({ ...w, tasks }, r))).toEqual(nothing);
      }),
      { numRuns: 2000 },
    );
  });

  it('opens one task for a place, and none where there is one', () => {
    fc.assert(
      fc.property(world, rest, (w, r) => {
        const tasks = written(w.tasks, reconcile(input(w, r)));
        expect(new Set(tasks.map(t => t.place)).size).toBe(tasks.length);
        expect(new Set(tasks.map(t => t.id)).size).toBe(tasks.length);
      }),
    );
  });

  it('comes to the same whatever the order of tasks and findings', () => {
    fc.assert(
      fc.property(world, rest, (w, r) => {
        const turned = { tasks: [...w.tasks].reverse(), findings: [...w.findings].reverse() };
        expect(reconcile(input(turned, r))).toEqual(reconcile(input(w, r)));
      }),
    );
  });

  it('reopens nothing that was settled on data of unknown time', () => {
    fc.assert(
      fc.property(world, w => {
        const { changed } = reconcile(input(w, { times: unknown, covered: () => true }));
        for (const { from, to } of changed)
          if (['settled', 'verified', 'exported'].includes(from)) expect(to).not.toBe('open');
      }),
    );
  });

  it('closes nothing it cannot see', () => {
    fc.assert(
      fc.property(world, w => {
        const { changed } = reconcile(input({ ...w, findings: [] }, { times: after, covered: () => false }));
        expect(changed).toEqual([]);
      }),
    );
  });
});
