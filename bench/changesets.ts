import { connect } from '../backend/store/connect.ts';
import { migrate } from '../backend/store/schema/migrate.ts';
import { type SettledPlace, settledPlace } from '../test/handover/settled-world.ts';
import { startPostgres } from '../test/servers/postgres.ts';
import { type Made, makeFiles } from './changesets/make-files.ts';
import { type Uploaded, uploadAll } from './changesets/upload-all.ts';
import type { Flags } from './flags.ts';
import { median } from './median.ts';
import type { Report } from './show.ts';

/** Edits, unless asked for otherwise. */
const COUNT = 10_000;
/** Edits of five settled answers: moved, retagged, added, retagged as a way; and the twin of a place deleted, its relation rewired. */
const EDITS = 6 / 5;
/** Answers that go one by one; the rest of them would take as long each. */
const ONE_BY_ONE = 100;

/** Settled answers to osmChange, and to a server of OSM API 0.6, beside a changeset for each answer. */
export async function changesets({ count = COUNT, repeat = 3, quick = false }: Flags): Promise<Report> {
  const places = Array.from({ length: Math.ceil(count / EDITS) }, (_, n) => settledPlace(n));
  const made = Array.from({ length: quick ? 1 : repeat }, () => makeFiles(places));
  const ours = await onServer(places, {});
  const single = await onServer(places.slice(0, ONE_BY_ONE), { edits: 1, side: 360 });
  return report(places.length, made, ours, single);
}

async function onServer(
  places: readonly SettledPlace[],
  limits: Partial<Parameters<typeof uploadAll>[2]>,
): Promise<Uploaded> {
  const postgres = await startPostgres({ durable: true });
  try {
    const store = connect(await postgres.createDatabase(), { max: 4 });
    try {
      await migrate(store);
      return await uploadAll(store, places, limits);
    } finally {
      await store.destroy();
    }
  } finally {
    await postgres.stop();
  }
}

const seconds = (milliseconds: number): number => milliseconds / 1000;

function report(answers: number, made: readonly Made[], ours: Uploaded, single: Uploaded): Report {
  const first = made[0]!;
  const middle = (part: keyof Made['took']) => median(made.map(({ took }) => took[part]));
  const total = ({ took }: Made) => took.merge + took.gate + took.group + took.write;
  const whole = ours.took.prepare + ours.took.send;
  const perAnswer = (one: Uploaded, of: number) => (one.took.prepare + one.took.send) / of;
  const ratio = perAnswer(single, ONE_BY_ONE) / perAnswer(ours, answers);
  return {
    title: `${first.edits.toLocaleString('en')} edits of ${answers.toLocaleString('en')} settled answers`,
    columns: ['what', 'seconds', 'the first time'],
    rows: [
      ['merge answers with the elements of the map', seconds(middle('merge')), seconds(first.took.merge)],
      ['licence gate', seconds(middle('gate')), seconds(first.took.gate)],
      ['group', seconds(middle('group')), seconds(first.took.group)],
      ['check, write as osmChange', seconds(middle('write')), seconds(first.took.write)],
      ['all of it', seconds(median(made.map(total))), seconds(total(first))],
      ['upload: read the map, plan, write down', '', seconds(ours.took.prepare)],
      ['upload: read again, merge, send, close, read back, decide', '', seconds(ours.took.send)],
      ['upload in all', '', seconds(whole)],
    ],
    notes: [
      `${ours.changesets} changesets, ${ours.requests} requests; the server is a process of its own on this machine, the database PostgreSQL.`,
      `A changeset for each answer, of ${ONE_BY_ONE} answers: ${single.changesets} changesets, ${single.requests} requests, ${seconds(single.took.prepare + single.took.send).toFixed(1)} s: ${ratio.toFixed(1)} times as long for each answer.`,
      `The files of all changesets: ${(first.bytes / 1e6).toFixed(1)} MB.`,
    ],
    figures: {
      benchmark: 'changesets',
      edits: first.edits,
      answers,
      made_s: seconds(median(made.map(total))),
      made_first_s: seconds(total(first)),
      upload_s: seconds(whole),
      changesets: ours.changesets,
      requests: ours.requests,
      one_by_one_ratio: ratio,
    },
  };
}
