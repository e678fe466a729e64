import { setTimeout as pause } from 'node:timers/promises';
import { sql } from 'kysely';
import { saveChallenge } from '../backend/store/challenges.ts';
import { connect, type Store } from '../backend/store/connect.ts';
import { migrate } from '../backend/store/schema/migrate.ts';
import { foldTaskCells } from '../backend/store/tasks/task-cells.ts';
import { fireStationsSample } from '../challenges/fire-stations/sample.ts';
import { startPostgres } from '../test/servers/postgres.ts';
import type { Flags } from './flags.ts';
import { type JalonProcess, startJalon } from './jalon-process.ts';
import { load } from './proc.ts';
import { seeded } from './seeded.ts';
import type { Report } from './show.ts';

const COUNT = 1_000_000;
/** Requests a second, and for how many seconds; each goes out when it is due, however slow those before it are. */
const RATE = { asked: 200, warm: 5, seconds: 20 };
/** People who ask, in turns: each has a budget of its own. */
const PEOPLE = 300;
/** Towns that the tasks lie around, in and around France. */
const TOWNS = 2_000;
/** Times that the usual way is asked: one takes longer than a second of ours. */
const USUAL = 20;

type Times = readonly number[];
type Ask = (n: number) => Promise<Response>;

const at = (times: Times, share: number): number =>
  times.toSorted((a, b) => a - b)[Math.min(times.length - 1, Math.floor(share * times.length))]!;

/** `next` and the window of a map with a million tasks, by an API process as in production, beside the usual queries. */
export async function tasks({ count = COUNT, quick = false }: Flags): Promise<Report> {
  const seconds = quick ? 5 : RATE.seconds;
  const postgres = await startPostgres({ durable: true });
  let jalon: JalonProcess | null = null;
  const url = await postgres.createDatabase();
  const store = connect(url, { max: 2 });
  try {
    await migrate(store);
    const filled = performance.now();
    await fill(store, count);
    const counted = performance.now();
    await foldTaskCells(store);
    const done = performance.now();
    await sql`analyze`.execute(store);
    jalon = await startJalon({ ROLE: 'api', DATABASE_URL: url, TRUST_PROXY: '1' });
    const { address } = jalon;
    const people = await guests(address);
    const random = seeded(7);
    const near = () => [-1 + 8 * random(), 43 + 7 * random()];
    const next: Ask = n =>
      fetch(`${address}/api/v1/challenges/bench/next`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', ...people[n % PEOPLE] },
        body: JSON.stringify({ near: near() }),
      });
    const view: Ask = n => {
      // From a street to the country: each zoom of a map as often as the others.
      const wide = 360 / 2 ** (5 + Math.floor(12 * random()));
      const [lon, lat] = near() as [number, number];
      const box = [lon - wide / 2, lat - wide / 3, lon + wide / 2, lat + wide / 3].join();
      return fetch(`${address}/api/v1/challenges/bench/window?box=${box}`, { headers: people[n % PEOPLE] });
    };
    const measured: [string, Times][] = [];
    for (const [name, ask] of [
      ['next task, the nearest', next],
      ['tasks in the window of a map', view],
    ] as const) {
      await atRate(ask, RATE.warm);
      measured.push([name, await atRate(ask, seconds)]);
    }
    measured.push(...(await usual(store, near)));
    return report(count, measured, { fill_s: (counted - filled) / 1000, fold_s: (done - counted) / 1000 });
  } finally {
    await jalon?.stop();
    await store.destroy();
    await postgres.dropDatabase(url);
    await postgres.stop();
  }
}

/** Tasks around towns, denser near their middle; four in five still ask. */
async function fill(store: Store, count: number): Promise<void> {
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
    create temporary table spots as
    with towns as (
      select n, -1 + 8 * random() as lon, 43 + 7 * random() as lat from generate_series(1, ${TOWNS}) n
    )
    select i, lon + 0.4 * (random() + random() + random() - 1.5) ^ 3 as lon,
      lat + 0.3 * (random() + random() + random() - 1.5) ^ 3 as lat
    from generate_series(1, ${count}) i join towns on n = 1 + i % ${TOWNS}`.execute(store);
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
}

/** Cookies of people who have begun, each with an address of their own. */
async function guests(address: string): Promise<Record<string, string>[]> {
  return Promise.all(
    Array.from({ length: PEOPLE }, async (_, n) => {
      const from = { 'x-forwarded-for': `10.1.${n >> 8}.${n & 255}` };
      const answer = await fetch(`${address}/api/v1/challenges/bench/next`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', ...from },
        body: '{}',
      });
      const cookie = answer.headers.getSetCookie()[0]?.split(';')[0] ?? '';
      return { ...from, cookie };
    }),
  );
}

/** Milliseconds from when each request was due to the end of its answer. @throws Error when one is refused */
async function atRate(ask: Ask, seconds: number): Promise<Times> {
  const begin = performance.now();
  const count = RATE.asked * seconds;
  const waits = Array.from({ length: count }, async (_, n) => {
    const due = begin + (1000 * n) / RATE.asked;
    await pause(Math.max(0, due - performance.now()));
    const answer = await ask(n);
    await answer.arrayBuffer();
    if (!answer.ok) throw new Error(`${answer.url} was answered with ${answer.status}`);
    return performance.now() - due;
  });
  return Promise.all(waits);
}

/** What is written at first: any task by a random sort, and clusters made at each request. One at a time. */
async function usual(store: Store, near: () => number[]): Promise<[string, Times][]> {
  const times = async (query: () => Promise<unknown>): Promise<Times> => {
    const all: number[] = [];
    for (let n = 0; n < USUAL; n++) {
      const begin = performance.now();
      await query();
      all.push(performance.now() - begin);
    }
    return all;
  };
  const sorted = await times(() =>
    sql`select id from tasks where challenge_id = 'bench' and state = 'open' order by random() limit 1`.execute(
      store,
    ),
  );
  const clusters = await times(() => {
    const [lon, lat] = near() as [number, number];
    return sql`
      select st_x(st_centroid(st_collect(geom))), st_y(st_centroid(st_collect(geom))), count(*) from (
        select st_clusterkmeans(geom, 100) over () as cluster, geom from tasks
        where challenge_id = 'bench' and state = 'open' and geom && st_makeenvelope(${lon - 0.5}, ${lat - 0.35}, ${lon + 0.5}, ${lat + 0.35}, 4326)
      ) each group by cluster`.execute(store);
  });
  return [
    ['the usual way: a random sort of the candidates', sorted],
    ['the usual way: ST_ClusterKMeans over a window of a degree', clusters],
  ];
}

function report(
  count: number,
  measured: readonly [string, Times][],
  made: { fill_s: number; fold_s: number },
): Report {
  const row = ([name, times]: readonly [string, Times]) => [
    ...[name, times.length, at(times, 0.5), at(times, 0.95), at(times, 0.99), Math.max(...times)],
  ];
  const [next, view, sorted, clusters] = measured.map(([, times]) => times) as [Times, Times, Times, Times];
  return {
    title: `Finding work among ${count.toLocaleString('en')} tasks, ${RATE.asked} requests a second`,
    columns: ['question', 'times', 'median ms', '95 % ms', '99 % ms', 'longest ms'],
    rows: measured.map(row),
    notes: [
      'Ours are requests to an API process, from when each was due to the end of its answer; the usual ways are queries alone, one at a time.',
      `The database was filled in ${made.fill_s.toFixed(0)} s; its tasks were counted by cells in ${made.fold_s.toFixed(0)} s. Load at the end ${load().toFixed(1)}.`,
    ],
    figures: {
      ...{ benchmark: 'tasks', tasks: count, requests_per_second: RATE.asked, ...made },
      ...{
        next_p50_ms: at(next, 0.5),
        next_p99_ms: at(next, 0.99),
        window_p50_ms: at(view, 0.5),
        window_p99_ms: at(view, 0.99),
      },
      ...{ random_sort_p50_ms: at(sorted, 0.5), cluster_kmeans_p50_ms: at(clusters, 0.5) },
    },
  };
}
