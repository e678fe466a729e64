import { plannedForOne } from '../../handover/upload/plan.ts';
import { storedTask } from '../../store/tasks/task-queries.ts';
import { ownUploadOf } from '../../store/uploads/own-uploads.ts';
import type { StoredUpload } from '../../store/uploads/uploads.ts';
import {
  type OwnUploadView,
  ownUploadView,
  type ReadyView,
  readyView,
  uploadReceipt,
  uploadRequest,
  uploadView,
} from '../contract/upload.ts';
import { type Call, operation } from '../frame/operation.ts';
import { signedIn } from '../people/who.ts';
import { presentChange } from '../present/changes.ts';
import { notFound } from '../refusal.ts';
import { taskViewFor } from '../tasks/task-view.ts';
import { cancel, resume } from '../uploads/going-on.ts';
import { once } from '../uploads/once.ts';
import { allOwnToSend, ownToSend } from '../uploads/own-task.ts';
import { planView } from '../uploads/plan-view.ts';
import { prepared } from '../uploads/prepared.ts';
import { lacks, nothingToUpload, notTheirs } from '../uploads/refusals.ts';
import { accountToSend, serverFor } from '../uploads/server-for.ts';
import { rowOf, uploadViewOf } from '../uploads/upload-view.ts';

export const readOwnUpload = operation({
  id: 'readOwnUpload',
  may: 'upload-own',
  method: 'get',
  path: '/api/v1/tasks/:id/upload',
  budget: 'changes',
  summary: 'What the edit of a task would be, for whoever settled it, and what became of it',
  answers: { 200: { words: 'A plan, an upload, or neither', schema: ownUploadView } },
  async handle(call) {
    const { deps } = call;
    const { task, person, upload } = await ownTask(call);
    const one = await ownToSend(deps.store, task.challenge, person, task.id);
    const planned = one && (await plannedForOne(deps, task.challenge, one));
    const { server } = await serverFor(deps, person);
    const view: OwnUploadView = {
      plan: planned && (await planView(call, { server, own: true, ...planned })),
      changes: planned ? planned.gathered.changes.map(presentChange) : [],
      notPossible: planned?.gathered.notPossible[0]?.detail ?? null,
      upload: upload === null ? null : await uploadViewOf(call, upload),
    };
    call.ctx.body = view;
  },
});

export const startOwnUpload = operation({
  id: 'startOwnUpload',
  may: 'upload-own',
  method: 'post',
  path: '/api/v1/tasks/:id/upload',
  budget: 'changes',
  summary: 'Sends the edit of a task to the map under the own account of whoever settled it',
  body: uploadRequest.omit({ tasks: true }),
  answers: { 201: { words: 'The upload; the same request twice is one', schema: uploadReceipt } },
  refusals: {
    409: 'not-yours: settled otherwise, sent already, or for maintainers only; other-server, no-account, lacking, nothing-to-upload, plan-changed, request-used as of startUpload',
    503: 'no-uploads: nothing is uploaded from here',
  },
  async handle(call) {
    const { ctx, deps, now, body } = call;
    const { store } = deps;
    const { task, person } = await ownTask(call);
    const asked = { person, request: body.requestId };
    const isIt = async ({ id, own }: StoredUpload) =>
      own && id === (await ownUploadOf(store, person, task.id));
    const id = await once(store, asked, isIt, async () => {
      await accountToSend(deps, person, body.host);
      const one = await ownToSend(store, task.challenge, person, task.id);
      if (!one) throw notTheirs();
      const { gathered, changesets, lacking } = await plannedForOne(deps, task.challenge, one);
      if (lacking.length > 0) throw lacks(lacking);
      if (changesets.length === 0) throw nothingToUpload(gathered.notPossible);
      const { challenge } = task;
      const server = deps.config.uploadUrl;
      return prepared(store, { ...asked, challenge, planned: changesets, server, own: true, now });
    });
    ctx.status = 201;
    ctx.body = { id };
  },
});

export const resumeOwnUpload = operation({
  id: 'resumeOwnUpload',
  may: 'upload-own',
  method: 'post',
  path: '/api/v1/tasks/:id/upload/resume',
  summary: 'Goes on with the own upload of a task that stood still',
  answers: { 200: { words: 'As it stands now', schema: uploadView } },
  refusals: { 409: 'no-account: not signed in there' },
  async handle(call) {
    const id = await ownUpload(call);
    await resume(call.deps.store, await rowOf(call.deps.store, id), call.now);
    call.ctx.body = await uploadViewOf(call, id);
  },
});

export const cancelOwnUpload = operation({
  id: 'cancelOwnUpload',
  may: 'upload-own',
  method: 'post',
  path: '/api/v1/tasks/:id/upload/cancel',
  summary: 'Stops the own upload of a task; what was sent is brought to its end',
  answers: { 200: { words: 'As it stands now', schema: uploadView } },
  refusals: { 409: 'upload-done: nothing of it is left to do' },
  async handle(call) {
    const id = await ownUpload(call);
    await cancel(call.deps.store, await rowOf(call.deps.store, id), call.now);
    call.ctx.body = await uploadViewOf(call, id);
  },
});

export const listOwnToSend = operation({
  id: 'listOwnToSend',
  may: 'upload-own',
  method: 'get',
  path: '/api/v1/me/ready',
  summary: 'Tasks that whoever asks has settled, and may send to the map themselves',
  answers: { 200: { words: 'The one that was settled last first, fifty at most', schema: readyView } },
  async handle(call) {
    const { store } = call.deps;
    const { id: person } = await signedIn(call);
    // Where nothing is uploaded from here nobody is asked to.
    const ready = call.deps.uploadSignIn === undefined ? [] : await allOwnToSend(store, person);
    const tasks: ReadyView['tasks'] = [];
    for (const { id, challenge } of ready) {
      const task = await storedTask(store, id);
      if (task) tasks.push({ id, challenge, name: (await taskViewFor(call, task, null)).name });
    }
    const view: ReadyView = { tasks };
    call.ctx.body = view;
  },
});

/** The task, who asks, and their last upload of it. @throws Refusal 401, 404 */
async function ownTask(call: Call<unknown, unknown>) {
  const { id: person } = await signedIn(call);
  const task = await storedTask(call.deps.store, call.param('id'));
  if (!task) throw notFound('The task');
  return { task, person, upload: await ownUploadOf(call.deps.store, person, task.id) };
}

async function ownUpload(call: Call): Promise<string> {
  const { upload } = await ownTask(call);
  if (upload === null) throw notFound('The upload');
  return upload;
}
