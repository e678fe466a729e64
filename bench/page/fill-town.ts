import { sql } from 'kysely';
import type { Challenge } from '../../backend/core/challenge/challenge.ts';
import { saveChallenge } from '../../backend/store/challenges.ts';
import type { Store } from '../../backend/store/connect.ts';
import { foldTaskCells } from '../../backend/store/tasks/task-cells.ts';
import { fireStationsSample } from '../../challenges/fire-stations/sample.ts';

/** Where the made-up town lies, and how far its middle is from its edge: one window of a map has all of it. */
export const TOWN = { at: [4.9, 50.3], degrees: 0.035 } as const;
const METRES_PER_DEGREE = 111_195;

/** Made-up tasks of a challenge `town`: what the agency says lies 140 m from where the map has it. */
export async function fillTown(store: Store, count: number): Promise<void> {
  const id = 'town';
  const { official, community } = fireStationsSample;
  const challenge: Challenge = {
    ...fireStationsSample,
    id,
    sample: false,
    // Such that editors are offered.
    official: { ...official, licence: 'CC0-1.0' },
    community: { ...community, licence: 'OSM' },
    rules: [{ kind: 'moved', tolerance: 100 }],
  };
  await saveChallenge(store, challenge, {});
  const [lon, lat] = TOWN.at;
  const side = (name: string, north: number) => sql`jsonb_build_object('side', ${name}::text,
    'id', ${name === 'community' ? 'node/' : 'Z-'} || i, 'at', jsonb_build_array(lon, lat + ${north}::float8),
    'tags', jsonb_build_object('name', 'Made-up station ' || i, 'amenity', 'fire_station'))`;
  await sql`
    with spots as materialized (
      select i, ${lon} + ${TOWN.degrees} * 1.5 * (2 * random() - 1) as lon,
        ${lat} + ${TOWN.degrees} * (2 * random() - 1) as lat
      from generate_series(1, ${count}) i
    ), made as (
      insert into places (id, challenge_id, geom)
      select 'p' || i, ${id}, st_setsrid(st_makepoint(lon, lat), 4326) from spots
    )
    insert into tasks (id, challenge_id, place_id, state, facts, facts_digest, kinds, geom, name)
    select 't' || md5(i::text), ${id}, 'p' || i, 'open',
      jsonb_build_object('official', ${side('official', 140 / METRES_PER_DEGREE)}, 'community', ${side('community', 0)},
        'others', '[]'::jsonb, 'match', null, 'discrepancies', '[{"kind": "moved", "metres": 140, "tolerance": 100}]'::jsonb),
      'd' || i, '{moved}', st_setsrid(st_makepoint(lon, lat), 4326), 'Made-up station ' || i
    from spots`.execute(store);
  await foldTaskCells(store);
}
