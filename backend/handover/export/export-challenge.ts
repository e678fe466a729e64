import type { Config } from '../../config.ts';
import type { Challenge } from '../../core/challenge/challenge.ts';
import type { NotPossible } from '../../core/change/change.ts';
import { ABOUT_FORMATS, type Format, type FormatFor, isFor } from '../../core/change/formats.ts';
import type { SettledTask } from '../../core/change/to-changes.ts';
import type { Store } from '../../store/connect.ts';
import { markSent } from '../../store/tasks/tasks.ts';
import { correctionsFile } from './corrections-file.ts';
import { fileForTheMap } from './file-for-the-map.ts';
import { fileForTools } from './file-for-tools.ts';
import { statementsFile } from './statements-file.ts';

/** What one kind of file is made of. */
export type Written = Readonly<{
  body: string;
  /** entries of any kind in it: edits, statements, corrections; in GeoJSON and CSV every settled task */
  entries: number;
  /** settled answers that should be in it, and cannot */
  notPossible: readonly NotPossible[];
  /** tasks whose edits it hands to the map */
  handsOver: readonly SettledTask[];
}>;

export type Export = Omit<Written, 'handsOver'> & Readonly<{ contentType: string; fileName: string }>;

/** Somebody takes the file. `tell` writes down that they did, in the transaction that makes its tasks count as sent. */
export type Taken = Readonly<{
  at: Date;
  tell: (transaction: Store, what: Readonly<{ format: Format; changes: number }>) => Promise<void>;
}>;

/**
 * What was settled, as a file: a valid one also when there is nothing in it. Tasks whose edits it hands to the map (osc,
 * josm, maproulette) count as sent from then on: newer data can show that they are not fixed yet.
 * @param taken null: nobody takes it
 */
export async function exportChallenge(
  store: Store,
  config: Config,
  challenge: Challenge,
  format: Format,
  taken: Taken | null,
): Promise<Export> {
  const { handsOver, ...file } = await written(store, config, challenge, format, taken?.at ?? new Date());
  if (taken && !isFor(format, 'tools'))
    await store.transaction().execute(async transaction => {
      if (handsOver.length > 0) await markSent(transaction, handsOver, taken.at);
      await taken.tell(transaction, { format, changes: file.entries });
    });
  const { contentType, ending } = ABOUT_FORMATS[format];
  return { ...file, contentType, fileName: `${challenge.id}${ending}` };
}

async function written(
  store: Store,
  config: Config,
  challenge: Challenge,
  format: Format,
  now: Date,
): Promise<Written> {
  if (isFor(format, 'map')) return fileForTheMap(store, config, challenge, format);
  if (isFor(format, 'tools')) return fileForTools(store, config, challenge, format);
  if (isFor(format, 'wikidata')) return statementsFile(store, config, challenge, now);
  // What is left is for the agency: a format for anybody else does not compile.
  format satisfies FormatFor<'agency'>;
  return correctionsFile(store, config, challenge);
}
