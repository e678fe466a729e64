import type { Challenge } from '../../backend/core/challenge/challenge.ts';
import { GROUP_LIMITS, type GroupLimits } from '../../backend/core/changeset/grouping.ts';
import { UNFINISHED } from '../../backend/core/changeset/machine.ts';
import { freshChanges } from '../../backend/handover/upload/fresh-changes.ts';
import { planChangesets, prepareUpload } from '../../backend/handover/upload/prepare.ts';
import type { Uploading } from '../../backend/handover/upload/uploading.ts';
import type { Store } from '../../backend/store/connect.ts';
import { settledTasks } from '../../backend/store/uploads/upload-tasks.ts';
import { goOnWithUploads } from '../../jobs/rounds/go-on-uploads.ts';
import type { OsmApiServer } from '../servers/osm-api/start-osm-api.ts';
import { seedRole } from '../store/seed.ts';

/** Waits of tests: a server's fault costs milliseconds. */
export const QUICK = { firstWait: 5, longestWait: 40, look: 50, tries: 30 };
/** milliseconds of one request: of a busy machine, and where a server is to fall silent. */
const REQUEST_TIME = 5_000;
export const SHORT_REQUESTS = 250;
const limitsOf = (requestTime: number) => ({
  reading: { attempts: 3, firstWait: 5, longestWait: 20, requestTime, totalTime: 8 * requestTime },
  writing: { requestTime },
});
const contact = 'test@example.org';

export type UploadsOf = Readonly<{
  uploading: Uploading;
  /** Prepares all that is settled, and gives the upload's id. */
  prepare: (request?: string) => Promise<string>;
  /** Goes on until nothing is left to do, or a person is needed. */
  finish: () => Promise<void>;
}>;

export function uploadsOf(
  store: Store,
  server: OsmApiServer,
  challenge: Challenge,
  person: string,
  {
    token = server.tokenFor(101) as string | null,
    tokenOf = async (): Promise<string | null> => token,
    limits = GROUP_LIMITS as GroupLimits,
    waits = {} as Partial<typeof QUICK>,
    requestTime = REQUEST_TIME,
  } = {},
): UploadsOf {
  const uploading: Uploading = {
    store,
    config: { contact, publicUrl: null },
    tokenOf,
    now: () => new Date(),
    random: () => 0.5,
    waits: { ...QUICK, ...waits },
    limits: limitsOf(requestTime),
  };
  return {
    uploading,
    async prepare(request = 'request-1') {
      await seedRole(store, person, 'maintainer');
      const rows = await store
        .selectFrom('tasks')
        .select('id')
        .where('challenge_id', '=', challenge.id)
        .where('state', '=', 'settled')
        .execute();
      const settled = await settledTasks(
        store,
        rows.map(({ id }) => id),
      );
      const fresh = await freshChanges(challenge, settled, { osmApiUrl: server.url, contact });
      const planned = planChangesets(
        { challenge, settled, ...fresh, changes: [...fresh.changes] },
        () => null,
        limits,
      );
      return prepareUpload(store, {
        challenge,
        planned,
        person,
        request,
        server: server.url,
        now: new Date(),
      });
    },
    async finish() {
      for (let round = 0; round < 500; round++) {
        await goOnWithUploads(uploading, () => false);
        const left = await store
          .selectFrom('changesets')
          .innerJoin('uploads', 'uploads.id', 'changesets.upload_id')
          .select('changesets.id')
          .where('uploads.hold', 'is', null)
          .where(one =>
            one.or([
              one('changesets.state', 'in', [...UNFINISHED]),
              one.and([one('changesets.state', '=', 'closed'), one('changesets.checked_at', 'is', null)]),
            ]),
          )
          .execute();
        if (left.length === 0) return;
        await new Promise(resolve => setTimeout(resolve, 10));
      }
      throw new Error('the uploads do not come to an end');
    },
  };
}
