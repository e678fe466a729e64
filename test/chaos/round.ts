import { setTimeout as pause } from 'node:timers/promises';
import { saveChallenge } from '../../backend/store/challenges.ts';
import { connect } from '../../backend/store/connect.ts';
import { seeded } from '../../bench/seeded.ts';
import { addVolunteer, sessionCookie } from '../http/signed-in.ts';
import { callers } from './callers.ts';
import { challengeOver, VERSIONS, type Version, writeVersion } from './data.ts';
import type { Blow, Installation } from './installation.ts';
import type { Observer } from './observer.ts';
import { MOMENTS, type Moment, type PlannedBlow, planOf } from './plan.ts';
import { differences, type Witness, witness } from './witness.ts';

/** milliseconds that a step lasts when nothing happens, by moment */
export type Durations = Readonly<Record<Moment, number>>;

export type Struck = Readonly<{
  blow: Blow;
  during: Version /** As the run's row said last. */;
  step: string;
}>;

export type RoundResult = Readonly<{
  struck: readonly Struck[];
  seconds: number;
  witness: Witness | null;
  durations: Durations;
  /** None: it ended as if nothing had happened. */
  problems: readonly string[];
}>;

/** The one challenge of all rounds: ids of places and tasks come from its name. */
const CHALLENGE = 'chaos';
/** milliseconds between two looks at a run */
const LOOK = 10;
/** milliseconds after which a round counts as one that does not end */
export const PATIENCE = 120_000;

/** Two runs, one after the other, and what is planned happens meanwhile. Nothing planned: how it should be. */
export async function playRound(
  installation: Installation,
  observer: Observer,
  seed: number | null,
  expected: Readonly<{ witness: Witness; durations: Durations }> | null,
): Promise<RoundResult> {
  const began = performance.now();
  const random = seeded(seed ?? 0);
  const plan = seed === null ? [] : planOf(seed, installation.blows, random);
  const struck: Struck[] = [];
  const problems: string[] = [];
  const crashed = installation.processes.map(({ crashes }) => crashes.length);
  const durations: Record<Moment, number> = { asked: 0, snapshot: 0, compare: 0, reconcile: 0 };
  const late = AbortSignal.timeout(PATIENCE);
  const cookie = await makeChallenge(installation, observer);
  const calls = callers(installation.api);
  try {
    for (const version of VERSIONS) {
      await writeVersion(installation.folder, CHALLENGE, version);
      const mine = plan.filter(({ during }) => during === version);
      const run = followRun({ api: installation.api, cookie }, observer, version, late, durations);
      await Promise.all([
        run.ended,
        ...mine.map(async blow => {
          const wait = blow.into * (expected?.durations[blow.moment] ?? 0);
          await run.reaches(blow.moment);
          await pause(wait);
          const step = run.step();
          const setRight = await installation.strike(blow.blow, random);
          struck.push({ blow: blow.blow, during: version, step });
          await pause(blow.down);
          await setRight();
        }),
      ]);
      if (late.aborted) break;
    }
  } finally {
    problems.push(...(await calls.end()));
  }
  if (late.aborted) problems.push(`did not end within ${PATIENCE / 1000} s`, ...(await rows(observer)));
  for (const [i, { crashes }] of installation.processes.entries())
    for (const crash of crashes.slice(crashed[i])) problems.push(crash);
  const found = late.aborted ? null : await witness(observer, CHALLENGE);
  if (found && expected) problems.push(...differences(expected.witness, found));
  const seconds = (performance.now() - began) / 1000;
  return { struck, seconds, witness: found, durations, problems };
}

/** @returns the cookie of somebody who may ask for its runs */
async function makeChallenge(installation: Installation, observer: Observer): Promise<string> {
  await observer.ask('delete from challenges where id = $1', [CHALLENGE]);
  const store = connect((await installation.databaseUrl())!, { max: 1 });
  await saveChallenge(store, challengeOver(installation.folder, CHALLENGE), {});
  const cookie = await sessionCookie(store, await addVolunteer(store, 'Cass Example', [{ role: 'admin' }]));
  await store.destroy();
  return cookie;
}

/** Through whom a run is asked for. */
type Asker = Readonly<{ api: Installation['api']; cookie: string }>;

type Followed = Readonly<{
  /** The last step that its row said; `asked` before there is one. */
  step(): string;
  /** Fulfilled when the run comes to that moment or is beyond it. */
  reaches(moment: Moment): Promise<void>;
  ended: Promise<void>;
}>;

/** Asks for a run through the API until there is a row of it, and watches it to its end. */
function followRun(
  { api, cookie }: Asker,
  observer: Observer,
  version: Version,
  late: AbortSignal,
  durations: Record<Moment, number>,
): Followed {
  let step = 'asked';
  const waiting: { moment: number; go: () => void }[] = [];
  const come = (now: string) => {
    step = now;
    const reached = now === 'done' ? MOMENTS.length : MOMENTS.indexOf(now as Moment);
    for (const one of waiting.filter(({ moment }) => moment <= reached)) {
      waiting.splice(waiting.indexOf(one), 1);
      one.go();
    }
  };
  const follow = async () => {
    let since = performance.now();
    come('asked');
    await askForRun({ api, cookie }, observer, version, late);
    while (!late.aborted) {
      const found = await observer.look<{ state: string; step: string }>(
        'select state, step from runs where challenge_id = $1 order by requested_at desc, id limit 1',
        [CHALLENGE],
      );
      const row = found?.[0];
      if (row) {
        const over = row.state !== 'waiting' && row.state !== 'running';
        const now = over ? 'done' : row.step;
        if (now !== step) {
          durations[step as Moment] = Math.max(durations[step as Moment], performance.now() - since);
          since = performance.now();
          come(now);
        }
        if (over) break;
      }
      await pause(LOOK);
    }
    come('done');
  };
  return {
    step: () => step,
    reaches: moment => new Promise(go => waiting.push({ moment: MOMENTS.indexOf(moment), go })),
    // After those who wait for its beginning have said so.
    ended: Promise.resolve().then(follow),
  };
}

async function askForRun(
  { api, cookie }: Asker,
  observer: Observer,
  version: Version,
  late: AbortSignal,
): Promise<void> {
  while (!late.aborted) {
    const address = api.address();
    if (address)
      await fetch(`${address}/api/v1/challenges/${CHALLENGE}/runs`, {
        method: 'POST',
        headers: { cookie },
      }).then(
        answer => answer.arrayBuffer(),
        () => {},
      );
    // An answer that never came may have been about a run that was written.
    const rows = await observer.ask<{ count: number }>(
      'select count(*)::int as count from runs where challenge_id = $1',
      [CHALLENGE],
    );
    if (rows[0]!.count >= version) return;
    await pause(50);
  }
}

/** What the rows say of a run that does not end. */
async function rows(observer: Observer): Promise<string[]> {
  const questions = [
    `select 'run ' || row_to_json(r)::text as line from (
      select id, state, step, attempt, progress, error, now() - beat_at as silent from runs where challenge_id = $1
      order by requested_at) r`,
    `select 'job ' || row_to_json(j)::text as line from (
      select id, state, attempts_made, failed_reason, pending_deps from bullmq.job
      where $1 <> '' and data ? 'attempt') j`,
    `select 'process ' || row_to_json(p)::text as line from processes p where $1 <> ''`,
    `select 'session ' || row_to_json(a)::text as line from (
      select pid, state, wait_event, left(query, 100) as query, now() - xact_start as since from pg_stat_activity
      where datname = current_database() and $1 <> '' and xact_start is not null) a`,
  ];
  const out: string[] = [];
  for (const question of questions)
    for (const { line } of (await observer.look<{ line: string }>(question, [CHALLENGE]).catch(() => [])) ??
      [])
      out.push(line);
  return out;
}

export type { PlannedBlow };
