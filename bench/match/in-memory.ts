import { citiesPair } from './cities.ts';
import { joined, middle, type Part, rowOf, sizes, times } from './part.ts';
import { MIXES, type Plan, RADIUS } from './plan.ts';
import { type PostgisJoin, postgisJoins, whyNoPostgis } from './postgis-joins.ts';
import { type Done, runAlone } from './run-alone.ts';

/** The matching alone, its search for candidates alone, and PostGIS on the same points. */
export const inMemory = async ({ alone: cities, repeat }: Plan): Promise<Part> => {
  const { official, community, nearby } = cities;
  const [one, two, pairs]: [Done[], Done[], Done[]] = [[], [], []];
  for (let n = 0; n < repeat; n++) {
    // In turn, so that a busy minute of the machine meets all of them.
    one.push(await runAlone({ what: 'match', cities }, 0));
    two.push(await runAlone({ what: 'match-in-threads', cities }));
    pairs.push(await runAlone({ what: 'candidates', cities }));
  }
  const strange = await runAlone({ what: 'match', cities: { ...cities, ...MIXES.strange } });
  const [onOne, onTwo, search] = [middle(one), middle(two), middle(pairs)];
  const row = (words: string, done: Done) => rowOf(words, official, community, done);
  const own: Part = {
    rows: [
      row('matching alone, one core', onOne),
      row('matching alone, every core', onTwo),
      row('the same where 1 official place in 20 has a partner', strange),
      row('candidate pairs alone', search),
    ],
    figures: {
      ...{ alone_official: official, alone_community: community, candidate_pairs: search.candidate_pairs },
      ...{ alone_one_core_wall_s: onOne.wall_s, alone_wall_s: onTwo.wall_s, alone_cpu_s: onTwo.cpu_s },
      ...{
        alone_peak_rss_mb: Math.max(...[...one, ...two].map(done => done.peak_rss_mb)),
        alone_f1: onOne.f1,
      },
      ...{ cores_ratio: onOne.wall_s / onTwo.wall_s, strange_f1: strange.f1 },
      ...{ candidates_wall_s: search.wall_s, candidates_cpu_s: search.cpu_s },
    },
    bars: [
      { label: 'Jalon, candidate pairs', value: search.wall_s },
      { label: 'Jalon, whole matching, one core', value: onOne.wall_s },
      { label: 'Jalon, whole matching', value: onTwo.wall_s },
    ],
    notes: [
      `Cities with ${nearby} community places within ${RADIUS} m of a place; ${search.candidate_pairs.toLocaleString('en')} candidate pairs.`,
      `Every core makes the matching ${times(onOne.wall_s / onTwo.wall_s)} as fast as one.`,
    ],
  };
  const missing = whyNoPostgis();
  if (missing !== null) return { ...own, notes: [...own.notes, `PostGIS was left out: ${missing}.`] };

  const made = citiesPair(cities);
  const { load_s, joins, nearest } = await postgisJoins(made.official, made.community, RADIUS, repeat);
  const best = joins.toSorted((a, b) => a.wall_s - b.wall_s)[0]!;
  const same = (join: PostgisJoin): boolean => JSON.stringify(join.digest) === JSON.stringify(search.digest);
  const [ratio, whole] = [best.wall_s / search.wall_s, onTwo.wall_s / best.wall_s];
  const theirs = [...joins, nearest].map(join => [
    ...[`PostGIS, ${join.form}`, sizes(official, community), join.wall_s, join.cpu_s, '', '', ''],
  ]);
  return joined([
    own,
    {
      rows: [...theirs, ['PostGIS, loading and indexes', sizes(official, community), load_s, '', '', '', '']],
      figures: {
        ...{ postgis_form: best.form, postgis_wall_s: best.wall_s, postgis_cpu_s: best.cpu_s },
        ...{ postgis_nearest_wall_s: nearest.wall_s, postgis_load_s: load_s },
        ...{ candidates_ratio: ratio, matching_share_of_postgis: whole },
        same_pairs: String(joins.every(same)),
      },
      bars: [
        ...joins.map(({ form, wall_s }) => ({ label: `PostGIS, ${form}`, value: wall_s, series: 1 })),
        { label: 'PostGIS, nearest', value: nearest.wall_s, series: 1 },
      ],
      notes: [
        `PostGIS counts pairs on loaded, indexed points with ${best.workers} workers beside; Jalon indexes and lists them. Its fastest form: ${best.form}.`,
        `Jalon finds the pairs ${times(ratio)} as fast as it; the whole matching takes ${whole.toFixed(2)} of its time.`,
        joins.every(same)
          ? `All forms give the pairs that Jalon gives.`
          : `NOT the same pairs: ${joins
              .filter(join => !same(join))
              .map(join => join.form)
              .join(', ')}; places with as many candidates as are kept: ${search.full}.`,
      ],
    },
  ]);
};
