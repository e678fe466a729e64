import { type ChildProcess, fork } from 'node:child_process';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { projectRoot } from '../../../backend/project-root.ts';
import { connect, type Store } from '../../../backend/store/connect.ts';
import { seeded } from '../../../bench/seeded.ts';
import {
  type SettledPlace,
  seedSettled,
  seedSettledTasks,
  settledPlace,
} from '../../handover/settled-world.ts';
import { uploadsOf } from '../../handover/uploads.ts';
import { randomFaults } from '../../servers/osm-api/faults.ts';
import type { Dialect } from '../../servers/osm-api/rules.ts';
import { type OsmApiServer, startOsmApi } from '../../servers/osm-api/start-osm-api.ts';
import { emptyPlace } from '../../servers/setting.ts';
import { seedPerson } from '../../store/seed.ts';
import { UID, verdict } from './verdict.ts';

export type UploadsReport = Readonly<{
  uploads: number;
  kills: number;
  faults: number;
  /** Elements that somebody else edited meanwhile. */
  others: number;
  states: Readonly<Record<string, number>>;
  /** What is wrong, a line each. */
  wrong: readonly string[];
  seconds: number;
}>;

const PERSON = 'maintainer';
/** Settled fixes in each upload: one of each kind. */
const PLACES = 5;
/** They answer in turns. */
const DIALECTS: readonly Dialect[] = ['cgimap', 'rails'];
/** milliseconds in which an upload must come to an end */
const PATIENCE = 60_000;
/** Of the requests meet a fault. */
const SHARE = 0.15;

/**
 * Uploads one after the other to a server that keeps to the protocol and often fails, by a process that is killed in the middle of each;
 * others edit the same elements now and then. The map and the rows are looked at after each.
 */
export async function chaosOfUploads({
  count,
  seed,
  program,
  say,
}: Readonly<{
  count: number;
  seed: number;
  program: 'built' | 'sources';
  say: (line: string) => void;
}>): Promise<UploadsReport> {
  const began = performance.now();
  const random = seeded(seed);
  const place = await emptyPlace('postgres');
  const store = connect(place.databaseUrl!, { max: 3 });
  const all = Array.from({ length: count * PLACES }, (_, n) => settledPlace(n));
  const servers = await Promise.all(
    DIALECTS.map((dialect, d) =>
      startOsmApi({
        elements: all.flatMap((one, n) =>
          Math.floor(n / PLACES) % DIALECTS.length === d ? one.elements : [],
        ),
        rules: { dialect },
      }),
    ),
  );
  const token = servers[0]!.tokenFor(UID);
  for (const { oauth, world } of servers)
    oauth.tokens.set(token, { user: world.accounts.get(UID)!, scopes: ['write_api'] });
  const uploaders = uploaderOf(place.databaseUrl!, token, program);
  const states: Record<string, number> = {};
  const wrong: string[] = [];
  const totals = { kills: 0, faults: 0, others: 0 };
  try {
    await seedPerson(store, PERSON);
    const challenge = await seedSettled(store, []);
    for (let n = 0; n < count; n++) {
      const osm = servers[n % servers.length]!;
      const places = all.slice(n * PLACES, (n + 1) * PLACES);
      await seedSettledTasks(store, challenge, places);
      osm.setChaos(null);
      const { prepare } = uploadsOf(store, osm, challenge, PERSON, { token });
      const upload = await prepare(`request-${n}`);
      const happened = await disturbed({
        osm,
        uploaders,
        random,
        places,
        seed: seed + n,
        done: () => isDone(store, upload),
      });
      for (const key of ['kills', 'faults', 'others'] as const) totals[key] += happened[key];
      await osm.settled();
      const found = await verdict(store, osm, upload, places);
      for (const [state, times] of Object.entries(found.states)) states[state] = (states[state] ?? 0) + times;
      wrong.push(...found.wrong.map(one => `upload ${n} (seed ${seed + n}): ${one}`));
      if (!happened.ended) wrong.push(`upload ${n} (seed ${seed + n}): has not come to an end`);
      for (const line of found.wrong) say(`upload ${n}: ${line}`);
      if ((n + 1) % 50 === 0)
        say(`${n + 1} uploads, ${totals.kills} kills, ${totals.faults} faults, ${wrong.length} wrong`);
    }
  } finally {
    uploaders.end();
    for (const osm of servers) await osm.close();
    await store.destroy();
    await place.remove();
  }
  return { uploads: count, ...totals, states, wrong, seconds: (performance.now() - began) / 1000 };
}

/** Nothing is left to do, or a person is asked. */
async function isDone(store: Store, upload: string): Promise<boolean> {
  const { hold } = await store
    .selectFrom('uploads')
    .select('hold')
    .where('id', '=', upload)
    .executeTakeFirstOrThrow();
  if (hold) return true;
  const rows = await store
    .selectFrom('changesets')
    .select(['state', 'checked_at'])
    .where('upload_id', '=', upload)
    .execute();
  return rows.every(
    ({ state, checked_at }) =>
      ['conflict', 'refused', 'abandoned'].includes(state) || (state === 'closed' && checked_at !== null),
  );
}

type Disturbance = Readonly<{
  osm: OsmApiServer;
  uploaders: ReturnType<typeof uploaderOf>;
  random: () => number;
  places: readonly SettledPlace[];
  seed: number;
  done: () => Promise<boolean>;
}>;

/** One upload: a kill after so many requests, faults, and somebody else at the same elements. */
async function disturbed({ osm, uploaders, random, places, seed, done }: Disturbance) {
  const start = osm.asked.length;
  const killAfter = Math.floor(random() * 40);
  const otherAfter = random() < 0.3 ? Math.floor(random() * 30) : null;
  const choose = randomFaults({ seed, share: SHARE });
  const happened = { kills: 0, faults: 0, others: 0, ended: false };
  osm.setChaos(asked => {
    const what = choose(asked);
    if (what) happened.faults++;
    return what;
  });
  const until = performance.now() + PATIENCE;
  await uploaders.start();
  while (performance.now() < until) {
    const heard = osm.asked.length - start;
    if (otherAfter !== null && happened.others === 0 && heard >= otherAfter) {
      happened.others++;
      meddle(osm, places, random);
    }
    const ended = await done();
    if (happened.kills === 0 && (heard >= killAfter || ended)) {
      await pause(random() * 20);
      happened.kills++;
      await uploaders.kill();
      if (!ended) await uploaders.start();
    }
    if (ended) {
      happened.ended = true;
      break;
    }
    await pause(5);
  }
  osm.setChaos(null);
  return happened;
}

/** Somebody else renames one of the places, or adds to what is known of it, past all faults. */
function meddle(osm: OsmApiServer, places: readonly SettledPlace[], random: () => number): void {
  const refs = places.flatMap(({ elements }) =>
    elements.filter(({ tags }) => tags['name'] !== undefined).map(({ type, id }) => `${type}/${id}`),
  );
  const now = osm.world.map.current(refs[Math.floor(random() * refs.length)]!);
  if (!now?.visible) return;
  const tags = { ...now.tags, ...(random() < 0.5 ? { name: 'Renamed by somebody' } : { depth: '12' }) };
  osm.world.map.append({ ...now, tags, version: now.version + 1, uid: 102, changeset: 1 });
}

/** One process at a time, which may be killed; the next one has started by then, and waits for its turn. */
function uploaderOf(databaseUrl: string, token: string, program: 'built' | 'sources') {
  const file = 'test/chaos/uploads/uploader';
  const [path, execArgv] =
    program === 'built' ? [`dist/${file}.js`, []] : [`${file}.ts`, ['--import', 'tsx']];
  const spawned = (): Spare => {
    const child = fork(join(projectRoot, path), [], {
      execArgv,
      env: { ...process.env, DATABASE_URL: databaseUrl, OSM_TOKEN: token },
      stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
    });
    const ready = new Promise<void>((resolve, reject) => {
      child.once('message', () => resolve());
      child.once('exit', code => reject(new Error(`the uploader ended with ${code}`)));
    });
    // Whoever needs it hears of it; until then nobody listens.
    ready.catch(() => undefined);
    return { child, ready };
  };
  let spare = spawned();
  let child: ChildProcess | null = null;
  return {
    async start(): Promise<void> {
      if (child) return;
      const next = spare;
      await next.ready;
      child = next.child;
      child.send('go');
      spare = spawned();
    },
    async kill(): Promise<void> {
      const killed = child;
      child = null;
      if (!killed) return;
      const gone = new Promise(resolve => killed.once('exit', resolve));
      killed.kill('SIGKILL');
      await gone;
    },
    end(): void {
      child?.kill('SIGKILL');
      spare.child.kill('SIGKILL');
    },
  };
}

type Spare = Readonly<{ child: ChildProcess; ready: Promise<void> }>;
