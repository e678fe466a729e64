import type { Challenge } from '../../core/challenge/challenge.ts';
import { ownersOfChallenges, storedChallenges } from '../../store/challenges.ts';
import { latestRuns } from '../../store/runs/run-queries.ts';
import { dueTimes } from '../../store/schedules.ts';
import { kindCounts, taskCounts } from '../../store/tasks/task-counts.ts';
import { ASKED } from '../../store/tasks/task-move.ts';
import { challengeOf } from '../challenge-of.ts';
import { type ChallengeView, challenge, challengeList } from '../contract/challenge.ts';
import { type Call, operation } from '../frame/operation.ts';
import { whoAsks } from '../people/who.ts';
import { presentChallenge } from '../present/challenge.ts';
import { shownExtents } from '../tasks/shown-places.ts';

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
  const { deps } = call;
  const { actor } = await whoAsks(call);
  const owners = await ownersOfChallenges(deps.store, only);
  const counts = await taskCounts(deps.store, only);
  const kinds = await kindCounts(deps.store, ASKED, only);
  const runs = await latestRuns(deps.store, only);
  const due = await dueTimes(deps.store, only);
  const boxes = await shownExtents(deps.store, challenges);
  return challenges.map(one =>
    presentChallenge(one, {
      counts: counts.filter(({ challenge }) => challenge === one.id),
      kinds: kinds.filter(({ challenge }) => challenge === one.id),
      box: boxes.get(one.id) ?? null,
      lastRun: runs.get(one.id) ?? null,
      nextRun: due.get(one.id) ?? null,
      organisation: owners.get(one.id) ?? null,
      actor,
    }),
  );
}
