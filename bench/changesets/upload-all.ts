import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { GROUP_LIMITS, type GroupLimits } from '../../backend/core/changeset/grouping.ts';
import { freshChanges } from '../../backend/handover/upload/fresh-changes.ts';
import { planChangesets, prepareUpload } from '../../backend/handover/upload/prepare.ts';
import type { Uploading } from '../../backend/handover/upload/uploading.ts';
import type { Store } from '../../backend/store/connect.ts';
import { settledTasks } from '../../backend/store/uploads/upload-tasks.ts';
import { goOnWithUploads } from '../../jobs/rounds/go-on-uploads.ts';
import { mapOf, toOsmXml } from '../../test/core/change/osm-files.ts';
import { type SettledPlace, seedSettled } from '../../test/handover/settled-world.ts';
import { startOsmApiProcess } from '../../test/servers/osm-api/osm-api-process.ts';
import { seedPerson, seedRole } from '../../test/store/seed.ts';

export type Uploaded = Readonly<{
  changesets: number;
  requests: number;
  /** Milliseconds. */
  took: Readonly<{ prepare: number; send: number }>;
}>;

const PERSON = 'maintainer';
const CONTACT = 'bench@example.org';
/** On the test server; its changesets are not limited as those of a new account. */
const UID = 101;

/**
 * Sends settled answers to a server that keeps to the protocol, until each of their tasks is verified.
 * @throws Error when one is not
 */
export async function uploadAll(
  store: Store,
  places: readonly SettledPlace[],
  limits: Partial<GroupLimits>,
): Promise<Uploaded> {
  await seedPerson(store, PERSON);
  await seedRole(store, PERSON, 'maintainer');
  const challenge = await seedSettled(store, places);
  const folder = mkdtempSync(join(tmpdir(), 'jalon-bench-changesets-'));
  const map = join(folder, 'map.osm');
  writeFileSync(map, toOsmXml(mapOf(places.flatMap(({ elements }) => elements))));
  const server = await startOsmApiProcess(['--map', map]);
  try {
    await server.setAccount({ id: UID, trusted: true });
    const token = await server.tokenFor(UID);
    const began = performance.now();
    const settled = await settledTasks(
      store,
      places.map(({ task }) => task),
    );
    const fresh = await freshChanges(challenge, settled, { osmApiUrl: server.url, contact: CONTACT });
    const changes = [...fresh.changes];
    const planned = planChangesets({ challenge, settled, permit: fresh.permit, changes }, () => null, {
      ...GROUP_LIMITS,
      ...limits,
    });
    await prepareUpload(store, {
      challenge,
      planned,
      person: PERSON,
      request: 'bench',
      server: server.url,
      now: new Date(),
    });
    const prepared = performance.now();
    const uploading: Uploading = {
      store,
      config: { contact: CONTACT, publicUrl: null },
      tokenOf: async () => token,
      now: () => new Date(),
      random: Math.random,
    };
    await goOnWithUploads(uploading, () => false);
    const sent = performance.now();
    const { count } = await store
      .selectFrom('tasks')
      .select(({ fn }) => fn.countAll<number>().as('count'))
      .where('state', '=', 'verified')
      .executeTakeFirstOrThrow();
    if (Number(count) !== places.length) throw new Error(`${count} of ${places.length} tasks are verified`);
    return {
      changesets: planned.length,
      requests: await server.requests(),
      took: { prepare: prepared - began, send: sent - prepared },
    };
  } finally {
    await server.kill();
    rmSync(folder, { recursive: true });
  }
}
