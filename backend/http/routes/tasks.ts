import { z } from 'zod';
import { storedTask } from '../../store/tasks/task-queries.ts';
import { challengeOf } from '../challenge-of.ts';
import { nextRequest } from '../contract/claim.ts';
import { kind } from '../contract/shapes.ts';
import { type TaskCollection, task, taskCollection } from '../contract/task.ts';
import { operation } from '../frame/operation.ts';
import { boxInQuery, listOf, whole } from '../frame/parse.ts';
import { personOf, personOrGuest } from '../people/who.ts';
import { STATES_OF } from '../present/shown-state.ts';
import { notFound } from '../refusal.ts';
import { claimNextShown } from '../tasks/next-task.ts';
import { pinsFor } from '../tasks/pins-for.ts';
import { rereadTask } from '../tasks/reread-task.ts';
import { shownPins } from '../tasks/shown-places.ts';
import { taskViewFor } from '../tasks/task-view.ts';
import { giveBackUnheard } from '../tasks/unheard.ts';

const taskQuery = z.object({
  box: boxInQuery.optional(),
  state: z.enum(['open', 'settled', 'all']).default('open'),
  kind: listOf(kind).default([]),
  limit: whole(1, 10_000).default(2000),
});

export const listTasks = operation({
  id: 'listTasks',
  may: 'look',
  method: 'get',
  path: '/api/v1/challenges/:id/tasks',
  summary: 'Tasks of a challenge as GeoJSON points',
  query: taskQuery,
  answers: { 200: { words: 'One point a task; an area’s centre in look-here mode', schema: taskCollection } },
  async handle(call) {
    const { ctx, deps, param, query } = call;
    const challenge = await challengeOf(deps.store, param('id'));
    const found = await shownPins(deps.store, challenge, {
      box: query.box ?? null,
      states: STATES_OF[query.state],
      kinds: query.kind,
      limit: query.limit + 1,
    });
    const shown = await pinsFor(call, found.slice(0, query.limit));
    const collection: TaskCollection = {
      type: 'FeatureCollection',
      features: shown.map(pin => ({ ...pin, id: pin.properties.id })),
      truncated: found.length > query.limit,
    };
    ctx.body = collection;
  },
});

/** Tasks that may close themselves before one that still asks is given; where there are more, the one after them is shown unread. */
const MOST_CLOSED = 10;

export const nextTask = operation({
  id: 'nextTask',
  may: 'take-part',
  method: 'post',
  path: '/api/v1/challenges/:id/next',
  summary: 'Claims the next task for the person who asks, the nearest first when a place is given',
  body: nextRequest,
  answers: {
    200: { words: 'A task, held for this person', schema: task },
    204: { words: 'Nothing is left for this person' },
  },
  async handle(call) {
    const { ctx, deps, param, body } = call;
    const challenge = await challengeOf(deps.store, param('id'));
    const person = await personOrGuest(call);
    // One that has been fixed meanwhile closes itself, and the one after it is given.
    for (let closed = 0; ; closed++) {
      const claimed = await claimNextShown(call, challenge, person.id, body);
      if (!claimed) break;
      giveBackUnheard(call, claimed.id, claimed.lease);
      const { came, task } = await rereadTask(call, claimed.id, closed < MOST_CLOSED);
      if (!task || came === 'closed') continue;
      ctx.body = await taskViewFor(call, task, person.id, claimed.lease);
      return;
    }
    ctx.status = 204;
  },
});

export const readTask = operation({
  id: 'readTask',
  may: 'look',
  method: 'get',
  path: '/api/v1/tasks/:id',
  summary: 'One task, as the person who asks may see it',
  answers: { 200: { words: 'The task', schema: task } },
  async handle(call) {
    const person = await personOf(call);
    const task = await storedTask(call.deps.store, call.param('id'));
    if (!task) throw notFound('The task');
    call.ctx.body = await taskViewFor(call, task, person?.id ?? null);
  },
});
