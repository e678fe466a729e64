import { z } from 'zod';
import type { Challenge } from '../../core/challenge/challenge.ts';
import { storedChallenges } from '../../store/challenges.ts';
import { challengeOf } from '../challenge-of.ts';
import { kind } from '../contract/shapes.ts';
import { type TaskWindow, taskWindow } from '../contract/task.ts';
import { type Call, operation } from '../frame/operation.ts';
import { boxInQuery, listOf, whole } from '../frame/parse.ts';
import { pinsFor } from '../tasks/pins-for.ts';
import { tasksInWindow, type WindowQuery } from '../tasks/window.ts';

const windowQuery = z.object({
  box: boxInQuery,
  state: z.enum(['open', 'settled', 'all']).default('open'),
  kind: listOf(kind).default([]),
  most: whole(1, 5000).default(500),
});
const answers = {
  200: { words: 'One point a task, or one for several with their count', schema: taskWindow },
};

export const readWindow = operation({
  id: 'readWindow',
  may: 'look',
  method: 'get',
  path: '/api/v1/challenges/:id/window',
  summary: 'Tasks of a challenge in the window of a map',
  query: windowQuery,
  answers,
  async handle(call) {
    const challenge = await challengeOf(call.deps.store, call.param('id'));
    call.ctx.body = await windowOf(call, [challenge], call.query);
  },
});

export const readWindowOfAll = operation({
  id: 'readWindowOfAll',
  may: 'look',
  method: 'get',
  path: '/api/v1/window',
  summary: 'Tasks of all challenges in the window of a map',
  query: windowQuery,
  answers,
  async handle(call) {
    call.ctx.body = await windowOf(call, await storedChallenges(call.deps.store), call.query);
  },
});

async function windowOf(
  call: Call,
  challenges: readonly Challenge[],
  { box, state, kind: kinds, most }: z.output<typeof windowQuery>,
): Promise<TaskWindow> {
  const query: WindowQuery = { box, state, kinds, most };
  const found = await tasksInWindow(call.deps.store, challenges, query);
  if ('pins' in found)
    return {
      type: 'FeatureCollection',
      features: await pinsFor(call, found.pins),
      count: found.pins.length,
    };
  return {
    type: 'FeatureCollection',
    features: found.clusters.map(({ at, count }) => ({
      type: 'Feature',
      geometry: { type: 'Point', coordinates: [...at] },
      properties: { count },
    })),
    count: found.clusters.reduce((sum, { count }) => sum + count, 0),
  };
}
