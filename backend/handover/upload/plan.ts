import type { Config } from '../../config.ts';
import type { Challenge } from '../../core/challenge/challenge.ts';
import type { SettledWithState } from '../../core/change/settled-rows.ts';
import { lackingForProduction } from '../../core/changeset/changeset-tags.ts';
import { isProduction } from '../../core/changeset/servers.ts';
import { besides, tiedTo } from '../../core/changeset/tied.ts';
import type { Store } from '../../store/connect.ts';
import { settledByPeople } from '../../store/tasks/task-queries.ts';
import type { UploadAccount } from '../../store/uploads/upload-accounts.ts';
import { type Gathered, gatherChanges, gathered } from '../gather-changes.ts';
import { changesetPage, type PlannedChangeset, planChangesets } from './prepare.ts';

type Planning = Readonly<{ store: Store; config: Config }>;

/** What would go to the map, and what stands in its way. */
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
  { store, config }: Planning,
  challenge: Challenge,
  { account, chosen }: Readonly<{ account: UploadAccount | null; chosen: ReadonlySet<string> | null }>,
): Promise<Planned> {
  const all = await gatherChanges(store, config, challenge);
  const changes = chosen ? tiedTo(chosen, all.changes) : all.changes;
  return {
    gathered: all,
    changesets: inChangesets(config, { ...all, changes }),
    lacking: lackingFor(config, challenge, there => [
      ...there,
      ...(isOther(account, challenge) ? ['other-account'] : []),
    ]),
  };
}

/**
 * What one settled task would go to the map as by whoever settled it: under their own account, whatever it is. Where another settled task
 * asks for the same, or for something else of the same element, it is for the maintainers, who see both.
 */
export async function plannedForOne(
  { store, config }: Planning,
  challenge: Challenge,
  task: SettledWithState,
): Promise<Planned> {
  const beside = besides(task, await settledByPeople(store, challenge.id));
  const all = await gathered(config, challenge, [task, ...beside]);
  const mine = all.changes.filter(({ tasks }) => tasks.includes(task.id));
  const shared = mine.some(({ tasks }) => tasks.length > 1);
  const one: Gathered = {
    ...all,
    changes: shared ? [] : mine,
    notPossible: shared
      ? [
          {
            task: task.id,
            reason: 'conflict',
            detail: 'It hangs together with another task: a maintainer sends both.',
          },
        ]
      : all.notPossible.filter(other => other.task === task.id),
  };
  return {
    gathered: one,
    changesets: inChangesets(config, one),
    lacking: lackingFor(config, challenge, there => there.filter(code => code !== 'account')),
  };
}

/** As small as the settings and the challenge's cap want them. */
function inChangesets(config: Config, what: Gathered): PlannedChangeset[] {
  // One that is larger than a day's would go alone above it.
  const { capPerDay = Number.POSITIVE_INFINITY } = what.challenge.changeset;
  const limits = { edits: Math.min(config.uploadEdits, capPerDay), side: config.uploadSide };
  return planChangesets(what, changesetPage(config), limits);
}

/** @param there what is lacking on the map that everybody uses, of what the challenge itself lacks */
function lackingFor(
  { uploadUrl }: Config,
  { sample, changeset }: Challenge,
  there: (own: readonly string[]) => string[],
): string[] {
  if (sample) return ['sample'];
  return isProduction(uploadUrl) ? there(lackingForProduction(changeset)) : [];
}

const isOther = (account: UploadAccount | null, { changeset }: Challenge): boolean =>
  account !== null && changeset.account !== undefined && account.name !== changeset.account;
