import type { Config } from '../../config.ts';
import type { Challenge } from '../../core/challenge/challenge.ts';
import { toQuickStatements } from '../../core/change/quick-statements.ts';
import { wikidataStatements } from '../../core/change/wikidata.ts';
import type { Store } from '../../store/connect.ts';
import { settledByPeople } from '../../store/tasks/task-queries.ts';
import type { Written } from './export-challenge.ts';
import { taskPage } from './task-page.ts';

/** What is settled of items of Wikidata, whether or not the map has it by now. */
export async function statementsFile(
  store: Store,
  config: Pick<Config, 'publicUrl'>,
  challenge: Challenge,
  now: Date,
): Promise<Written> {
  const settled = await settledByPeople(store, challenge.id, ['settled', 'exported', 'verified']);
  const made = wikidataStatements(settled, challenge);
  const day = now.toISOString().slice(0, 10);
  const page = taskPage(config, challenge);
  const url = (task: string) => page(task) ?? challenge.changeset.documentation;
  const referred = made.statements.filter(({ task }) => url(task) !== undefined);
  const body = toQuickStatements(referred, made.permit, task => ({ url: url(task)!, day }));
  return { body, entries: referred.length, notPossible: [], handsOver: [] };
}
