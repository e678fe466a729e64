import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import type { Challenge } from '../../backend/core/challenge/challenge.ts';
import { projectRoot } from '../../backend/project-root.ts';
import { holdUpload } from '../../backend/store/uploads/uploads.ts';
import { letsVolunteers, seedCounted, seedSettled, settledPlace } from '../handover/settled-world.ts';
import { signedInVisitor } from '../http/signed-in.ts';
import { connect, serveWithUploads } from '../http/with-uploads.ts';
import { startOsmApi } from '../servers/osm-api/start-osm-api.ts';
import { emptyStore } from '../store/empty-store.ts';
import type { Stage } from './stage.ts';

/** Cookies: of a maintainer with an account on the map, of one without, and of a volunteer with one. */
type People = Readonly<{ maintainer: string; newcomer: string; sender: string }>;

/** Challenges, by how far what was settled of them is. */
const CHALLENGES = ['planned', 'running', 'held', 'done', 'own'] as const;
/** Settled places of each: two of every kind. */
const PLACES = 10;

const named = (id: string) => (challenge: Challenge) => {
  const words = (text: string) => ({ en: text });
  return {
    ...challenge,
    id,
    title: words('Wells, made up'),
    description: words('Where there is water to drink, and where the map only thinks so.'),
    noun: words('well'),
  };
};

/**
 * A Jalon beside a map's server of its own, with made-up wells that are settled: of `done` all is on the map but what somebody else
 * has edited, and of one changeset a part was edited since; `running` is under way, `held` waits for a person, `planned` was not sent.
 * A volunteer settled the first two of `own`, and has sent the second.
 */
export async function openUploadStage(): Promise<Stage<People>> {
  const opened = await emptyStore();
  const { store } = opened;
  const places = CHALLENGES.map((_, c) =>
    Array.from({ length: PLACES }, (_, n) => settledPlace(c * PLACES + n)),
  );
  const osm = await startOsmApi({ elements: places.flat().flatMap(({ elements }) => elements) });
  const app = await serveWithUploads(store, osm, {
    deps: { frontend: join(projectRoot, 'dist/frontend') },
  });
  for (const [c, id] of CHALLENGES.entries()) {
    const name = named(id);
    await seedSettled(store, places[c]!, one => (id === 'own' ? letsVolunteers(name(one)) : name(one)));
  }
  const maintainer = await signedInVisitor(app.url, store, [{ role: 'maintainer' }], 'mapper one');
  const newcomer = await signedInVisitor(app.url, store, [{ role: 'maintainer' }], 'mapper two');
  // Of its way through the other server it keeps cookies, too.
  const session = maintainer.cookie;
  await connect(maintainer);
  const sender = await signedInVisitor(app.url, store, [], 'mapper three');
  const own = sender.cookie;
  await connect(sender);

  async function start(challenge: (typeof CHALLENGES)[number]): Promise<string> {
    const asked = { requestId: randomUUID(), host: app.host };
    const { status, text, json } = await maintainer.post(`/api/v1/challenges/${challenge}/uploads`, asked);
    if (status !== 201) throw new Error(`${challenge}: ${text}`);
    return json.id;
  }
  const rename = (id: number, name: string) => {
    const now = osm.world.map.current(`node/${id}`)!;
    osm.world.map.append({ ...now, tags: { ...now.tags, name }, version: now.version + 1, uid: 102 });
  };
  const first = 10_000 + CHALLENGES.indexOf('done') * PLACES * 10;
  const [open, sent] = places[CHALLENGES.indexOf('own')]!;
  for (const place of [open!, sent!]) await seedCounted(store, place, sender.person);
  await sender.post(`/api/v1/tasks/${sent!.task}/upload`, { requestId: randomUUID(), host: app.host });
  await start('done');
  // Others were quicker at one place, and are at another one afterwards.
  rename(first + 10, 'Renamed before');
  while ((await app.round()) > 0);
  rename(first + 60, 'Renamed since');
  const held = await start('held');
  await holdUpload(store, held, 'account', 'Your access to the API has been blocked.');
  await start('running');
  return {
    address: app.url,
    people: { maintainer: session, newcomer: newcomer.cookie, sender: own },
    close: async () => {
      await app.close();
      await osm.close();
      await opened.close();
    },
  };
}
