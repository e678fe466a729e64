import type { Challenge } from '../../core/challenge/challenge.ts';
import { lackingForProduction } from '../../core/changeset/changeset-tags.ts';
import { isProduction } from '../../core/changeset/servers.ts';
import { type Gathered, gatherChanges } from '../../handover/gather-changes.ts';
import { changesetPage, type PlannedChangeset, planChangesets } from '../../handover/upload/prepare.ts';
import type { UploadAccount } from '../../store/uploads/upload-accounts.ts';
import type { Deps } from '../deps.ts';

export type Planned = Readonly<{
  gathered: Gathered;
  changesets: readonly PlannedChangeset[];
  lacking: readonly string[];
}>;

/**
 * What the settled answers of a challenge would go to the map as.
 * @param chosen tasks; those that share an edit with them come along. Null: all of them
 */
export async function plannedFor(
  { store, config }: Pick<Deps, 'store' | 'config'>,
  challenge: Challenge,
  { account, chosen }: Readonly<{ account: UploadAccount | null; chosen: ReadonlySet<string> | null }>,
): Promise<Planned> {
  const gathered = await gatherChanges(store, config, challenge);
  const changes = chosen ? tiedTo(chosen, gathered.changes) : gathered.changes;
  // One that is larger than a day's would go alone above it.
  const edits = Math.min(config.uploadEdits, challenge.changeset.capPerDay ?? Number.POSITIVE_INFINITY);
  const limits = { edits, side: config.uploadSide };
  const changesets = planChangesets({ ...gathered, changes }, changesetPage(config), limits);
  const lacking = challenge.sample
    ? ['sample']
    : isProduction(config.uploadUrl)
      ? lackingThere(challenge, account)
      : [];
  return { gathered, changesets, lacking };
}

function lackingThere({ changeset }: Challenge, account: UploadAccount | null): string[] {
  const other = account && changeset.account !== undefined && account.name !== changeset.account;
  return [...lackingForProduction(changeset), ...(other ? ['other-account'] : [])];
}

/** Edits of these tasks, those of tasks that share one with them, and so on. */
function tiedTo<T extends Readonly<{ tasks: readonly string[] }>>(
  chosen: ReadonlySet<string>,
  changes: readonly T[],
): T[] {
  const byTask = new Map<string, T[]>();
  for (const change of changes)
    for (const task of change.tasks) {
      const own = byTask.get(task);
      if (own) own.push(change);
      else byTask.set(task, [change]);
    }
  const taken = new Set<T>();
  const tasks = [...chosen];
  const seen = new Set(chosen);
  for (let task = tasks.pop(); task !== undefined; task = tasks.pop())
    for (const change of byTask.get(task) ?? []) {
      taken.add(change);
      for (const other of change.tasks)
        if (!seen.has(other)) {
          seen.add(other);
          tasks.push(other);
        }
    }
  return changes.filter(change => taken.has(change));
}
