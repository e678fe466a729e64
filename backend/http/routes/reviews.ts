import type { z } from 'zod';
import { lookHereSecret } from '../../handover/look-here-secret.ts';
import { type Review, reviewTask } from '../../store/tasks/review.ts';
import { type StoredTask, storedTask } from '../../store/tasks/task-queries.ts';
import { answerOf } from '../answers/answer-of.ts';
import { factsChanged } from '../answers/facts-changed.ts';
import { keepTerms } from '../answers/keep-terms.ts';
import { refuseUnfit } from '../answers/refuse-unfit.ts';
import { refuseUnknownLayers } from '../answers/refuse-unknown-layers.ts';
import { type Reviewed, reviewed, reviewRequest } from '../contract/review.ts';
import { type Call, operation } from '../frame/operation.ts';
import { signedIn } from '../people/who.ts';
import { ofTask } from '../permission/scopes.ts';
import { shown, storedDigest } from '../present/shown.ts';
import { notFound, Refusal } from '../refusal.ts';

export const reviewTaskById = operation({
  id: 'reviewTask',
  may: 'review',
  of: ofTask('id'),
  method: 'post',
  path: '/api/v1/tasks/:id/review',
  summary: 'Decides a task over the heads of those who answered, or sends it back to be asked again',
  body: reviewRequest,
  answers: { 200: { words: 'As it stands now', schema: reviewed } },
  refusals: {
    403: 'terms-needed, not-allowed, key-scope',
    409: 'facts-changed (with the task as it is now), not-reviewable: nothing is to be decided, or an upload is under way',
    422: 'invalid, unknown-layer, may-not-copy, does-not-fit',
  },
  async handle(call) {
    const { ctx, deps, param, body } = call;
    const person = await signedIn(call);
    const task = await storedTask(deps.store, param('id'));
    if (!task) throw notFound('The task');
    const secret = await lookHereSecret(deps.store);
    const factsDigest = storedDigest(task, body.factsDigest, secret);
    if (factsDigest === null) throw await factsChanged(call, person.id);
    const said = saidIn(call, task, secret);
    if (body.decide === 'accept') await keepTerms(call, person, body.acceptTerms);
    const done = await deps.store.transaction().execute(async transaction => {
      const decided = await reviewTask(transaction, {
        ...said,
        task: task.id,
        person: person.id,
        factsDigest,
        now: call.now,
      });
      if (typeof decided === 'object' && 'state' in decided)
        await call.audit(transaction, {
          target: `tasks/${task.id}`,
          data: { decide: body.decide, outcome: decided.outcome },
        });
      return decided;
    });
    if (done === 'gone') throw notFound('The task');
    if (done === 'facts-changed') throw await factsChanged(call, person.id);
    if ('why' in done) throw notReviewable(done.why);
    const view: Reviewed = { task: task.id, ...done };
    ctx.body = view;
  },
});

type Said = Pick<Review, 'answer' | 'comment' | 'imagery'>;

/** What the reviewer says, checked as a volunteer's answer is. @throws Refusal 422 */
function saidIn(call: Call<unknown, z.output<typeof reviewRequest>>, task: StoredTask, secret: string): Said {
  const { body, deps } = call;
  if (body.decide === 'reject') return { answer: null, comment: body.comment?.trim() };
  const answer = answerOf(body.answer, task.challenge, deps.config.layers);
  refuseUnknownLayers(body.imagery, call);
  refuseUnfit(answer, task, shown(task, secret).area?.centre ?? null);
  return { answer, comment: answer.comment, imagery: body.imagery };
}

const notReviewable = (why: string) =>
  new Refusal(409, 'not-reviewable', 'There is nothing to decide here', `Not now: ${why}.`);
