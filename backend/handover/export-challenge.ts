import { type Config, ownVersion } from '../config.ts';
import type { Challenge } from '../core/challenge/challenge.ts';
import type { NotPossible } from '../core/change/change.ts';
import { toCsv } from '../core/change/csv.ts';
import { type Format, type FormatForTheMap, isForOthers, isForTheMap } from '../core/change/formats.ts';
import { toGeoJson } from '../core/change/geojson.ts';
import { toJosm } from '../core/change/josm.ts';
import { toOsmChange } from '../core/change/osm-change.ts';
import { toQuickStatements } from '../core/change/quick-statements.ts';
import { settledRows } from '../core/change/settled-rows.ts';
import type { SettledTask } from '../core/change/to-changes.ts';
import { wikidataStatements } from '../core/change/wikidata.ts';
import { toMapRoulette } from '../core/changeset/maproulette.ts';
import type { Store } from '../store/connect.ts';
import { settledByPeople } from '../store/tasks/task-queries.ts';
import { markSent } from '../store/tasks/tasks.ts';
import { type Gathered, gatherChanges } from './gather-changes.ts';
import { areaSeed, lookHereSecret } from './look-here-secret.ts';
import { placesOfTasks } from './upload/places-of-tasks.ts';

export type Export = Readonly<{
  body: string;
  contentType: string;
  fileName: string;
  notPossible: readonly NotPossible[];
  /** edits of the map in it */
  changes: number;
  /** entries of any kind in it: edits, and in GeoJSON and CSV every settled task */
  entries: number;
}>;

/** Somebody takes the file. `tell` writes down that they did, in the transaction that makes its tasks count as sent. */
export type Taken = Readonly<{
  at: Date;
  tell: (transaction: Store, what: Readonly<{ format: Format; changes: number }>) => Promise<void>;
}>;

const FILES: Readonly<Record<Format, Readonly<{ contentType: string; ending: string }>>> = {
  osc: { contentType: 'application/xml', ending: '.osc' },
  // JOSM opens .osm files; the doubled ending keeps it apart from a plain extract.
  josm: { contentType: 'application/xml', ending: '.josm.osm' },
  // A line is a task; .geojsonl would not be taken there.
  maproulette: { contentType: 'application/geo+json-seq', ending: '.maproulette.geojson' },
  quickstatements: { contentType: 'text/plain', ending: '.quickstatements.txt' },
  geojson: { contentType: 'application/geo+json', ending: '.geojson' },
  csv: { contentType: 'text/csv', ending: '.csv' },
};

/**
 * What was settled, as a file: a valid one also when there is nothing in it. Tasks whose edits it hands to the map (osc,
 * josm) count as sent from then on: newer data can show that they are not fixed yet.
 * @param taken null: nobody takes it
 */
export async function exportChallenge(
  store: Store,
  config: Config,
  challenge: Challenge,
  format: Format,
  taken: Taken | null,
): Promise<Export> {
  const gathered = await gatherChanges(store, config, challenge);
  const seed = areaSeed(await lookHereSecret(store), challenge.id);
  const { body, entries } =
    format === 'quickstatements'
      ? await statements(store, config, challenge, taken?.at ?? new Date())
      : written(gathered, format, seed);
  const changes = gathered.changes.length;
  if (taken && isForOthers(format))
    await store.transaction().execute(async transaction => {
      if (isForTheMap(format)) await markSent(transaction, handedOver(gathered), taken.at);
      await taken.tell(transaction, { format, changes: isForTheMap(format) ? changes : entries });
    });
  const { contentType, ending } = FILES[format];
  return {
    body,
    contentType,
    fileName: `${challenge.id}${ending}`,
    notPossible: gathered.notPossible,
    changes,
    entries,
  };
}

function handedOver({ settled, changes }: Gathered): readonly SettledTask[] {
  const inFile = new Set(changes.flatMap(({ tasks }) => tasks));
  return settled.filter(({ id }) => inFile.has(id));
}

function written(
  gathered: Gathered,
  format: Exclude<Format, 'quickstatements'>,
  seed: string,
): Readonly<{ body: string; entries: number }> {
  const { challenge, settled, changes, permit } = gathered;
  if (isForTheMap(format)) {
    const options = { version: ownVersion() };
    const write: Readonly<Record<FormatForTheMap, () => string>> = {
      osc: () => toOsmChange(changes, permit, options),
      josm: () => toJosm(changes, permit, options),
      maproulette: () => toMapRoulette(changes, permit, placesOfTasks(settled, challenge), options),
    };
    return { body: write[format](), entries: changes.length };
  }
  const { rows, permit: toPublic } = settledRows(settled, gathered, challenge, 'public-file', seed);
  const write = format === 'csv' ? toCsv : toGeoJson;
  return { body: write(rows, toPublic), entries: rows.length };
}

/** What is settled of items, whether or not the map has it by now. */
async function statements(
  store: Store,
  { publicUrl }: Pick<Config, 'publicUrl'>,
  challenge: Challenge,
  now: Date,
): Promise<Readonly<{ body: string; entries: number }>> {
  const settled = await settledByPeople(store, challenge.id, ['settled', 'exported', 'verified']);
  const made = wikidataStatements(settled, challenge);
  const day = now.toISOString().slice(0, 10);
  const page = publicUrl ? `${publicUrl}/challenges/${challenge.id}/task/` : null;
  const url = (task: string) => (page ? `${page}${task}` : challenge.changeset.documentation);
  const referred = made.statements.filter(({ task }) => url(task) !== undefined);
  const body = toQuickStatements(referred, made.permit, task => ({ url: url(task)!, day }));
  return { body, entries: referred.length };
}
