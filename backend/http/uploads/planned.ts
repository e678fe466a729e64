import type { Config } from '../../config.ts';
import type { Challenge } from '../../core/challenge/challenge.ts';
import type { StandingTask } from '../../core/change/settled-rows.ts';
import { lackingForProduction } from '../../core/changeset/changeset-tags.ts';
import { isProduction } from '../../core/changeset/servers.ts';
import { type Gathered, gatherChanges, gathered } from '../../handover/gather-changes.ts';
import { changesetPage, type PlannedChangeset, planChangesets } from '../../handover/upload/prepare.ts';
import { settledByPeople } from '../../store/tasks/task-queries.ts';
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
  { store, config }: Pick<Deps, 'store' | 'config'>,
  challenge: Challenge,
  task: StandingTask,
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

/** Elements that a task is about, and the spot of a place that it adds. */
function touches({ facts, answer }: Pick<StandingTask, 'facts' | 'answer'>): string[] {
  const elements = [facts.community, ...facts.others].flatMap(one =>
    one?.side === 'community' ? [one.id] : [],
  );
  const spot = answer.say === 'fix' && answer.fix.position ? [answer.fix.position.at.join()] : [];
  return [...elements, ...spot];
}

/** Others that touch what a task does. */
function besides(task: StandingTask, settled: readonly StandingTask[]): StandingTask[] {
  const own = new Set(touches(task));
  return settled.filter(other => other.id !== task.id && touches(other).some(what => own.has(what)));
}

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
