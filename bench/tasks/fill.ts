import { sql } from 'kysely';
import { saveChallenge } from '../../backend/store/challenges.ts';
import type { Store } from '../../backend/store/connect.ts';
import { fireStationsSample } from '../../challenges/fire-stations/sample.ts';

/** Towns that the tasks lie around, in and around France. */
const TOWNS = 2_000;

/** Made-up tasks of a challenge `bench` around towns, denser near their middle; four in five still ask. */
export async function fill(store: Store, count: number): Promise<void> {
  await saveChallenge(
    store,
    { ...fireStationsSample, id: 'bench', answers: { ...fireStationsSample.answers, needed: 1 } },
    {},
  );
  const side = (
    name: string,
  ) => sql`jsonb_build_object('side', ${name}::text, 'id', ${name} || i, 'at', jsonb_build_array(lon, lat),
    'tags', jsonb_build_object('name', 'Made-up station ' || i, 'amenity', 'fire_station'))`;
  await sql`
    create table spots as
    with towns as (
      select n, -1 + 8 * random() as lon, 43 + 7 * random() as lat from generate_series(1, ${TOWNS}) n
    )
    select i, lon + 0.4 * (random() + random() + random() - 1.5) ^ 3 as lon,
      lat + 0.3 * (random() + random() + random() - 1.5) ^ 3 as lat
    from generate_series(1, ${count}) i join towns on n = 1 + i % ${TOWNS}`.execute(store);
  await withoutIndexes(store, async () => {
    await sql`
      insert into places (id, challenge_id, geom) select 'p' || i, 'bench', st_setsrid(st_makepoint(lon, lat), 4326) from spots`.execute(
      store,
    );
    await sql`
      insert into tasks (id, challenge_id, place_id, state, facts, facts_digest, kinds, geom, name)
      select 't' || md5(i::text), 'bench', 'p' || i, case when i % 5 = 0 then 'settled' else 'open' end,
        jsonb_build_object('official', ${side('official')}, 'community', ${side('community')}, 'others', '[]'::jsonb,
          'match', null, 'discrepancies', '[{"kind": "moved", "metres": 214, "tolerance": 100}]'::jsonb),
        'd' || i, '{moved}', st_setsrid(st_makepoint(lon, lat), 4326), 'Made-up station ' || i
      from spots`.execute(store);
  });
  await sql`drop table spots`.execute(store);
}

/** Indexes are made in a quarter of the time once the rows are there; those that constraints need stay. */
async function withoutIndexes(store: Store, write: () => Promise<void>): Promise<void> {
  const { rows } = await sql<{ name: string; definition: string }>`
    select indexname as name, indexdef as definition from pg_indexes
    where schemaname = current_schema() and tablename in ('places', 'tasks')
      and indexname not in (select conname from pg_constraint)`.execute(store);
  for (const { name } of rows) await sql`drop index ${sql.ref(name)}`.execute(store);
  await write();
  for (const { definition } of rows) await sql.raw(definition).execute(store);
}
