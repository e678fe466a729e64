import type { Planned } from '../../handover/upload/plan.ts';
import { editsSince } from '../../store/uploads/uploads.ts';
import type { UploadPlan } from '../contract/upload.ts';
import type { Call } from '../frame/operation.ts';
import { listedBox } from '../present/upload.ts';

const DAY = 86_400_000;

/** A plan as a person sees it before anything is sent. */
export async function planView(
  { deps, now }: Pick<Call, 'deps' | 'now'>,
  {
    server,
    own = false,
    gathered,
    changesets,
    lacking,
  }: Planned & Pick<UploadPlan, 'server'> & Readonly<{ own?: boolean }>,
): Promise<UploadPlan> {
  const { challenge, permit } = gathered;
  const { capPerDay } = challenge.changeset;
  const dayAgo = new Date(now.getTime() - DAY);
  return {
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
        : { perDay: capPerDay, sent: await editsSince(deps.store, challenge.id, own, dayAgo) },
    attributions: [...permit.attributions],
    warnings: [...permit.warnings],
  };
}
