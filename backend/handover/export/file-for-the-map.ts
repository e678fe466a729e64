import { type Config, ownVersion } from '../../config.ts';
import type { Challenge } from '../../core/challenge/challenge.ts';
import type { FormatFor } from '../../core/change/formats.ts';
import { toJosm } from '../../core/change/josm.ts';
import { toOsmChange } from '../../core/change/osm-change.ts';
import { toMapRoulette } from '../../core/changeset/maproulette.ts';
import type { Store } from '../../store/connect.ts';
import { gatherChanges } from '../gather-changes.ts';
import { placesOfTasks } from '../upload/places-of-tasks.ts';
import type { Written } from './export-challenge.ts';

/** Edits of what is settled and on its way nowhere else. */
export async function fileForTheMap(
  store: Store,
  config: Config,
  challenge: Challenge,
  format: FormatFor<'map'>,
): Promise<Written> {
  const { settled, changes, permit, notPossible } = await gatherChanges(store, config, challenge);
  const options = { version: ownVersion() };
  const write: Readonly<Record<FormatFor<'map'>, () => string>> = {
    osc: () => toOsmChange(changes, permit, options),
    josm: () => toJosm(changes, permit, options),
    maproulette: () => toMapRoulette(changes, permit, placesOfTasks(settled, challenge), options),
  };
  const inFile = new Set(changes.flatMap(({ tasks }) => tasks));
  return {
    body: write[format](),
    entries: changes.length,
    notPossible,
    handsOver: settled.filter(({ id }) => inFile.has(id)),
  };
}
