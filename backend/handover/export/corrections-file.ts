import type { Config } from '../../config.ts';
import type { Challenge } from '../../core/challenge/challenge.ts';
import { correctionsOf } from '../../core/change/corrections.ts';
import { correctionRows, toCorrectionsCsv } from '../../core/change/corrections-file.ts';
import { isReal } from '../../core/change/element-ref.ts';
import { siteOf } from '../../core/changeset/servers.ts';
import type { Store } from '../../store/connect.ts';
import { peopleByTask } from '../../store/tasks/answer-queries.ts';
import { settledByPeople } from '../../store/tasks/task-queries.ts';
import type { Written } from './export-challenge.ts';
import { taskPage } from './task-page.ts';

/** What the agency should correct, for the agency: every correction that is settled, but those that newer data shows to be made. */
export async function correctionsFile(
  store: Store,
  config: Pick<Config, 'publicUrl' | 'osmApiUrl'>,
  challenge: Challenge,
): Promise<Written> {
  const settled = await settledByPeople(store, challenge.id, ['settled', 'exported']);
  const people = await peopleByTask(store, challenge.id);
  const tasks = new Map(
    settled.map(({ id, facts }) => [id, { id, facts, people: people.get(id) ?? 0 }] as const),
  );
  const { licence, attribution } = challenge.community;
  const corrections = settled.flatMap(task => correctionsOf(task, { licence, attribution }));
  const { rows, permit } = correctionRows(corrections, tasks, challenge);
  const site = siteOf(config.osmApiUrl);
  const body = toCorrectionsCsv(rows, permit, taskPage(config, challenge), ref =>
    isReal(ref) ? `${site}/${ref}` : ref,
  );
  return { body, entries: rows.length, notPossible: [], handsOver: [] };
}
