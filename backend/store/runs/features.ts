import { type Kysely, sql } from 'kysely';
import { compareText } from '../../core/compare-text.ts';
import type { Feature, LonLat, OsmElement, Shape, Side, Tags } from '../../core/feature.ts';
import { cleanText, inParts, jsonb } from '../jsonb.ts';
import type { Database } from '../tables.ts';

/** rows of one statement; 5,000 features are one to three megabytes */
const PART = 5000;
/** rows of one answer */
const PAGE = 20_000;

export async function insertFeatures(
  transaction: Kysely<Database>,
  challenge: string,
  snapshot: string,
  features: readonly Feature[],
): Promise<void> {
  for (const part of inParts(features, PART)) {
    const rows = part.map(feature => ({
      id: cleanText(feature.id),
      lon: feature.at[0],
      lat: feature.at[1],
      shape: feature.shape,
      tags: feature.tags,
      element: feature.element,
      changed_at: feature.changedAt,
    }));
    await sql`
      insert into features (challenge_id, side, id, snapshot_id, geom, shape, tags, element, changed_at)
      select ${challenge}, ${part[0]!.side}, id, ${snapshot}, st_setsrid(st_makepoint(lon, lat), 4326),
        shape, tags, element, changed_at
      from jsonb_to_recordset(${jsonb(rows)}::jsonb)
        as r (id text, lon float8, lat float8, shape jsonb, tags jsonb, element jsonb, changed_at timestamptz)`.execute(
      transaction,
    );
  }
}

type FeatureRow = {
  side: Side;
  id: string;
  lon: number;
  lat: number;
  shape: Shape | null;
  tags: Tags;
  element: OsmElement | null;
  changed_at: Date | null;
};

/** In the order of their ids by UTF-16 code unit, whatever the server's collation: the same on every machine. */
export async function featuresOf(store: Kysely<Database>, snapshot: string): Promise<Feature[]> {
  const features: Feature[] = [];
  for (let after = ''; ; ) {
    const { rows }: { rows: FeatureRow[] } = await sql<FeatureRow>`
      select side, id, st_x(geom) as lon, st_y(geom) as lat, shape, tags, element, changed_at
      from features
      where snapshot_id = ${snapshot} and id > ${after}
      order by id limit ${PAGE}`.execute(store);
    for (const row of rows) features.push(toFeature(row));
    if (rows.length < PAGE) return features.sort((a, b) => compareText(a.id, b.id));
    after = rows.at(-1)!.id;
  }
}

function toFeature(row: FeatureRow): Feature {
  return {
    side: row.side,
    id: row.id,
    at: [row.lon, row.lat],
    ...(row.shape && { shape: row.shape }),
    tags: row.tags,
    ...(row.element && { element: row.element }),
    ...(row.changed_at && { changedAt: row.changed_at.toISOString() }),
  };
}

export async function positionsOf(store: Kysely<Database>, snapshot: string): Promise<LonLat[]> {
  const { rows } = await sql<{ lon: number; lat: number }>`
    select st_x(geom) as lon, st_y(geom) as lat from features where snapshot_id = ${snapshot} order by 1, 2`.execute(
    store,
  );
  return rows.map(({ lon, lat }) => [lon, lat]);
}

/** Features of snapshots that nothing compares any more; their rows stay. */
export async function dropOldFeatures(store: Kysely<Database>, challenge: string): Promise<void> {
  const old = await store
    .selectFrom('snapshots')
    .select('id')
    .where('challenge_id', '=', challenge)
    .where('state', '=', 'old')
    .where(({ exists, selectFrom }) =>
      exists(selectFrom('features').select('id').whereRef('features.snapshot_id', '=', 'snapshots.id')),
    )
    .execute();
  for (const { id } of old) await store.deleteFrom('features').where('snapshot_id', '=', id).execute();
}
