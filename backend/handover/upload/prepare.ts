import { randomUUID } from 'node:crypto';
import { type Config, ownVersion } from '../../config.ts';
import type { Challenge } from '../../core/challenge/challenge.ts';
import type { SettledTask } from '../../core/change/to-changes.ts';
import { changesetTags } from '../../core/changeset/changeset-tags.ts';
import { type Group, type GroupLimits, groupChanges } from '../../core/changeset/grouping.ts';
import { compareText } from '../../core/compare-text.ts';
import type { Tags } from '../../core/feature.ts';
import type { Store } from '../../store/connect.ts';
import { insertChangeset } from '../../store/uploads/changesets.ts';
import { tellTasks } from '../../store/uploads/upload-tasks.ts';
import { insertUpload, uploadOfRequest } from '../../store/uploads/uploads.ts';
import type { Gathered } from '../gather-changes.ts';
import { placesOfTasks } from './places-of-tasks.ts';

/** What the changes of a challenge would go to the map as. */
export type PlannedChangeset = Group & Readonly<{ id: string; tags: Tags }>;

/** @param page the public page of a changeset by our id; null where there is none */
export function planChangesets(
  {
    challenge,
    settled,
    changes,
    permit,
  }: Pick<Gathered, 'challenge' | 'changes' | 'permit'> & Readonly<{ settled: readonly SettledTask[] }>,
  page: (id: string) => string | null,
  limits: GroupLimits,
): PlannedChangeset[] {
  return groupChanges(changes, placesOfTasks(settled, challenge), limits).map(group => {
    const id = randomUUID();
    const about = { kind: group.kind, policy: challenge.changeset, permit };
    const tags = changesetTags({ ...about, version: ownVersion(), page: page(id), challenge: challenge.id });
    return { ...group, id, tags };
  });
}

/** Where everybody can see a changeset of ours with its tasks. */
export const changesetPage =
  ({ publicUrl }: Pick<Config, 'publicUrl'>) =>
  (id: string): string | null =>
    publicUrl === null ? null : `${publicUrl}/changesets/${id}`;

/** What the plan was made of has changed since: it has to be looked at again. */
export class PlanChanged extends Error {
  override name = 'PlanChanged';
}

export type Prepare = Readonly<{
  challenge: Challenge;
  planned: readonly PlannedChangeset[];
  person: string;
  /** Chosen by the browser: asked for twice it is one upload. */
  request: string;
  server: string;
  /** The changeset of ours that it takes back. Its tasks stay what they are until that was read back. */
  reverts?: string;
  /** Whoever settled its one task sends it. */
  own?: boolean;
  now: Date;
  /** Writes what belongs to it, in its transaction. */
  within?: (transaction: Store, upload: string) => Promise<void>;
}>;

/**
 * Writes an upload down, and sets its tasks apart: from then on it goes on by itself.
 * @returns its id
 * @throws PlanChanged where a task is asked again, or belongs to another upload by now
 */
export async function prepareUpload(store: Store, asked: Prepare): Promise<string> {
  const { challenge, planned, person, request, server, reverts, own = false, now } = asked;
  return store.transaction().execute(async transaction => {
    const id = await insertUpload(transaction, {
      id: randomUUID(),
      challenge: challenge.id,
      person,
      request,
      server,
      own,
      ...(reverts !== undefined && { reverts }),
      now,
    });
    if (id === null) return (await uploadOfRequest(transaction, person, request))!.id;
    if (reverts === undefined) {
      const tasks = planned.flatMap(one => one.tasks).sort(compareText);
      const taken = await tellTasks(transaction, tasks, 'export', { now, person, data: { upload: id } });
      if (taken.size < tasks.length) throw new PlanChanged();
    }
    for (const [place, one] of planned.entries())
      await insertChangeset(transaction, {
        id: one.id,
        upload: id,
        place,
        kind: one.kind,
        tasks: one.tasks,
        changes: one.changes,
        box: one.box,
        tags: one.tags,
        dueAt: now,
      });
    await asked.within?.(transaction, id);
    return id;
  });
}
