import { type ClaimRefusal, giveBack, takeClaim } from '../../store/tasks/claims.ts';
import { type ClaimView, claimView } from '../contract/claim.ts';
import { operation } from '../frame/operation.ts';
import { leaseFor } from '../lease.ts';
import { personOf, personOrGuest } from '../people/who.ts';
import { notFound, Refusal } from '../refusal.ts';
import { rereadTask } from '../tasks/reread-task.ts';
import { taskViewFor } from '../tasks/task-view.ts';

export const putClaim = operation({
  id: 'putClaim',
  may: 'take-part',
  method: 'put',
  path: '/api/v1/tasks/:id/claim',
  summary: 'Takes a lease on a task, or renews it; its elements are read from the map again',
  answers: { 200: { words: 'Held until then', schema: claimView } },
  refusals: { 409: 'not-asked, answered, held: why it cannot be held' },
  async handle(call) {
    const { ctx, deps, param } = call;
    const person = await personOrGuest(call);
    const lease = leaseFor(call, person.id);
    const taken = await takeClaim(deps.store, param('id'), lease);
    if (taken !== 'taken') throw claimRefused(taken);
    const { came, task } = await rereadTask(call, param('id'));
    if (came === 'closed') throw claimRefused('not-asked');
    const view: ClaimView = {
      task: param('id'),
      until: lease.until.toISOString(),
      changed: came === 'changed' && task ? await taskViewFor(call, task, person.id, lease) : null,
    };
    ctx.body = view;
  },
});

export const deleteClaim = operation({
  id: 'deleteClaim',
  may: 'take-part',
  method: 'delete',
  path: '/api/v1/tasks/:id/claim',
  summary: 'Gives a lease back',
  answers: { 204: { words: 'Given back, or there was none' } },
  async handle(call) {
    const person = await personOf(call);
    if (person) await giveBack(call.deps.store, call.param('id'), person.id);
    call.ctx.status = 204;
  },
});

/** Why a task cannot be had, in words. Nothing in them tells what others said. */
export function claimRefused(because: ClaimRefusal): Refusal {
  switch (because) {
    case 'gone':
      return notFound('The task');
    case 'not-asked':
      return new Refusal(409, 'not-asked', 'This task asks for nothing any more', 'Take the next one.');
    case 'answered':
      return new Refusal(409, 'answered', 'You have answered this task', 'Each person answers once.');
    case 'held':
      return new Refusal(
        409,
        'held',
        'Others are at this task now',
        'Take the next one, or come back later.',
      );
  }
}
