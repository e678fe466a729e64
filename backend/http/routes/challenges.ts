import type { Challenge } from '../../core/challenge/challenge.ts';
import { featuredChallenges, ownersOfChallenges, storedChallenges } from '../../store/challenges.ts';
import { savedChallenges } from '../../store/people/saved-challenges.ts';
import { latestRuns } from '../../store/runs/run-queries.ts';
import { dueTimes } from '../../store/schedules.ts';
import { measuredChallenges } from '../../store/tasks/measure-challenges.ts';
import { taskCounts } from '../../store/tasks/task-counts.ts';
import { challengeOf } from '../challenge-of.ts';
import { type ChallengeView, challenge, challengeList } from '../contract/challenge.ts';
import { type Call, operation } from '../frame/operation.ts';
import { whoAsks } from '../people/who.ts';
import { presentChallenge } from '../present/challenge.ts';
import { shownExtent } from '../tasks/shown-places.ts';

export const listChallenges = operation({
  id: 'listChallenges',
  may: 'look',
  method: 'get',
  path: '/api/v1/challenges',
  summary: 'Every challenge, with how far it is',
  answers: { 200: { words: 'Sorted by id', schema: challengeList } },
  async handle(call) {
    const { ctx, deps } = call;
    ctx.body = await views(call, await storedChallenges(deps.store));
  },
});

export const readChallenge = operation({
  id: 'readChallenge',
  may: 'look',
  method: 'get',
  path: '/api/v1/challenges/:id',
  summary: 'One challenge, with how far it is',
  answers: { 200: { words: 'The challenge', schema: challenge } },
  async handle(call) {
    const { ctx, deps, param } = call;
    const found = await challengeOf(deps.store, param('id'));
    [ctx.body] = await views(call, [found], found.id);
  },
});

async function views(call: Call, challenges: readonly Challenge[], only?: string): Promise<ChallengeView[]> {
  const { deps, now } = call;
  const { actor, person } = await whoAsks(call);
  const owners = await ownersOfChallenges(deps.store, only);
  const counts = await taskCounts(deps.store, only);
  const measured = await measuredChallenges(deps.store, now, only);
  const featured = await featuredChallenges(deps.store);
  const saved = person ? await savedChallenges(deps.store, person.id) : new Set<string>();
  const runs = await latestRuns(deps.store, only);
  const due = await dueTimes(deps.store, only);
  const views: ChallengeView[] = [];
  for (const one of challenges) {
    const own = counts.filter(({ challenge }) => challenge === one.id);
    const lastRun = runs.get(one.id) ?? null;
    views.push(
      presentChallenge(one, {
        counts: own,
        measured: measured(one.id),
        featured: featured.has(one.id),
        saved: saved.has(one.id),
        box: await shownExtent(deps.store, one, own, lastRun?.id ?? null),
        lastRun,
        nextRun: due.get(one.id) ?? null,
        organisation: owners.get(one.id) ?? null,
        actor,
      }),
    );
  }
  return views;
}
