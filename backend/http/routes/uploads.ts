import { plannedFor } from '../../handover/upload/plan.ts';
import { uploadsOf } from '../../store/uploads/upload-queries.ts';
import type { StoredUpload } from '../../store/uploads/uploads.ts';
import { challengeOf } from '../challenge-of.ts';
import {
  type UploadsView,
  uploadPlan,
  uploadReceipt,
  uploadRequest,
  uploadsView,
  uploadView,
} from '../contract/upload.ts';
import { operation } from '../frame/operation.ts';
import { signedIn } from '../people/who.ts';
import { ofChallenge, ofUpload } from '../permission/scopes.ts';
import { cancel, resume } from '../uploads/going-on.ts';
import { once } from '../uploads/once.ts';
import { planView } from '../uploads/plan-view.ts';
import { prepared } from '../uploads/prepared.ts';
import { lacks, nothingToUpload, planChanged } from '../uploads/refusals.ts';
import { accountToSend, serverFor } from '../uploads/server-for.ts';
import { rowOf, uploadViewOf, uploadViews } from '../uploads/upload-view.ts';

/** Uploads of one list. */
const MOST = 50;

export const readUploadPlan = operation({
  id: 'readUploadPlan',
  may: 'upload',
  of: ofChallenge('id'),
  looks: true,
  method: 'get',
  path: '/api/v1/challenges/:id/upload-plan',
  budget: 'changes',
  summary: 'What the settled answers of a challenge would go to the map as, where and as whom',
  answers: { 200: { words: 'Changesets, and what stands in their way', schema: uploadPlan } },
  async handle(call) {
    const { ctx, deps, param } = call;
    const { id: person } = await signedIn(call);
    const challenge = await challengeOf(deps.store, param('id'));
    const { server, account } = await serverFor(deps, person);
    const { gathered, changesets, lacking } = await plannedFor(deps, challenge, { account, chosen: null });
    ctx.body = await planView(call, { server, gathered, changesets, lacking });
  },
});

export const startUpload = operation({
  id: 'startUpload',
  may: 'upload',
  of: ofChallenge('id'),
  method: 'post',
  path: '/api/v1/challenges/:id/uploads',
  budget: 'exports',
  summary: 'Sends what is settled to the map under the own account there; it goes on by itself from then on',
  body: uploadRequest,
  answers: { 201: { words: 'The upload; the same request twice is one', schema: uploadReceipt } },
  refusals: {
    409: 'other-server: not the host that was shown; no-account: not signed in there; lacking: errors lists what; nothing-to-upload: errors lists why; plan-changed: look at it again; request-used',
    503: 'no-uploads: nothing is uploaded from here',
  },
  async handle(call) {
    const { ctx, deps, now, param, body, audit } = call;
    const { id: person } = await signedIn(call);
    const challenge = await challengeOf(deps.store, param('id'));
    const asked = { person, request: body.requestId };
    const isIt = ({ challenge: of, reverts, own }: StoredUpload) =>
      of === challenge.id && reverts === null && !own;
    const id = await once(deps.store, asked, isIt, async () => {
      const account = await accountToSend(deps, person, body.host);
      const chosen = body.tasks ? new Set(body.tasks) : null;
      const { gathered, changesets, lacking } = await plannedFor(deps, challenge, { account, chosen });
      if (lacking.length > 0) throw lacks(lacking);
      const going = new Set(changesets.flatMap(({ tasks }) => tasks));
      if (chosen && [...chosen].some(task => !going.has(task))) throw planChanged();
      if (going.size === 0) throw nothingToUpload(gathered.notPossible);
      const edits = changesets.reduce((sum, { changes }) => sum + changes.length, 0);
      return prepared(deps.store, {
        ...asked,
        challenge,
        planned: changesets,
        server: deps.config.uploadUrl,
        now,
        within: (transaction, upload) =>
          audit(transaction, {
            target: `uploads/${upload}`,
            data: { challenge: challenge.id, host: body.host, changesets: changesets.length, edits },
          }),
      });
    });
    ctx.status = 201;
    ctx.body = { id };
  },
});

export const listUploads = operation({
  id: 'listUploads',
  may: 'look',
  method: 'get',
  path: '/api/v1/challenges/:id/uploads',
  summary: 'The last uploads of a challenge, with their changesets and how far each is',
  answers: {
    200: {
      words: 'Those under way, then the others, the last one first; fifty at most',
      schema: uploadsView,
    },
  },
  async handle(call) {
    const { ctx, deps, param } = call;
    const challenge = await challengeOf(deps.store, param('id'));
    const rows = await uploadsOf(deps.store, challenge.id, MOST);
    const view: UploadsView = { uploads: await uploadViews(call, rows) };
    ctx.body = view;
  },
});

export const readUpload = operation({
  id: 'readUpload',
  may: 'look',
  method: 'get',
  path: '/api/v1/uploads/:id',
  summary: 'One upload, how far it is, and what it waits for',
  answers: { 200: { words: 'With its changesets', schema: uploadView } },
  async handle(call) {
    call.ctx.body = await uploadViewOf(call, call.param('id'));
  },
});

export const resumeUploadById = operation({
  id: 'resumeUpload',
  may: 'upload',
  of: ofUpload('id'),
  method: 'post',
  path: '/api/v1/uploads/:id/resume',
  summary: 'Goes on with an upload that stood still until somebody had done something',
  answers: { 200: { words: 'As it stands now', schema: uploadView } },
  refusals: {
    409: 'no-account: who sends it is not signed in there; sender-not-allowed: they are not a maintainer any more',
  },
  async handle(call) {
    const { ctx, deps, now, param, audit } = call;
    const upload = await rowOf(deps.store, param('id'));
    await resume(deps.store, upload, now, transaction =>
      audit(transaction, { target: `uploads/${upload.id}`, data: { held: upload.hold } }),
    );
    ctx.body = await uploadViewOf(call, upload.id);
  },
});

export const cancelUploadById = operation({
  id: 'cancelUpload',
  may: 'upload',
  of: ofUpload('id'),
  method: 'post',
  path: '/api/v1/uploads/:id/cancel',
  summary: 'Lets nothing more of an upload begin; what was sent is brought to its end',
  answers: { 200: { words: 'As it stands now', schema: uploadView } },
  refusals: { 409: 'upload-done: nothing of it is left to do' },
  async handle(call) {
    const { ctx, deps, now, param, audit } = call;
    const upload = await rowOf(deps.store, param('id'));
    await cancel(deps.store, upload, now, transaction =>
      audit(transaction, { target: `uploads/${upload.id}` }),
    );
    ctx.body = await uploadViewOf(call, upload.id);
  },
});
