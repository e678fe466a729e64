import { randomUUID } from 'node:crypto';
import { ownVersion } from '../../config.ts';
import { revertTags } from '../../core/changeset/revert-tags.ts';
import { isProduction } from '../../core/changeset/servers.ts';
import { compareText } from '../../core/compare-text.ts';
import { may } from '../../core/policy/may.ts';
import { lookHereSecret } from '../../handover/look-here-secret.ts';
import { changesetPage, prepareUpload } from '../../handover/upload/prepare.ts';
import {
  editRows,
  lockChangeset,
  revertOfChangeset,
  tasksAbout,
} from '../../store/uploads/upload-queries.ts';
import type { StoredUpload } from '../../store/uploads/uploads.ts';
import { challengeOf } from '../challenge-of.ts';
import {
  type ChangesetView,
  changesetView,
  type RevertPlan,
  revertPlan,
  revertRequest,
  uploadReceipt,
} from '../contract/upload.ts';
import { operation } from '../frame/operation.ts';
import { signedIn, whoAsks } from '../people/who.ts';
import { ofChangeset } from '../permission/scopes.ts';
import { presentChange } from '../present/changes.ts';
import { presentToldTask } from '../present/changeset-tasks.ts';
import { presentChangeset } from '../present/upload.ts';
import { once } from '../uploads/once.ts';
import { NOT_REVERTED, nothingToRevert } from '../uploads/refusals.ts';
import { foundChangeset, revertible, revertNow, whyNotReverted } from '../uploads/reverting.ts';
import { accountToSend } from '../uploads/server-for.ts';

export const readChangeset = operation({
  id: 'readChangeset',
  may: 'look',
  method: 'get',
  path: '/api/v1/changesets/:id',
  summary: 'One changeset: its tags, its edits with what became of them, its tasks',
  answers: { 200: { words: 'Everything about it', schema: changesetView } },
  async handle(call) {
    const { ctx, deps, param } = call;
    const { row, upload } = await foundChangeset(deps.store, param('id'));
    const challenge = await challengeOf(deps.store, upload.challenge);
    const revertedBy = await revertOfChangeset(deps.store, row.id);
    const secret = await lookHereSecret(deps.store);
    const { actor } = await whoAsks(call);
    const allowed = may(actor, 'upload', await ofChangeset('id')(call));
    const view: ChangesetView = {
      ...presentChangeset(row, upload.server),
      upload: upload.id,
      challenge: challenge.id,
      host: new URL(upload.server).host,
      production: isProduction(upload.server),
      tags: { ...row.tags },
      discussion: row.tags['discussion:url'] ?? null,
      list: (await editRows(deps.store, row.id)).map(({ change, ref, version }) => ({
        ...presentChange(change),
        ref,
        version,
      })),
      about: (await tasksAbout(deps.store, row)).map(task => presentToldTask(task, challenge, secret)),
      reverts: upload.reverts,
      revertedBy,
      may: allowed && whyNotReverted(row, upload, revertedBy) === null ? ['revert'] : [],
    };
    ctx.body = view;
  },
});

export const readRevertPlan = operation({
  id: 'readRevertPlan',
  may: 'upload',
  of: ofChangeset('id'),
  looks: true,
  method: 'get',
  path: '/api/v1/changesets/:id/revert-plan',
  budget: 'changes',
  summary: 'What taking a changeset back would do on the map of this moment, and what would stay',
  answers: { 200: { words: 'Edits, and what others have changed since', schema: revertPlan } },
  refusals: {
    409: 'not-closed, already-reverted, is-revert, other-server',
    503: 'map-away: the elements could not be read',
  },
  async handle({ ctx, deps, param }) {
    const { row, upload } = await revertible(deps, param('id'));
    const { changes, rest } = await revertNow(deps, row, upload);
    const view: RevertPlan = {
      host: new URL(upload.server).host,
      changes: changes.map(presentChange),
      rest: rest.map(({ ref, key, why, tasks }) => ({ ref, key: key ?? null, why, tasks: [...tasks] })),
    };
    ctx.body = view;
  },
});

export const revertChangeset = operation({
  id: 'revertChangeset',
  may: 'upload',
  of: ofChangeset('id'),
  method: 'post',
  path: '/api/v1/changesets/:id/revert',
  budget: 'exports',
  summary: 'Takes back what is still as the changeset left it, by another one under the own account',
  body: revertRequest,
  answers: {
    201: { words: 'The upload that does it; the same request twice is one', schema: uploadReceipt },
  },
  refusals: {
    409: 'not-closed, already-reverted, is-revert, other-server, no-account, nothing-to-revert, request-used',
    503: 'no-uploads, map-away',
  },
  async handle(call) {
    const { ctx, deps, now, param, body, audit } = call;
    const { id: person } = await signedIn(call);
    const asked = { person, request: body.requestId };
    const isIt = ({ reverts }: StoredUpload) => reverts === param('id');
    const made = await once(deps.store, asked, isIt, async () => {
      const { row, upload } = await revertible(deps, param('id'));
      await accountToSend(deps, person, body.host);
      const challenge = await challengeOf(deps.store, upload.challenge);
      const { changes } = await revertNow(deps, row, upload);
      if (changes.length === 0) throw nothingToRevert();
      const id = randomUUID();
      const page = changesetPage(deps.config)(id);
      const planned = {
        id,
        kind: row.kind,
        changes,
        tasks: [...new Set(changes.flatMap(({ tasks }) => tasks))].sort(compareText),
        box: row.box,
        tags: revertTags(row.tags, { osmId: row.osmId!, version: ownVersion(), page }),
      };
      return prepareUpload(deps.store, {
        ...asked,
        challenge,
        planned: [planned],
        server: upload.server,
        reverts: row.id,
        now,
        async within(transaction, made) {
          // Two who ask at once take it back once.
          await lockChangeset(transaction, row.id);
          if ((await revertOfChangeset(transaction, row.id, made)) !== null)
            throw NOT_REVERTED['already-reverted']();
          await audit(transaction, {
            target: `changesets/${row.id}`,
            data: { upload: made, host: body.host, edits: changes.length },
          });
        },
      });
    });
    ctx.status = 201;
    ctx.body = { id: made };
  },
});
