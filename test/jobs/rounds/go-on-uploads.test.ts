import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Store } from '../../../backend/store/connect.ts';
import { goOnWithUploads } from '../../../jobs/rounds/go-on-uploads.ts';
import { seedSettled, seedSettledTasks, settledPlace } from '../../handover/settled-world.ts';
import { uploadsOf } from '../../handover/uploads.ts';
import { type OsmApiServer, startOsmApi } from '../../servers/osm-api/start-osm-api.ts';
import { useStore } from '../../store/empty-store.ts';
import { startOver } from '../../store/seed.ts';

const PERSON = 'maintainer';
const places = [0, 1].map(settledPlace);
let store: Store;
useStore('embedded', opened => {
  store = opened;
});
let osm: OsmApiServer;
beforeEach(async () => {
  await startOver(store, [PERSON]);
  osm = await startOsmApi({ elements: places.flatMap(one => one.elements) });
});
afterEach(() => osm.close());

describe('a round of uploads', () => {
  it('puts off what fails in an unforeseen way, and goes on with the others', async () => {
    const challenge = await seedSettled(store, [places[0]!]);
    const { prepare, uploading } = uploadsOf(store, osm, challenge, PERSON, {
      waits: { firstWait: 60_000, longestWait: 60_000 },
    });
    const broken = await prepare('request-1');
    await seedSettledTasks(store, challenge, [places[1]!]);
    await prepare('request-2');
    // No request can be made of this.
    const tags = JSON.stringify({ comment: '\u0001' });
    await store.updateTable('changesets').set({ tags }).where('upload_id', '=', broken).execute();
    await expect(goOnWithUploads(uploading, () => false)).rejects.toThrow('cannot be gone on with');
    const states = await store
      .selectFrom('changesets')
      .select(['state', 'tries', 'waits_for'])
      .orderBy('state')
      .execute();
    expect(states).toEqual([
      { state: 'closed', tries: 0, waits_for: null },
      { state: 'prepared', tries: 1, waits_for: expect.stringContaining('XML') },
    ]);
  });
});
