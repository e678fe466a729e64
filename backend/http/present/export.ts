import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Config, projectRoot } from '../../config.ts';
import type { NotPossible } from '../../core/change/change.ts';
import { toCsv } from '../../core/change/csv.ts';
import { toGeoJson } from '../../core/change/geojson.ts';
import { toJosm } from '../../core/change/josm.ts';
import { toOsmChange } from '../../core/change/osm-change.ts';
import { settledRows } from '../../core/change/settled-rows.ts';
import { findChallenge } from '../../store/challenges.ts';
import type { Store } from '../../store/connect.ts';
import { type Gathered, gatherChanges } from '../gather-changes.ts';
import { notFound } from '../refusal.ts';
import { areaSeed, lookHereSecret } from '../secret.ts';

export type Format = 'osc' | 'josm' | 'geojson' | 'csv';

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

const FILES: Readonly<Record<Format, Readonly<{ contentType: string; ending: string }>>> = {
  osc: { contentType: 'application/xml', ending: '.osc' },
  // JOSM opens .osm files; the doubled ending keeps it apart from a plain extract.
  josm: { contentType: 'application/xml', ending: '.josm.osm' },
  geojson: { contentType: 'application/geo+json', ending: '.geojson' },
  csv: { contentType: 'text/csv', ending: '.csv' },
};

/**
 * What was settled, as a file: a valid one also when there is nothing in it.
 * @throws Refusal 404 when there is no such challenge
 */
export async function exportChallenge(
  store: Store,
  config: Config,
  challengeId: string,
  format: Format,
): Promise<Export> {
  const found = await findChallenge(store, challengeId);
  if (!found) throw notFound('The challenge');
  const gathered = await gatherChanges(store, config, found.definition);
  const seed = areaSeed(await lookHereSecret(store), challengeId);
  const { body, entries } = written(gathered, format, seed);
  const { contentType, ending } = FILES[format];
  return {
    body,
    contentType,
    fileName: `${challengeId}${ending}`,
    notPossible: gathered.notPossible,
    changes: gathered.changes.length,
    entries,
  };
}

function written(
  gathered: Gathered,
  format: Format,
  seed: string,
): Readonly<{ body: string; entries: number }> {
  const { challenge, settled, changes, permit } = gathered;
  if (format === 'osc' || format === 'josm') {
    const write = format === 'osc' ? toOsmChange : toJosm;
    return { body: write(changes, permit, { version: version() }), entries: changes.length };
  }
  const { rows, permit: toPublic } = settledRows(settled, gathered, challenge, 'public-file', seed);
  const write = format === 'csv' ? toCsv : toGeoJson;
  return { body: write(rows, toPublic), entries: rows.length };
}

const version = (): string => JSON.parse(readFileSync(join(projectRoot, 'package.json'), 'utf8')).version;
