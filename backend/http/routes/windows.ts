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

const challengeId = z.string().regex(/^[a-z0-9-]{1,63}$/, 'is an id of a challenge');
const queryOfAll = windowQuery.extend({ challenge: listOf(challengeId, 3000).default([]) });

export const readWindowOfAll = operation({
  id: 'readWindowOfAll',
  may: 'look',
  method: 'get',
  path: '/api/v1/window',
  summary: 'Tasks of all challenges, or of some, in the window of a map',
  query: queryOfAll,
  answers,
  async handle(call) {
    const { challenge: some } = call.query;
    const all = await storedChallenges(call.deps.store);
    const asked = some.length === 0 ? all : all.filter(({ id }) => some.includes(id));
    call.ctx.body = await windowOf(call, asked, call.query);
  },
});

async function windowOf(
  call: Call,
  challenges: readonly Challenge[],
  { box, state, kind: kinds, most }: z.output<typeof windowQuery>,
): Promise<TaskWindow> {
  const query: WindowQuery = { box, state, kinds, most };
  const found = await tasksInWindow(call.deps.store, challenges, query);
  const counts = Object.fromEntries(found.counts);
  if ('pins' in found)
    return {
      type: 'FeatureCollection',
      features: await pinsFor(call, found.pins),
      count: found.pins.length,
      counts,
    };
  return {
    type: 'FeatureCollection',
    features: found.clusters.map(({ at, count, open }) => ({
      type: 'Feature',
      geometry: { type: 'Point', coordinates: [short(at[0]), short(at[1])] },
      properties: { count, open },
    })),
    count: found.clusters.reduce((sum, { count }) => sum + count, 0),
    counts,
  };
}

/** To a tenth of a metre: the middle of several is no place, and its digits would be half of what is sent. */
const short = (degrees: number): number => Math.round(degrees * 1e6) / 1e6;
