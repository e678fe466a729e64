import type { Side } from '../../backend/core/feature.ts';
import { HandBack } from '../../backend/queue/connection.ts';
import { FileFault } from '../../backend/sources/file-fault.ts';
import { isRemote } from '../../backend/sources/is-remote.ts';
import { isOverpass } from '../../backend/sources/overpass/area.ts';
import {
  BEGIN_ASKING,
  type OVERPASS_LIMITS,
  tryOverpass,
} from '../../backend/sources/overpass/try-overpass.ts';
import type { Store } from '../../backend/store/connect.ts';
import { type Attempt, addToSummary } from '../../backend/store/runs/runs.ts';
import { findFetched, saveFetched } from '../../backend/store/sources/fetched.ts';
import { isUnreachable } from '../../backend/store/watch/unreachable.ts';
import type { Step } from '../pipeline.ts';
import { failRun } from '../steps/fail-run.ts';
import { faultWords } from '../steps/fault-words.ts';
import { openRun, type StepConfig } from '../steps/open-run.ts';
import type { Pool, RunStep } from '../threads/pool.ts';
import { acceptedBytes } from './accepted-bytes.ts';
import { type Kept, keepBytes, snapshotsIn } from './keep-bytes.ts';
import { keepUrl, type LastSent, type UrlFetching } from './keep-url.ts';
import { type TURN_TIMES, turnsInStore } from './turns-in-store.ts';

export type FetchingOptions = Readonly<{
  url?: Pick<UrlFetching, 'limits' | 'may'>;
  overpass?: Partial<typeof OVERPASS_LIMITS>;
  turns?: Partial<typeof TURN_TIMES>;
}>;

type Fetching = Readonly<{
  store: Store;
  config: StepConfig;
  /** Aborted when this worker closes. */
  signal: AbortSignal;
  options?: FetchingOptions;
}>;

const SIDES: Readonly<Partial<Record<Step, Side>>> = {
  'snapshot-official': 'official',
  'snapshot-community': 'community',
};

/**
 * Steps in the threads of a pool, with the bytes of sources that somebody has to be asked for. They come in on the worker's own loop: a thread
 * that reads another source would hold up what renews a turn, and give a server up that has answered.
 */
export function fetching(pool: Pool, deps: Fetching): RunStep {
  const fetchInput = inputFetcher(deps);
  return async (step, attempt, onProgress) => {
    const side = SIDES[step];
    if (!side) return pool.run({ step, attempt }, onProgress);
    try {
      const fetched = await fetchInput(side, attempt);
      return await pool.run({ step, attempt, ...(fetched && { fetched }) }, onProgress);
    } catch (fault) {
      if (fault instanceof HandBack || deps.signal.aborted) throw fault;
      if (fault instanceof FileFault) {
        await failRun(deps.store, attempt, { error: fault.message, fault: 'input' });
        return null;
      }
      const { stack } = fault as Error;
      return { message: faultWords(fault as Error), stack, unreachable: isUnreachable(fault) };
    }
  };
}

/** Null: a file, or nothing to do any more. */
function inputFetcher({ store, config, signal, options }: Fetching) {
  const folder = snapshotsIn(config.dataDir);
  const { contact, overpassUrls, overpassPause } = config;
  const turns = turnsInStore(store, overpassPause * 1000, options?.turns);
  const last = lastSentIn(store);
  return async (side: Side, attempt: Attempt): Promise<Kept | null> => {
    const opened = await openRun({ store, attempt });
    if (opened?.run.step !== 'snapshot' || opened.run.summary[side]) return null;
    const { run, definition } = opened;
    const source = run.inputs[side];
    if (!isRemote(source)) return null;
    const accepted = await acceptedBytes(store, run, side, folder);
    if (accepted) return accepted;
    if (!isOverpass(source)) return await keepUrl(source, { folder, contact, last, signal, ...options?.url });
    if (side === 'official')
      throw new FileFault(
        source,
        'official',
        'is a source of the community: name a file or an address of the agency',
      );
    const asking = run.summary.asking ?? BEGIN_ASKING;
    const outcome = await tryOverpass(
      source,
      definition.community.filter,
      bytes => keepBytes(bytes, folder),
      asking,
      { overpassUrls, overpassPause, contact, turns, signal, limits: options?.overpass },
    );
    if ('answer' in outcome) return outcome.answer;
    const { host, later } = outcome;
    if (outcome.asking !== asking || run.summary.asking?.host !== host)
      await addToSummary(store, attempt, { asking: { ...outcome.asking, host } });
    // The queue waits, not a worker: others get their turn here.
    throw new HandBack(`it is not the turn of this run at ${host}`, later);
  };
}

function lastSentIn(store: Store): LastSent {
  return {
    find: async address => {
      const row = await findFetched(store, address);
      return row && { hash: row.hash, sentBy: row.sent_by, etag: row.etag, lastModified: row.last_modified };
    },
    save: (address, { hash, sentBy, etag, lastModified }) =>
      saveFetched(store, { address, hash, sent_by: sentBy, etag, last_modified: lastModified }, new Date()),
  };
}
