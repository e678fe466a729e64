import { type Kysely, sql } from 'kysely';
import type { Place } from '../../core/place/place.ts';
import { inParts, jsonb } from '../jsonb.ts';
import type { Database } from '../tables.ts';

/** rows of one statement */
const PART = 5000;

/** Every place that the challenge ever had, by id. */
export async function placesOf(store: Kysely<Database>, challenge: string): Promise<Place[]> {
  const { rows } = await sql<{
    id: string;
    official_id: string | null;
    community_id: string | null;
    lon: number;
    lat: number;
    name: string | null;
    vanished_at: Date | null;
  }>`
    select id, official_id, community_id, st_x(geom) as lon, st_y(geom) as lat, name, vanished_at
    from places where challenge_id = ${challenge} order by id collate "C"`.execute(store);
  return rows.map(row => ({
    id: row.id,
    challenge,
    officialId: row.official_id,
    communityId: row.community_id,
    at: [row.lon, row.lat],
    name: row.name,
    vanishedAt: row.vanished_at?.toISOString() ?? null,
  }));
}

/** New places and those that are known, each as it is now. */
export async function savePlaces(transaction: Kysely<Database>, places: readonly Place[]): Promise<void> {
  for (const part of inParts(places, PART)) {
    const rows = part.map(place => ({
      id: place.id,
      challenge: place.challenge,
      o: place.officialId,
      c: place.communityId,
      lon: place.at[0],
      lat: place.at[1],
      name: place.name,
      vanished: place.vanishedAt,
    }));
    await sql`
      insert into places (id, challenge_id, official_id, community_id, geom, name, vanished_at)
      select id, challenge, o, c, st_setsrid(st_makepoint(lon, lat), 4326), name, vanished
      from jsonb_to_recordset(${jsonb(rows)}::jsonb) as r
        (id text, challenge text, o text, c text, lon float8, lat float8, name text, vanished timestamptz)
      on conflict (id) do update set
        official_id = excluded.official_id, community_id = excluded.community_id, geom = excluded.geom,
        name = excluded.name, vanished_at = excluded.vanished_at`.execute(transaction);
  }
}
