import { randomUUID } from 'node:crypto';
import { ownVersion } from '../../config.ts';
import { type Revert, revertOf } from '../../core/changeset/revert.ts';
import { revertTags } from '../../core/changeset/revert-tags.ts';
import { isProduction } from '../../core/changeset/servers.ts';
import { compareText } from '../../core/compare-text.ts';
import { may } from '../../core/policy/may.ts';
import { lookHereSecret } from '../../handover/look-here-secret.ts';
import { changesetPage, prepareUpload } from '../../handover/upload/prepare.ts';
import { OsmApiFault } from '../../osm/osm-api-fault.ts';
import { readElements } from '../../osm/read-elements.ts';
import type { Store } from '../../store/connect.ts';
import { appliedEdits } from '../../store/uploads/changesets.ts';
import {
  type ChangesetRow,
  changesetRow,
  editRows,
  lockChangeset,
  revertOfChangeset,
  tasksAbout,
} from '../../store/uploads/upload-queries.ts';
import { type StoredUpload, storedUpload, uploadOfRequest } from '../../store/uploads/uploads.ts';
import { challengeOf } from '../challenge-of.ts';
import {
  type ChangesetView,
  changesetView,
  type RevertPlan,
  revertPlan,
  revertRequest,
  uploadReceipt,
} from '../contract/upload.ts';
import type { Deps } from '../deps.ts';
import { operation } from '../frame/operation.ts';
import { signedIn, whoAsks } from '../people/who.ts';
import { ofChangeset } from '../permission/scopes.ts';
import { presentChange } from '../present/changes.ts';
import { presentToldTask } from '../present/changeset-tasks.ts';
import { presentChangeset } from '../present/upload.ts';
import { notFound, Refusal } from '../refusal.ts';
import { accountToSend, otherServer } from '../uploads/server-for.ts';
import { requestUsed } from './uploads.ts';

export const readChangeset = operation({
  id: 'readChangeset',
  may: 'look',
  method: 'get',
  path: '/api/v1/changesets/:id',
  summary: 'One changeset: its tags, its edits with what became of them, its tasks',
  answers: { 200: { words: 'Everything about it', schema: changesetView } },
  async handle(call) {
    const { ctx, deps, param } = call;
    const { row, upload } = await found(deps.store, param('id'));
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
      may: allowed && whyNot(row, upload, revertedBy) === null ? ['revert'] : [],
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
    ctx.status = 201;
    const before = await uploadOfRequest(deps.store, person, body.requestId);
    if (before && before.reverts !== param('id')) throw requestUsed();
    if (before) {
      ctx.body = { id: before.id };
      return;
    }
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
    const made = await prepareUpload(deps.store, {
      challenge,
      planned: [planned],
      person,
      request: body.requestId,
      server: upload.server,
      reverts: row.id,
      now,
      async within(transaction, made) {
        // Two who ask at once take it back once.
        await lockChangeset(transaction, row.id);
        if ((await revertOfChangeset(transaction, row.id, made)) !== null)
          throw refusals['already-reverted']();
        await audit(transaction, {
          target: `changesets/${row.id}`,
          data: { upload: made, host: body.host, edits: changes.length },
        });
      },
    });
    ctx.body = { id: made };
  },
});

type Found = Readonly<{ row: ChangesetRow; upload: StoredUpload }>;

async function found(store: Store, id: string): Promise<Found> {
  const row = await changesetRow(store, id);
  const upload = row && (await storedUpload(store, row.upload));
  if (!upload) throw notFound('The changeset');
  return { row, upload };
}

type WhyNot = 'not-closed' | 'is-revert' | 'already-reverted';

function whyNot(
  { state }: Pick<ChangesetRow, 'state'>,
  { reverts }: Pick<StoredUpload, 'reverts'>,
  revertedBy: string | null,
): WhyNot | null {
  if (reverts !== null) return 'is-revert';
  if (state !== 'closed') return 'not-closed';
  return revertedBy === null ? null : 'already-reverted';
}

/** @throws Refusal 404, 409 */
async function revertible({ store, config }: Pick<Deps, 'store' | 'config'>, id: string): Promise<Found> {
  const { row, upload } = await found(store, id);
  const why = whyNot(row, upload, await revertOfChangeset(store, id));
  if (why !== null) throw refusals[why]();
  if (upload.server !== config.uploadUrl) throw otherServer(new URL(config.uploadUrl).host);
  return { row, upload };
}

/** Somebody waits for the answer. */
const LIMITS = { attempts: 2, requestTime: 10_000, totalTime: 20_000, firstWait: 500 };

async function revertNow(
  { store, config }: Pick<Deps, 'store' | 'config'>,
  { id }: ChangesetRow,
  upload: StoredUpload,
): Promise<Revert> {
  const rows = await appliedEdits(store, id);
  const { licence, attribution } = (await challengeOf(store, upload.challenge)).community;
  const api = { osmApiUrl: upload.server, contact: config.contact, limits: LIMITS };
  try {
    const now = await readElements([...new Set(rows.map(({ applied }) => applied.ref))], api);
    return revertOf(rows, now, { licence, attribution });
  } catch (fault) {
    if (!(fault instanceof OsmApiFault)) throw fault;
    throw new Refusal(503, 'map-away', 'The map could not be read', `${fault.message} Try again later.`);
  }
}

const refusals = {
  'not-closed': () =>
    new Refusal(
      409,
      'not-closed',
      'It is not on the map as a whole',
      'Only a closed changeset can be taken back.',
    ),
  'is-revert': () =>
    new Refusal(
      409,
      'is-revert',
      'It takes another changeset back itself',
      'Its tasks are asked again: settle them, and upload that.',
    ),
  'already-reverted': () =>
    new Refusal(
      409,
      'already-reverted',
      'It is taken back already',
      'Another changeset takes it back, or will.',
    ),
} as const satisfies Record<WhyNot, () => Refusal>;

const nothingToRevert = () =>
  new Refusal(
    409,
    'nothing-to-revert',
    'There is nothing to take back',
    'Others have changed, since then, all that it changed.',
  );
