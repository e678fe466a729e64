import type { Config } from '../../config.ts';
import type { Challenge } from '../../core/challenge/challenge.ts';
import { correctionsOf } from '../../core/change/corrections.ts';
import { toCsv } from '../../core/change/csv.ts';
import { toGeoJson } from '../../core/change/geojson.ts';
import { settledRows } from '../../core/change/settled-rows.ts';
import type { Store } from '../../store/connect.ts';
import { settledByPeople } from '../../store/tasks/task-queries.ts';
import { arrivedEdits } from '../../store/uploads/upload-queries.ts';
import { gathered } from '../gather-changes.ts';
import { areaSeed, lookHereSecret } from '../look-here-secret.ts';
import type { Written } from './export-challenge.ts';

/** Everything that people settled, whatever has become of it since: of what went to the map the edits that did. */
export async function fileForTools(
  store: Store,
  config: Config,
  challenge: Challenge,
  format: 'geojson' | 'csv',
): Promise<Written> {
  const all = await settledByPeople(store, challenge.id, ['settled', 'exported', 'verified', 'conflict']);
  const arrived = await arrivedEdits(store, challenge.id);
  const onMap = new Set(arrived.flatMap(({ tasks }) => tasks));
  const waiting = all.filter(({ id, state }) => state === 'settled' && !onMap.has(id));
  const { changes, notPossible } = await gathered(config, challenge, waiting);
  const { licence, attribution } = challenge.community;
  const { rows, permit } = settledRows(
    all,
    {
      changes: [...changes, ...arrived],
      notPossible,
      corrections: all.flatMap(task => correctionsOf(task, { licence, attribution })),
    },
    challenge,
    'public-file',
    areaSeed(await lookHereSecret(store), challenge.id),
  );
  const write = format === 'csv' ? toCsv : toGeoJson;
  return { body: write(rows, permit), entries: rows.length, notPossible, handsOver: [] };
}
