import { lookHereSecret } from '../../handover/look-here-secret.ts';
import { type AnswerRow, addAnswer, answerOfRequest, undoAnswer } from '../../store/tasks/answers.ts';
import { storedTask } from '../../store/tasks/task-queries.ts';
import { answerOf } from '../answers/answer-of.ts';
import { factsChanged } from '../answers/facts-changed.ts';
import { keepTerms } from '../answers/keep-terms.ts';
import { refuseUnfit } from '../answers/refuse-unfit.ts';
import { refuseUnknownLayers } from '../answers/refuse-unknown-layers.ts';
import { sayWithMentions } from '../answers/say-with-mentions.ts';
import { type AnswerReceipt, answerReceipt, answerRequest } from '../contract/answer.ts';
import { type Call, operation } from '../frame/operation.ts';
import { leaseFor } from '../lease.ts';
import { personOf, personOrGuest } from '../people/who.ts';
import { shown, storedDigest } from '../present/shown.ts';
import { notFound, Refusal } from '../refusal.ts';
import { claimRefused } from './claims.ts';

export const postAnswer = operation({
  id: 'postAnswer',
  may: 'take-part',
  method: 'post',
  path: '/api/v1/tasks/:id/answers',
  summary: 'Answers a task; the answer counts when its undo window has ended',
  body: answerRequest,
  answers: {
    200: { words: 'This request was sent before: its first result', schema: answerReceipt },
    201: { words: 'Kept, and pending', schema: answerReceipt },
  },
  refusals: {
    403: 'terms-needed: the contribution terms were not accepted yet',
    409: 'facts-changed (with the task as it is now), not-asked, answered, held, request-used',
    422: 'invalid, unknown-layer, may-not-copy, does-not-fit',
  },
  async handle(call) {
    const { ctx, deps, now, param, body } = call;
    const person = await personOrGuest(call);
    const before = await answerOfRequest(deps.store, person.id, body.requestId);
    if (before) return receive(call, before, 200);
    const task = await storedTask(deps.store, param('id'));
    if (!task) throw notFound('The task');
    const secret = await lookHereSecret(deps.store);
    const digest = storedDigest(task, body.factsDigest, secret);
    if (digest === null) throw await factsChanged(call, person.id);
    const answer = answerOf(body.answer, task.challenge, deps.config.layers);
    refuseUnknownLayers(body.imagery, call);
    refuseUnfit(answer, task, shown(task, secret).area?.centre ?? null);
    const { said, mentions } = await sayWithMentions(call, answer, task.id, person);
    await keepTerms(call, person, body.acceptTerms);
    const added = await addAnswer(deps.store, {
      task: task.id,
      person: person.id,
      request: body.requestId,
      answer: said,
      mentions,
      factsDigest: digest,
      imagery: body.imagery,
      now,
      pendingUntil: new Date(now.getTime() + deps.config.undoSeconds * 1000),
    });
    if (added === 'facts-changed') throw await factsChanged(call, person.id);
    if (typeof added === 'string') throw claimRefused(added);
    receive(call, added.row, added.again ? 200 : 201);
    if (!added.again) ctx.set('Location', `/api/v1/answers/${added.row.id}`);
  },
});

export const deleteAnswer = operation({
  id: 'deleteAnswer',
  may: 'take-part',
  method: 'delete',
  path: '/api/v1/answers/:id',
  summary: 'Takes an answer back while its undo window is open; the person holds the task again',
  answers: { 200: { words: 'Taken back', schema: answerReceipt } },
  refusals: { 409: 'too-late: it counts already' },
  async handle(call) {
    const { deps, param } = call;
    const person = await personOf(call);
    const undone = person && (await undoAnswer(deps.store, param('id'), leaseFor(call, person.id)));
    if (!undone) throw notFound('The answer');
    if (undone === 'too-late')
      throw new Refusal(
        409,
        'too-late',
        'The answer counts already',
        `An answer can be taken back for ${deps.config.undoSeconds} seconds.`,
      );
    receive(call, undone, 200);
  },
});

function receive({ ctx, param }: Pick<Call, 'ctx' | 'param'>, row: AnswerRow, status: number): void {
  if (status === 200 && ctx.method === 'POST' && row.task_id !== param('id'))
    throw new Refusal(409, 'request-used', 'This request id belongs to the answer to another task');
  const receipt: AnswerReceipt = {
    id: row.id,
    task: row.task_id,
    state: row.state,
    pendingUntil: row.pending_until.toISOString(),
  };
  ctx.status = status;
  ctx.body = receipt;
}
