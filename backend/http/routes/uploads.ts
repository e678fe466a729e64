import { may } from '../../core/policy/may.ts';
import { maySend } from '../../handover/upload/may-send.ts';
import { PlanChanged, prepareUpload } from '../../handover/upload/prepare.ts';
import type { Store } from '../../store/connect.ts';
import { namesOf } from '../../store/talk/names-of.ts';
import { uploadAccount } from '../../store/uploads/upload-accounts.ts';
import { isOver, type UploadRow, uploadRow, uploadsOf } from '../../store/uploads/upload-queries.ts';
import { cancelUpload, editsSince, resumeUpload, uploadOfRequest } from '../../store/uploads/uploads.ts';
import { challengeOf } from '../challenge-of.ts';
import {
  type UploadPlan,
  type UploadsView,
  type UploadView,
  uploadPlan,
  uploadReceipt,
  uploadRequest,
  uploadsView,
  uploadView,
} from '../contract/upload.ts';
import { type Call, operation } from '../frame/operation.ts';
import { signedIn, whoAsks } from '../people/who.ts';
import { ofChallenge, ofUpload } from '../permission/scopes.ts';
import { listedBox, presentUpload } from '../present/upload.ts';
import { notFound } from '../refusal.ts';
import { plannedFor } from '../uploads/planned.ts';
import {
  lacks,
  nothingToUpload,
  planChanged,
  requestUsed,
  senderLacksRole,
  uploadDone,
} from '../uploads/refusals.ts';
import { accountToSend, noAccount, serverFor } from '../uploads/server-for.ts';

const DAY = 86_400_000;
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
    const { ctx, deps, now, param } = call;
    const { id: person } = await signedIn(call);
    const challenge = await challengeOf(deps.store, param('id'));
    const { server, account } = await serverFor(deps, person);
    const { gathered, changesets, lacking } = await plannedFor(deps, challenge, { account, chosen: null });
    const { capPerDay } = challenge.changeset;
    const view: UploadPlan = {
      server,
      changesets: changesets.map(({ kind, tasks, changes, box, tags }) => ({
        kind,
        tasks: [...tasks],
        edits: changes.length,
        box: listedBox(box),
        tags: { ...tags },
      })),
      lacking: [...lacking],
      cap:
        capPerDay === undefined
          ? null
          : {
              perDay: capPerDay,
              sent: await editsSince(deps.store, challenge.id, new Date(now.getTime() - DAY)),
            },
      attributions: [...gathered.permit.attributions],
      warnings: [...gathered.permit.warnings],
    };
    ctx.body = view;
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
    ctx.status = 201;
    const before = await uploadOfRequest(deps.store, person, body.requestId);
    if (before && (before.challenge !== challenge.id || before.reverts !== null)) throw requestUsed();
    if (before) {
      ctx.body = { id: before.id };
      return;
    }
    const account = await accountToSend(deps, person, body.host);
    const chosen = body.tasks ? new Set(body.tasks) : null;
    const { gathered, changesets, lacking } = await plannedFor(deps, challenge, { account, chosen });
    if (lacking.length > 0) throw lacks(lacking);
    const going = new Set(changesets.flatMap(({ tasks }) => tasks));
    if (chosen && [...chosen].some(task => !going.has(task))) throw planChanged();
    if (going.size === 0) throw nothingToUpload(gathered.notPossible);
    const edits = changesets.reduce((sum, { changes }) => sum + changes.length, 0);
    try {
      const id = await prepareUpload(deps.store, {
        challenge,
        planned: changesets,
        person,
        request: body.requestId,
        server: deps.config.uploadUrl,
        now,
        within: (transaction, upload) =>
          audit(transaction, {
            target: `uploads/${upload}`,
            data: { challenge: challenge.id, host: body.host, changesets: changesets.length, edits },
          }),
      });
      ctx.body = { id };
    } catch (fault) {
      throw fault instanceof PlanChanged ? planChanged() : fault;
    }
  },
});

export const listUploads = operation({
  id: 'listUploads',
  may: 'look',
  method: 'get',
  path: '/api/v1/challenges/:id/uploads',
  summary: 'The last uploads of a challenge, with their changesets and how far each is',
  answers: { 200: { words: 'The last one first, fifty at most', schema: uploadsView } },
  async handle(call) {
    const { ctx, deps, param } = call;
    const challenge = await challengeOf(deps.store, param('id'));
    const rows = await uploadsOf(deps.store, challenge.id, MOST);
    const view: UploadsView = { uploads: await presented(call, rows) };
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
    call.ctx.body = await viewOf(call);
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
    if (upload.hold === 'sign-in') {
      const { person, server } = upload;
      if (person === null || !(await uploadAccount(deps.store, person, server)))
        throw noAccount(new URL(server).host);
    }
    if (upload.hold === 'not-allowed' && !(await maySend(deps.store, upload))) throw senderLacksRole();
    await deps.store.transaction().execute(async transaction => {
      if (upload.hold !== null) await resumeUpload(transaction, upload.id, now);
      await audit(transaction, { target: `uploads/${upload.id}`, data: { held: upload.hold } });
    });
    ctx.body = await viewOf(call);
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
    if (upload.changesets.every(isOver) && upload.cancelledAt === null) throw uploadDone();
    await deps.store.transaction().execute(async transaction => {
      await cancelUpload(transaction, upload.id, now);
      await audit(transaction, { target: `uploads/${upload.id}` });
    });
    ctx.body = await viewOf(call);
  },
});

async function rowOf(store: Store, id: string): Promise<UploadRow> {
  const row = await uploadRow(store, id);
  if (!row) throw notFound('The upload');
  return row;
}

async function viewOf(call: Call): Promise<UploadView> {
  const [view] = await presented(call, [await rowOf(call.deps.store, call.param('id'))]);
  return view!;
}

/** Uploads of one challenge. Who sends them is for those to know who may do it, too. */
async function presented(call: Call, rows: readonly UploadRow[]): Promise<UploadView[]> {
  const [first] = rows;
  if (!first) return [];
  const { store, config } = call.deps;
  const { actor, person: asks } = await whoAsks(call);
  const scope = await ofUpload('id')({ ...call, param: () => first.id });
  const persons = rows.flatMap(({ person }) => person ?? []);
  const names = may(actor, 'upload', scope) ? await namesOf(store, persons) : new Map<string, string>();
  return rows.map(row =>
    presentUpload(row, {
      person: row.person === null ? null : (names.get(row.person) ?? null),
      maySignIn: asks !== null && asks.id === row.person && row.server === config.uploadUrl,
    }),
  );
}
